"""The model that judges: where it is, its connections, and what its answers used and cost."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.completion.messages import Delta, Finish, Retraction
from voicelab.errors import CompletionError
from voicelab.event_loop import run_in_background, run_in_thread
from voicelab.exchange.plain_values import plain_whole
from voicelab.exchange.pricing import Prices
from voicelab.services.addresses import is_loopback
from voicelab.services.endpoints import CompletionService
from voicelab.services.services import Services
from voicelab.services.timeouts import Timeouts

if TYPE_CHECKING:
    from voicelab.completion.answer_schema import AnswerSchema
    from voicelab.completion.completer import Completer
    from voicelab.completion.messages import Message
    from voicelab.settings import Settings

__all__ = ["JudgeModel", "JudgeServices", "ModelAnswer"]

JudgeServices = Services | CompletionService | None
"""Where a judge is: services, of which it is the model; a model by itself; or what the environment says."""

_AT_ONCE = 20
"""Requests, where nobody says how many."""
_IDLE_SECONDS = 5.0
"""How long connections are kept that nobody uses."""


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What a model answered, or why it did not."""

    text: str
    is_cut: bool = False
    """Whether it ended at its most tokens."""
    failure: str = ""
    """Why there is no answer; empty where there is one."""
    tokens: int | None = None
    """Of prompt and answer; `None` where the service did not say."""
    cost: float | None = None
    """In the currency of the prices; `None` where it is not known."""


class JudgeModel:
    """A model that is asked by many at once.

    Its connections are made at its first use, kept between questions, and closed when it is not asked for a
    while.

    Parameters
    ----------
    settings
        Of completion; the deployment among them, or `None` for that of the services.
    concurrency
        The most requests at once; `None` for 20, or one where a local model answers, which others only slow
        down.
    """

    def __init__(
        self,
        services: JudgeServices,
        settings: Settings,
        *,
        concurrency: int | None,
        prices: Prices | None,
        timeouts: Timeouts | None,
    ) -> None:
        self._given = services
        self._settings = settings
        self._concurrency = None if concurrency is None else plain_whole("concurrency", concurrency)
        if self._concurrency is not None and self._concurrency < 1:
            raise ValueError(f"concurrency must be 1 or more, not {concurrency!r}")
        self._prices = prices
        self._timeouts = timeouts
        self._found: tuple[CompletionService, Services | None] | None = None
        self._finding = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._completer: Completer | None = None
        self._free = asyncio.Semaphore()
        self._asking = 0
        self._closing: asyncio.TimerHandle | None = None

    def at(self, services: Services) -> JudgeModel:
        """Return the model of other services, where none were given to it; otherwise itself."""
        if self._given is not None:
            return self
        return JudgeModel(
            services,
            self._settings,
            concurrency=self._concurrency,
            prices=self._prices,
            timeouts=self._timeouts,
        )

    @property
    def identity(self) -> tuple[str, str]:
        """Which model it is: its name, and where it is, unless that is this machine.

        Raises
        ------
        ConfigurationError
            The environment names no services that can be used.
        """
        service, services = self._service()
        endpoint = (service.upstream or service).endpoint
        place = "" if is_loopback(endpoint) else endpoint
        if services is not None and services.reply_locally:
            place = services.embedded_models[1]
        return self._settings.deployment or service.deployment or "", place

    async def ask(self, messages: Sequence[Message], schema: AnswerSchema) -> ModelAnswer:
        """Return its answer; to be awaited on the loop of conversations.

        Raises
        ------
        CompletionError
            The service refused or failed, and may not another time.
        ConfigurationError
            There are no services that can be used.
        """
        found = self._found
        service, services = found if found is not None else await run_in_thread(self._service)
        if services is not None:
            await services.arrived()
        completer = self._begin(service, services)
        try:
            async with self._free:
                return await self._answer(completer, messages, schema)
        finally:
            self._end()

    async def _answer(
        self, completer: Completer, messages: Sequence[Message], schema: AnswerSchema
    ) -> ModelAnswer:
        pieces: list[str] = []
        finish: Finish | None = None
        failure = ""
        try:
            async for item in completer.stream(messages, self._settings, schema=schema):
                if isinstance(item, Delta):
                    pieces.append(item.text)
                elif isinstance(item, Retraction):
                    pieces.clear()
                elif isinstance(item, Finish):
                    finish = item
        except CompletionError as error:
            is_empty = error.code == "empty-reply"
            # Both would be the same again: the model was asked, and gave no answer.
            if not is_empty and error.code != "content-filter":
                raise
            # An answer within a block of code has nothing to be spoken, and is one all the same.
            failure = "" if is_empty and "".join(pieces).strip() else error.message
        is_cut = finish is not None and finish.reason == "length"
        return ModelAnswer("".join(pieces), is_cut, failure, *self._spent(finish, completer))

    def _spent(self, finish: Finish | None, completer: Completer) -> tuple[int | None, float | None]:
        if finish is None or finish.prompt_tokens is None or finish.completion_tokens is None:
            return None, None
        _, services = self._service()
        prices = self._prices or (Prices.for_kind(services.kind) if services is not None else Prices())
        model = finish.model or completer.deployment(self._settings)
        each = prices.of("prompt-tokens", model), prices.of("completion-tokens", model)
        tokens = finish.prompt_tokens + finish.completion_tokens
        if each[0] is None or each[1] is None:
            return tokens, None
        return tokens, each[0] * finish.prompt_tokens + each[1] * finish.completion_tokens

    def _service(self) -> tuple[CompletionService, Services | None]:
        """Return where the model is; the environment is read once."""
        with self._finding:
            if self._found is None:
                if isinstance(self._given, CompletionService):
                    self._found = self._given, None
                else:
                    services = self._given or Services.from_environment(wait=False)
                    self._found = services.completion, services
            return self._found

    def _begin(self, service: CompletionService, services: Services | None) -> Completer:
        """Return the connections, which belong to the loop that runs."""
        from voicelab.completion.completer import Completer

        loop = asyncio.get_running_loop()
        if self._loop is not loop:  # a forked child has another
            self._loop, self._completer, self._asking, self._closing = loop, None, 0, None
            is_local = services is not None and services.reply_locally
            self._free = asyncio.Semaphore(self._concurrency or (1 if is_local else _AT_ONCE))
        if self._completer is None:
            usual = Timeouts() if services is None else Timeouts.for_kind(services.kind)
            self._completer = Completer(service, self._timeouts or usual)
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None
        self._asking += 1
        return self._completer

    def _end(self) -> None:
        self._asking -= 1
        if not self._asking:
            self._closing = asyncio.get_running_loop().call_later(_IDLE_SECONDS, self._close)

    def _close(self) -> None:
        completer, self._completer = self._completer, None
        if completer is not None:
            run_in_background(completer.close())
