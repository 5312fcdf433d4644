"""RunningResponse: one response of a speech-to-speech service, from its request to its end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, TypeAlias

from voicelab.errors import VoicelabError
from voicelab.event_loop import to_the_end, within
from voicelab.realtime.events import (
    InputCommitted,
    ReplyItemAdded,
    ReplySound,
    ReplyText,
    ReplyWords,
    RequestRefused,
    ResponseCreated,
    ResponseDone,
    ToolCallRequested,
)
from voicelab.realtime.response_tracker import END_SECONDS

if TYPE_CHECKING:
    from voicelab.realtime.events import RealtimeEvent
    from voicelab.realtime.shared_connection import SharedConnection
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["ResponseEvent", "RunningResponse"]

_logger = logging.getLogger(__name__)

_LATE_TEXT_SECONDS = 1.0
"""How long after the end of a response its text may come, in seconds, where nothing was written before."""
_NEXT_TEXT_SECONDS = 0.2
"""How long the next piece of that may take, in seconds."""
_OF_THE_CONVERSATION = ("commit", "add_message", "add_sound", "add_tool_output")
"""Requests that make items."""

ResponseEvent: TypeAlias = (
    InputCommitted
    | ResponseCreated
    | ReplyItemAdded
    | ReplyText
    | ReplySound
    | ReplyWords
    | ToolCallRequested
    | ResponseDone
)
"""What comes of a response, and of the user's input ahead of it where nobody else follows that."""
_OF_A_RESPONSE = (
    ResponseCreated, ReplyItemAdded, ReplyText, ReplySound, ReplyWords, ToolCallRequested, ResponseDone,
)  # fmt: skip


class RunningResponse:
    """One response over a connection.

    Parameters
    ----------
    events
        What comes over the connection; see `SharedConnection.response`.
    timeouts
        How long it may take to begin to sound, and to go on.
    may_begin_anew
        Whether nothing of the reply has sounded in a response ahead of it.
    """

    def __init__(
        self,
        shared: SharedConnection,
        events: asyncio.Queue[RealtimeEvent | VoicelabError],
        timeouts: Timeouts,
        *,
        may_begin_anew: bool = True,
    ) -> None:
        self._may_begin_anew = may_begin_anew
        self._shared = shared
        self._events = events
        self._timeouts = timeouts
        self._id: str | None = None
        self._earlier_id: str | None = None
        self._is_refused = self._has_sounded = self._has_text = False
        self._complaint: VoicelabError | None = None
        self.done: ResponseDone | None = None
        """How it ended; `None` until that is known."""

    @property
    def has_begun(self) -> bool:
        """Whether the service said that it begins, from which on it is billed."""
        return self._id is not None

    async def events(self, settings: Settings) -> AsyncGenerator[ResponseEvent, None]:
        """Have the model reply, and yield what comes of it, `ResponseDone` at the end.

        Closing the iterator cancels the response.

        Raises
        ------
        VoicelabError
            The service refused or fell silent, or the connection was lost.
        """
        await self._shared.until_idle()
        self._earlier_id = self._shared.responses.last_done_id
        self._shared.responses.note_asked()
        try:
            await self._shared.send(self._shared.sdk.respond(settings))
            begins_by, has_begun = time.monotonic() + self._timeouts.first_token_seconds, False
            while self.done is None:
                rest = self._timeouts.next_token_seconds
                if not (has_begun or self._complaint):
                    rest = begins_by - time.monotonic()
                event = await self._next(max(0.0, rest))
                if event is not None:
                    has_begun = has_begun or isinstance(event, ReplySound | ReplyText | ToolCallRequested)
                    yield event
            if self.done.status == "completed" and self._has_sounded and not self._has_text:
                async with contextlib.aclosing(self._late_text()) as texts:
                    async for text in texts:
                        yield text
        finally:
            if self.done is None and not self._is_refused and self._shared.failure is None:
                await to_the_end(self._cancel())

    async def _next(self, seconds: float) -> ResponseEvent | None:
        """Return the next event within a time; `None` for one that is of no concern."""
        try:
            event = await within(seconds, self._events.get())
        except asyncio.TimeoutError:
            await self._shared.close()  # who is silent for so long may have gone
            raise self._complaint or self._shared.sdk.failure("timeout") from None
        if isinstance(event, VoicelabError):
            raise event
        if isinstance(event, RequestRefused):
            await self._meet_refusal(event)
            return None
        if isinstance(event, InputCommitted):
            return event
        if not isinstance(event, _OF_A_RESPONSE):
            return None
        is_late = event.response_id and event.response_id == self._earlier_id
        if isinstance(event, ResponseCreated) or (self._id is None and not is_late):  # or it is replaced
            self._id = event.response_id
        if event.response_id != self._id:
            return None
        if isinstance(event, ResponseDone):
            self.done = event
        elif isinstance(event, ReplySound):
            self._may_begin_anew, self._has_sounded = False, True
        self._has_text = self._has_text or isinstance(event, ReplyText)
        return event

    async def _late_text(self) -> AsyncGenerator[ReplyText, None]:
        """Yield the text of a response that is written down behind its end, as some services do."""
        seconds = _LATE_TEXT_SECONDS
        with contextlib.suppress(asyncio.TimeoutError):
            while not isinstance(event := await within(seconds, self._events.get()), VoicelabError):
                if isinstance(event, ReplyText) and event.response_id == self._id:
                    seconds = _NEXT_TEXT_SECONDS
                    yield event

    async def _meet_refusal(self, refused: RequestRefused) -> None:
        """Raise what keeps the reply from being as it was asked for."""
        request = refused.request
        if request in _OF_THE_CONVERSATION:
            await self._shared.close()  # whose items are not what they are thought to be
        if request == "delete" and not self._may_begin_anew:
            return  # it is too late for this one
        if request in (*_OF_THE_CONVERSATION, "update"):
            self._shared.is_outdated |= self._shared.responses.last_done_id is not None
        if request == "respond":
            if self._id is not None and refused.error.is_retryable:
                # The service was first to begin a response, to the same conversation: it is the reply.
                _logger.info("the service refused %s: %s", request, refused.error)
                return
            self._is_refused = True
            if self._id is not None:
                await self._shared.send(self._shared.sdk.cancel())
        elif request is None and self._id is None:  # most likely the response
            self._is_refused = True
            self._shared.responses.note_refused()
        elif request not in (*_OF_THE_CONVERSATION, "update", "delete"):
            _logger.warning("the service refused %s: %s", request or "an event", refused.error)
            if request is None:  # some services end a response that fails with no other word
                self._complaint = refused.error
            return
        raise refused.error

    async def _cancel(self) -> None:
        """Have the service end it, and see how it does: its usage comes with that."""
        ends_by = time.monotonic() + END_SECONDS
        try:
            await self._shared.send(self._shared.sdk.cancel())
            while self.done is None:
                await self._next(max(0.0, ends_by - time.monotonic()))
        except VoicelabError:
            return
