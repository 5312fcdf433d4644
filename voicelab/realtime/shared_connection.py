"""SharedConnection: one open connection, whose input one listener follows and whose responses one reply."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Hashable, Sequence
from typing import TYPE_CHECKING, TypeVar

from voicelab.errors import VoicelabError, unexpected
from voicelab.event_loop import run_in_background, within
from voicelab.realtime.conversation_items import ConversationItems
from voicelab.realtime.event_routes import is_of_input
from voicelab.realtime.events import (
    InputCommitted,
    InputNotTranscribed,
    InputTranscribed,
    InputTranscript,
    ReplySound,
    RequestRefused,
    ServiceWarned,
)
from voicelab.realtime.response_tracker import END_SECONDS, ResponseTracker
from voicelab.realtime.service_warnings import ServiceWarnings
from voicelab.realtime.transcripts import Transcripts
from voicelab.settings.engines import engine_deployment, spoken_voice

if TYPE_CHECKING:
    from voicelab.events import Notice
    from voicelab.realtime.connection import RealtimeConnection
    from voicelab.realtime.events import InputEvent, RealtimeEvent
    from voicelab.settings import Settings

__all__ = ["SharedConnection", "connection_key"]

_logger = logging.getLogger(__name__)

T = TypeVar("T")

_SEND_SECONDS = 5.0
"""How long a connection may take nothing that is sent, in seconds; then it is lost."""

INPUT_RATE_HZ = 16_000
"""Sample rate of what users say, in Hz."""

_UNNEEDED = ("truncate", "cancel")
"""Requests that come too late where they are refused: what they are about is not there any more."""


def connection_key(settings: Settings) -> Hashable:
    """Return what a connection is opened for, and stays so."""
    return settings.engine, engine_deployment(settings)


class SharedConnection:
    """An open connection, read by one task, which hands its events to whom they concern.

    Belongs to the event loop that makes it.

    Parameters
    ----------
    settings
        What it was opened with.
    on_notice
        Called with each warning of the service's, once.
    """

    def __init__(
        self,
        connection: RealtimeConnection,
        settings: Settings,
        on_notice: Callable[[Notice], None] = lambda notice: None,
    ) -> None:
        self.sdk = connection
        self.key = connection_key(settings)
        self.items = ConversationItems()
        """What the service's conversation holds."""
        self.responses = ResponseTracker(lambda: run_in_background(self._cancel_unasked()))
        """What the service makes at present."""
        self.transcripts = Transcripts()
        """Of what was said, also while nobody listened, or listens any more."""
        self.has_sounded = False
        """Whether the model has spoken over it: from then on its voice cannot be changed."""
        self.listens = False
        """Whether the service's turn detection is to be on."""
        self.is_given_recording = False
        """Whether a whole recording is on its way to becoming an item."""
        self.tools: Sequence[dict[str, object]] = ()
        """What the model may call."""
        self.is_outdated = False
        """Whether only another one will do: it refuses settings or items since a reply, or cannot forget."""
        self.failure: VoicelabError | None = None
        """Why it was lost; `None` while it is open."""
        self.appended_seconds = 0.0
        """How much sound of users was appended, in seconds: what its events count from."""
        self._warnings = ServiceWarnings(on_notice)
        self._sends_until = 0.0
        self._voice = spoken_voice(settings)
        self._input: asyncio.Queue[InputEvent | VoicelabError] | None = None
        self._response: asyncio.Queue[RealtimeEvent | VoicelabError] | None = None
        self._responding = asyncio.Lock()
        self._reading = asyncio.ensure_future(self._read())

    @property
    def is_listened(self) -> bool:
        """Whether somebody follows its input."""
        return self._input is not None

    @property
    def has_free_input(self) -> bool:
        """Whether a recording may be appended, or somebody listen: both at once would mix."""
        return not (self.is_listened or self.is_given_recording)

    def listen(self) -> None:
        """Follow its input from now on; see `next_input`."""
        assert not self.is_listened
        self._input = asyncio.Queue()

    def listen_no_more(self) -> None:
        """Follow its input no more."""
        self._input, self.listens = None, False

    async def next_input(self) -> InputEvent:
        """Return what comes next of the user's sound.

        Raises
        ------
        VoicelabError
            The connection was lost.
        """
        assert self._input is not None
        return _raised(await self._input.get())

    def next_input_nowait(self) -> InputEvent | None:
        """Return what has come already, as `next_input` does; `None` if nothing has."""
        if self._input is None or self._input.empty():
            return None
        return _raised(self._input.get_nowait())

    def fits(self, settings: Settings) -> bool:
        """Return whether a reply by these settings can be made over it."""
        if self.failure is not None or self.is_outdated or self.key != connection_key(settings):
            return False
        return not self.has_sounded or self._voice == spoken_voice(settings)

    async def update(self, settings: Settings, *, may_call: bool = True) -> None:
        """Have the session be as the settings say, but for its voice once it has sounded."""
        if self.has_sounded:
            settings = settings.replace(voice=self._voice)
        self._voice = spoken_voice(settings)
        tools = self.tools if may_call else ()
        await self.sdk.update(settings, listens=self.listens, tools=tools)

    async def append(self, pcm: bytes) -> None:
        """Give the next sound of the user, 16-bit mono PCM at 16 kHz."""
        self.appended_seconds += len(pcm) / (2 * INPUT_RATE_HZ)
        await self.sdk.append(pcm)

    async def delete_input(self, item_id: str) -> None:
        """Take what the user said out of the conversation, if it is there and of no turn yet."""
        if item_id in self.items:
            self.items.forget(item_id)
            await self.sdk.delete(item_id)

    async def delete_later_inputs(self, answered: Collection[str]) -> None:
        """Take out what was said since the items that are answered: it is given again in its own turn.

        What is not transcribed yet stays, as it might never be.
        """
        for item_id in self.items.of_no_turn:
            if item_id not in answered and self.transcripts.is_over(item_id):
                await self.delete_input(item_id)

    @contextlib.asynccontextmanager
    async def response(self) -> AsyncIterator[asyncio.Queue[RealtimeEvent | VoicelabError]]:
        """Have the events of responses come to a queue, within the block; no response is running then.

        So do those of input that nobody follows.

        Raises
        ------
        VoicelabError
            The connection was lost, or the service did not end a response that was cancelled.
        """
        async with self._responding:
            await self.until_idle()
            self._response = asyncio.Queue()
            try:
                yield self._response
            finally:
                self._response = None

    async def send(self, sending: Awaitable[T], *, sound_seconds: float = 0.0) -> T:
        """Await something being sent.

        Parameters
        ----------
        sound_seconds
            How much sound goes at once, in seconds: for so long more it may take, and what waits behind it.

        Raises
        ------
        VoicelabError
            The connection was lost, or takes nothing any more.
        """
        now = time.monotonic()
        self._sends_until = max(self._sends_until, now) + sound_seconds
        try:
            return await within(_SEND_SECONDS + self._sends_until - now, sending)
        except asyncio.TimeoutError:
            await self.close()
            raise self.sdk.failure("connection-closed") from None

    async def close(self, why: str = "connection-closed") -> None:
        """Close it; whoever waits for something of it gets an error with this code."""
        self._lose(self.sdk.failure(why))
        self._reading.cancel()
        await self.sdk.close()

    async def until_idle(self) -> None:
        """Return when no response is under way.

        Raises
        ------
        VoicelabError
            The connection was lost, or the service did not end a response that was cancelled.
        """
        if self.failure is not None:
            raise self.failure
        try:
            await within(END_SECONDS, self.responses.idle())
        except asyncio.TimeoutError:
            await self.close()
        if self.failure is not None:
            raise self.failure

    async def _read(self) -> None:
        try:
            while True:
                self._hand_over(await self.sdk.next())
        except Exception as error:
            self._lose(unexpected(error))
            await self.sdk.close()

    def _hand_over(self, event: RealtimeEvent) -> None:
        if isinstance(event, InputCommitted):
            self.items.add(event.item_id)
            self.transcripts.expect(event.item_id)
            if not self.is_listened:
                self.is_given_recording = False
        elif isinstance(event, InputTranscribed | InputNotTranscribed):
            self.transcripts.note(event)
        elif isinstance(event, InputTranscript):
            self.transcripts.note_piece(event)
        elif isinstance(event, ReplySound):
            self.has_sounded = True
        elif isinstance(event, ServiceWarned):
            self._warnings.note(event.words)
        elif isinstance(event, RequestRefused) and event.request == "delete":
            self.is_outdated = True  # for a server that cannot forget
        if self.responses.note(event):
            if item_id := getattr(event, "item_id", ""):
                self.items.add(item_id)  # of no turn: the next reply has it deleted
            return
        if isinstance(event, RequestRefused) and event.request in _UNNEEDED:
            _logger.info("the service refused %s: %s", event.request, event.error)
        elif self._input is not None and is_of_input(event, is_replying=self._response is not None):
            self._input.put_nowait(event)
        elif self._response is not None:
            self._response.put_nowait(event)
        elif isinstance(event, RequestRefused):
            _logger.warning("the service refused %s: %s", event.request or "an event", event.error)

    async def _cancel_unasked(self) -> None:
        """End a response that nobody asked for: no other could begin beside it."""
        with contextlib.suppress(VoicelabError):
            await self.send(self.sdk.cancel())

    def _lose(self, error: VoicelabError) -> None:
        if self.failure is not None:
            return
        self.failure = error
        self.responses.note_lost()
        self.transcripts.lose()
        for queue in (self._input, self._response):
            if queue is not None:
                queue.put_nowait(error)


def _raised(event: InputEvent | VoicelabError) -> InputEvent:
    if isinstance(event, VoicelabError):
        raise event
    return event
