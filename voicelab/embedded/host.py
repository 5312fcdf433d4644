"""Host: what the routes of all stages share."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import hmac
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

import aiohttp
from aiohttp import WSCloseCode

from voicelab.embedded.capacity import Capacity
from voicelab.embedded.conversation_slots import ConversationSlots
from voicelab.embedded.engines import Engines
from voicelab.embedded.faults import Faults
from voicelab.embedded.limits import DEFAULT_LIMITS, MOST_TOKENS, ServerLimits
from voicelab.embedded.request_log import RequestLog
from voicelab.errors import ModelError, VoicelabError, described
from voicelab.inner_error import CloseReasons
from voicelab.system_library import system_library_hint

__all__ = ["Host", "logger"]

logger = logging.getLogger("voicelab.embedded")

_P = ParamSpec("_P")
_T = TypeVar("_T")

_TOKEN_SECONDS = 600.0
_THREADS = 192
"""As many engines may be waited for at once, for speech to speech, too; threads begin as they are needed."""


class Host:
    """The engines, the key, the worker threads and the faults of one server.

    Parameters
    ----------
    engines
        The engines, or what makes them; it then runs in a worker thread, again if that failed before.
    address
        What the server listens on.
    """

    def __init__(
        self,
        engines: Engines | Callable[[], Engines],
        *,
        key: str,
        faults: Faults | None,
        request_log: RequestLog | None,
        eager_text: bool,
        custom_models: bool,
        address: str = "127.0.0.1",
        limits: ServerLimits = DEFAULT_LIMITS,
    ) -> None:
        self.key = key
        self.faults = faults if faults is not None else Faults()
        self.accepts_faults = faults is not None
        self.request_log = request_log
        self.eager_text = eager_text
        self.custom_models = custom_models
        self.address = address
        self.limits = limits
        self.close_reasons = CloseReasons()
        self.http: aiohttp.ClientSession | None = None
        self.slots = ConversationSlots()
        self.capacity = Capacity()
        self._engines = engines
        self._ready: asyncio.Task[Engines] | None = None
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="voicelab-engine")
        self._tokens: dict[str, float] = {}
        self._sockets: set[Callable[[int, str], Awaitable[None]]] = set()

    def open(self) -> None:
        """Begin to make the engines."""
        self._ready = asyncio.ensure_future(self._make())
        # A failure is raised where the engines are asked for; asyncio need not log it as well.
        self._ready.add_done_callback(lambda task: task.cancelled() or task.exception())

    async def close(self) -> None:
        """Stop the threads; a call into an engine that is under way ends by itself."""
        if self._ready is not None:
            self._ready.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)

    @contextlib.contextmanager
    def tracking(self, close: Callable[[int, str], Awaitable[None]]) -> Iterator[None]:
        """Track a websocket by its `close`, which is called when the server stops."""
        self._sockets.add(close)
        try:
            yield
        finally:
            self._sockets.discard(close)

    async def close_sockets(self) -> None:
        """Close every websocket."""
        closing = [close(WSCloseCode.GOING_AWAY, "Server shutdown.") for close in self._sockets]
        await asyncio.gather(*closing, return_exceptions=True)

    async def engines(self) -> Engines:
        """Return the engines, as soon as they are there.

        Where they could not be made, that is tried again: what was wrong may have been mended meanwhile.

        Raises
        ------
        ModelError
            They could not be made.
        """
        assert self._ready is not None, "open() comes first"
        if self._ready.done() and not self._ready.cancelled() and self._ready.exception() is not None:
            self.open()
        return await asyncio.shield(self._ready)

    @property
    def engines_at_hand(self) -> Engines | None:
        """The engines, where they are there already."""
        ready = self._ready
        if ready is None or not ready.done() or ready.cancelled() or ready.exception() is not None:
            return None
        return ready.result()

    async def call(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run a blocking function in a worker thread."""
        work = functools.partial(function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def is_key(self, credential: str) -> bool:
        """Return whether a credential is the key."""
        return hmac.compare_digest(credential.encode("utf-8", "surrogateescape"), self.key.encode())

    def accepts(self, credential: str) -> bool:
        """Return whether a credential is the key or a token that has not expired."""
        return self.is_key(credential) or self._tokens.get(credential, 0.0) > time.monotonic()

    def issue_token(self) -> str:
        """Return a token that is accepted in place of the key for ten minutes."""
        now = time.monotonic()
        kept = [(token, until) for token, until in self._tokens.items() if until > now]
        self._tokens = dict(kept[1 - MOST_TOKENS :])
        token = secrets.token_urlsafe(32)
        self._tokens[token] = now + _TOKEN_SECONDS
        return token

    async def _make(self) -> Engines:
        if isinstance(self._engines, Engines):
            self.capacity.engines = self._engines
            return self._engines
        try:
            self.capacity.engines = await self.call(self._engines)
            return self.capacity.engines
        except VoicelabError:
            raise
        except Exception as error:
            logger.exception("the engines could not be made")
            hint = "Run: voicelab doctor."
            if isinstance(error, ImportError):
                hint = system_library_hint(error, "'voicelab-jupyter[embedded]'")
            raise ModelError(
                f"The local models could not be loaded ({described(error)}).", hint=hint
            ) from error
