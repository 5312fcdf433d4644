"""RealtimeClient: a session's connections to speech-to-speech services, opened when they are first used."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from voicelab.errors import ConfigurationError, VoicelabError
from voicelab.event_loop import run_in_background
from voicelab.realtime.input_lease import InputLease
from voicelab.realtime.reply import RealtimeReply
from voicelab.realtime.shared_connection import SharedConnection

if TYPE_CHECKING:
    from voicelab.events import Notice
    from voicelab.realtime.connection import RealtimeConnection
    from voicelab.realtime.input_item import InputItem
    from voicelab.realtime.reply_request import ReplyRequest
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["OpenConnection", "RealtimeClient"]

_logger = logging.getLogger(__name__)

_MOST_KEPT = 2
"""Connections that stay open unused, so that engines and voices may change to and fro."""

OpenConnection: TypeAlias = "Callable[[Settings], Awaitable[RealtimeConnection]]"
"""Opens a connection for some settings."""


class RealtimeClient:
    """Keeps connections open from one reply to the next, and opens them anew when they are lost.

    A listener and the replies share one; whatever its conversation lacks is handed on ahead of each reply.
    Belongs to the event loop that first uses it.

    Parameters
    ----------
    model_of
        Returns the model that is asked by some settings, as notices name it.
    tools
        What the model may call: name, description and parameters of each.
    on_notice
        Called with what a service has to say, such as Voice Live's warnings; each once a connection.
    """

    def __init__(
        self,
        open_connection: OpenConnection,
        model_of: Callable[[Settings], str | None],
        timeouts: Timeouts,
        tools: Sequence[dict[str, object]] = (),
        on_notice: Callable[[Notice], None] = lambda notice: None,
    ) -> None:
        self._open_connection = open_connection
        self._model_of = model_of
        self._on_notice = on_notice
        self._tools = tools
        self._timeouts = timeouts
        self._kept: list[SharedConnection] = []
        self._opening = asyncio.Lock()
        self._is_closed = False

    def is_cold(self, settings: Settings) -> bool:
        """Say whether a reply by these settings has a connection to open first."""
        return self._found(settings, unheard=False) is None

    async def warm(self, settings: Settings) -> None:
        """Open a connection ahead of the first reply; failures are left to that."""
        try:
            await self.connection(settings)
        except VoicelabError as error:
            _logger.info("no connection could be opened ahead: %s", error)

    def reply(self, request: ReplyRequest) -> RealtimeReply:
        """Return the reply to a request; it is asked for once it is iterated."""
        return RealtimeReply(self.connection_for, request, self._model_of, self._timeouts)

    async def listen(self, settings: Settings) -> InputLease:
        """Return the input of a connection that nobody else listens to; whoever has it closes it.

        Raises
        ------
        VoicelabError
            No connection can be opened.
        """
        return InputLease(await self.connection(settings, unheard=True))

    async def connection_for(self, request: ReplyRequest, given: InputItem | None) -> SharedConnection:
        """Return the connection over which a request is to be replied to.

        Parameters
        ----------
        given
            What the user said, where it is an item of a connection already.
        """
        if given is not None and given.is_there and given.connection.fits(request.settings):
            return given.connection
        # A whole recording is appended where no microphone is.
        unheard = request.user.item is None and request.user.sound is not None
        return await self.connection(request.settings, unheard=unheard)

    async def connection(self, settings: Settings, *, unheard: bool = False) -> SharedConnection:
        """Return an open connection that fits some settings, opened if need be.

        Parameters
        ----------
        unheard
            Whether it must be one that nobody listens to.

        Raises
        ------
        VoicelabError
            None can be opened.
        """
        async with self._opening:
            shared = self._found(settings, unheard=unheard)
            if shared is None:
                self._check_open()
                sdk = await self._open_connection(settings)
                shared = SharedConnection(sdk, settings, self._on_notice)
                shared.tools = self._tools
                if self._is_closed:
                    await shared.close()
                    self._check_open()
                self._kept.append(shared)
            else:  # the last used is kept the longest
                self._kept.remove(shared)
                self._kept.append(shared)
            self._drop_unused(shared)
            return shared

    async def close(self) -> None:
        """Close all connections."""
        self._is_closed = True
        kept, self._kept = self._kept, []
        await asyncio.gather(*(shared.close() for shared in kept))

    def _found(self, settings: Settings, *, unheard: bool) -> SharedConnection | None:
        fitting = [shared for shared in self._kept if shared.fits(settings)]
        listened = [shared for shared in fitting if shared.is_listened]
        others = [shared for shared in fitting if not shared.is_listened]
        free = [shared for shared in others if shared.has_free_input]
        return next(reversed(free if unheard else [*others, *listened]), None)

    def _drop_unused(self, wanted: SharedConnection) -> None:
        """Let go of connections that were lost, and of those that were not used for the longest time."""
        unused = [shared for shared in self._kept if not (shared.is_listened or shared is wanted)]
        lost = [shared for shared in unused if shared.failure is not None or shared.is_outdated]
        open_ones = [shared for shared in unused if shared not in lost]
        for shared in [*lost, *open_ones[: max(0, len(open_ones) + 1 - _MOST_KEPT)]]:
            self._kept.remove(shared)
            run_in_background(shared.close())

    def _check_open(self) -> None:
        if self._is_closed:
            raise ConfigurationError("The session is closed.", code="closed", hint="Make a new Session.")
