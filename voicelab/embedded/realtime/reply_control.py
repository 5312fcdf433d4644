"""ReplyControl: which responses are under way, what ends them, and when one begins by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.limits import MOST_RESPONSES
from voicelab.embedded.realtime.responses import Response, ResponseRequest
from voicelab.embedded.realtime.session_state import SessionState

__all__ = ["ReplyControl"]


class ReplyControl:
    """The responses of one session: one at a time that belongs to the conversation, others beside it.

    Parameters
    ----------
    on_idle
        Called when nobody has spoken for as long as the session says.
    """

    def __init__(self, state: SessionState, on_idle: Callable[[], Awaitable[None]]) -> None:
        self._state = state
        self._on_idle = on_idle
        self._responses: dict[str, Response] = {}
        self._watching: set[asyncio.Task[None]] = set()
        self._idle: asyncio.Task[None] | None = None

    async def create(self, request: ResponseRequest) -> None:
        """Begin a response.

        Raises
        ------
        InvalidRequestError
            Another one is under way, or many others.
        """
        active = self._active()
        if request.is_kept and active is not None:
            raise InvalidRequestError(
                f"Conversation already has an active response in progress: {active.id}. "
                "Wait until the response is finished before creating a new one.",
                None,
                "conversation_already_has_active_response",
            )
        if len(self._responses) >= MOST_RESPONSES:
            message = (
                f"Rate limit reached: {MOST_RESPONSES} responses are in progress. Wait until one is finished."
            )
            raise InvalidRequestError(message, None, "rate_limit_exceeded")
        response = Response(self._state, request)
        self._responses[response.id] = response
        self.stop_idling()
        if response.is_kept:
            self._state.reply_over.clear()
        try:
            await response.begin()
        finally:
            watching = asyncio.ensure_future(self._watch(response))
            self._watching.add(watching)
            watching.add_done_callback(self._watching.discard)

    async def reply(self) -> None:
        """Reply to what was said, as the session has it."""
        try:
            await self.create(ResponseRequest(options=self._state.options))
        except InvalidRequestError as error:
            await self._state.writer.refuse(error, None)

    async def cancel(self, response_id: str | None) -> None:
        """End a response at a client's wish: the one that is named, or that of the conversation.

        Raises
        ------
        InvalidRequestError
            There is none.
        """
        response = self._active() if response_id is None else self._responses.get(response_id)
        if response is None or response.is_over:
            message = "Cancellation failed: no active response found"
            raise InvalidRequestError(message, None, "response_cancel_not_active")
        await response.cancel("client_cancelled")

    async def interrupt(self) -> None:
        """End the conversation's response: the user speaks."""
        active = self._active()
        if active is not None:
            await active.cancel("turn_detected")

    def stop_idling(self) -> None:
        """Wait no longer for somebody to speak."""
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    async def close(self) -> None:
        """End all, without a word."""
        self.stop_idling()
        for response in list(self._responses.values()):
            await response.drop()
        if self._watching:
            await asyncio.wait(self._watching)

    def _active(self) -> Response | None:
        kept = (response for response in self._responses.values() if response.is_kept)
        return next((response for response in kept if not response.is_over), None)

    async def _watch(self, response: Response) -> None:
        await response.wait()
        self._responses.pop(response.id, None)
        if not response.is_kept or self._active() is not None:
            return
        self._state.reply_over.set()
        turns = self._state.options.turn_detection
        if turns is not None and turns.idle_seconds is not None and response.is_whole:
            seconds = self._state.heard.left_seconds + turns.idle_seconds
            self._idle = asyncio.ensure_future(self._wait_idly(seconds))

    async def _wait_idly(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._on_idle()
