"""RealtimeReply: one reply of a speech-to-speech model, as it is made."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias

from voicelab.completion.failures import empty_reply, filtered_reply, refuses_tools, unspoken_reply
from voicelab.completion.messages import CompletionNotice, Finish, Retraction
from voicelab.completion.notices import completion_retry, tools_left_out
from voicelab.errors import VoicelabError
from voicelab.event_loop import to_the_end
from voicelab.realtime.called_tools import CalledTools
from voicelab.realtime.events import (
    InputCommitted,
    ReplyItemAdded,
    ReplySound,
    ReplyText,
    ReplyWords,
    ResponseCreated,
    ResponseDone,
    ToolCallRequested,
)
from voicelab.realtime.given_input import GivenInput
from voicelab.realtime.reply_finish import ReplyFinish
from voicelab.realtime.reply_items import ReplyItems
from voicelab.realtime.reply_transcript import ReplyTranscript
from voicelab.realtime.running_response import RunningResponse

if TYPE_CHECKING:
    from voicelab.exchange.fields import Word
    from voicelab.realtime.input_item import InputItem
    from voicelab.realtime.reply_request import ReplyRequest
    from voicelab.realtime.running_response import ResponseEvent
    from voicelab.realtime.shared_connection import SharedConnection
    from voicelab.realtime.transcripts import Transcription
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["RealtimeReply", "RealtimeReplyItem"]

RealtimeReplyItem: TypeAlias = (
    "InputCommitted | ResponseCreated | ReplyText | ReplySound | ReplyWords | Retraction | CompletionNotice"
    " | Finish"
)
"""What a reply gives; that its sound became an item, too, whose transcript then comes."""

Connect: TypeAlias = "Callable[[ReplyRequest, InputItem | None], Awaitable[SharedConnection]]"
"""Returns the connection over which a request is to be replied to, given what the user said as an item."""


class RealtimeReply:
    """One reply: iterate it for its text, sound and words, in the order in which they come.

    Made by `RealtimeClient.reply`. It is asked for again after a transient failure, as the retry policy says,
    as long as none of its sound has come; text that came ahead of that is retracted.
    """

    first_text_at = None
    """When a voice was given the first of it: there is no voice but the model."""
    ssml_characters = None
    """Characters that a voice was sent as SSML: likewise."""
    retries = 0
    """How often a voice began it again: likewise. That the model did comes as notices."""

    def __init__(
        self,
        connect: Connect,
        request: ReplyRequest,
        model_of: Callable[[Settings], str | None],
        timeouts: Timeouts,
    ) -> None:
        self.is_complete = False
        """Whether all of it has come."""
        self.sample_rate_hz: int | None = None
        """Of its sound, in Hz; `None` until there is a connection."""
        self._connect = connect
        self._request = request
        self._model_of = model_of
        self._timeouts = timeouts
        self._shared: SharedConnection | None = None
        self._items = ReplyItems(1)
        self._input = GivenInput(request.user)
        self._called = CalledTools(request.run_tools)
        self._transcript = ReplyTranscript()
        self._finish = ReplyFinish()
        self._stream = self._made()

    def __aiter__(self) -> AsyncIterator[RealtimeReplyItem]:
        return self._stream

    @property
    def text(self) -> str:
        """What the model said so far, or is about to say."""
        return self._transcript.text

    @property
    def words(self) -> list[Word]:
        """Words whose times are known so far."""
        return self._transcript.words

    @property
    def finish(self) -> Finish:
        """How it ended, as far as that is known."""
        return self._finish.whole

    async def aclose(self) -> None:
        """Have the service end it, if it still makes it."""
        await self._stream.aclose()

    async def cut(self, heard_seconds: float) -> None:
        """Have the model know no more of it than was heard, in seconds of its sound; it must be closed."""
        shared = self._shared
        if shared is None or shared.failure is not None:
            return
        with contextlib.suppress(VoicelabError):
            await shared.send(self._items.cut(shared.sdk, heard_seconds))
        self._note_items(shared)

    async def transcript(self) -> Transcription | None:
        """Return what the service wrote down of the sound that this reply gave, once it did.

        `None` if nothing comes, such as for a sound that was given past a microphone's.
        """
        item = self._input.item
        return await item.transcription() if item is not None else None

    @property
    def transcript_so_far(self) -> str:
        """The pieces of it that have come."""
        item = self._input.item
        return item.connection.transcripts.so_far(item.item_id) if item is not None else ""

    async def _made(self) -> AsyncGenerator[RealtimeReplyItem, None]:
        failures, waited_seconds, is_outdated = 0, 0.0, False
        while True:
            try:
                async with contextlib.aclosing(self._attempt()) as items:
                    async for item in items:
                        yield item
                return
            except VoicelabError as error:
                if self._items.seconds:
                    raise
                if self._shared is not None and self._shared.is_outdated and not is_outdated:
                    # Once: another one that will not do, or cannot be opened, is a failure like any.
                    self._shared, pause, notice, is_outdated = None, 0.0, None, True
                elif self._leaves_tools_out(error):
                    words = getattr(error, "details", "") or error.message
                    pause, notice = 0.0, tools_left_out(self._deployment, words)
                else:
                    failures += 1
                    next_pause = self._timeouts.retry.next_pause_seconds(
                        failures, getattr(error, "retry_after_seconds", None), waited_seconds
                    )
                    if next_pause is None or not error.is_retryable:
                        raise
                    pause, notice = next_pause, completion_retry(error.code, self._deployment, next_pause)
                self._finish.forget_lost()
                if self._shared is not None:
                    self._shared.items.reopen_turn(self._request.key)
            finally:
                if self._shared is not None:
                    self._shared.is_given_recording = False
            if self.text:
                self._transcript = ReplyTranscript()
                yield Retraction()
            if notice is not None:
                yield notice
            waited_seconds += pause
            await asyncio.sleep(pause)

    def _leaves_tools_out(self, error: VoicelabError) -> bool:
        """Offer no tools over a connection whose model calls none; returns whether that was wrong."""
        if self._shared is None or not (self._shared.tools and refuses_tools(str(error))):
            return False
        self._shared.tools = ()
        return True

    @property
    def _deployment(self) -> str:
        if self._shared is not None:
            return self._shared.sdk.deployment
        settings = self._request.settings
        return self._model_of(settings) or settings.engine

    async def _attempt(self) -> AsyncGenerator[RealtimeReplyItem, None]:
        """Ask for it once, and yield what comes."""
        request = self._request
        self._shared = shared = await self._connect(request, self._input.item)
        shared.is_given_recording = self._input.is_recording and not self._input.is_in(shared)
        self.sample_rate_hz = shared.sdk.output_rate_hz
        async with shared.response() as events:
            self._items = ReplyItems(self.sample_rate_hz)
            try:
                await to_the_end(self._hand_on(shared))
                await self._input.give_sound(shared)
                if returned := self._called.begin():
                    self._items.add(await shared.send(shared.sdk.add_message("user", returned)))
                is_answered = False
                while not is_answered:
                    request.on_sent()
                    self._finish.begin()
                    may_begin_anew = not self._items.seconds
                    response = RunningResponse(shared, events, self._timeouts, may_begin_anew=may_begin_anew)
                    try:
                        async with contextlib.aclosing(response.events(request.settings)) as each:
                            async for event in each:
                                if (item := self._item_of(event)) is not None:
                                    yield item
                    finally:
                        if response.done is not None:
                            self._finish.note(response.done)
                        elif response.has_begun:
                            self._finish.note_lost()
                    is_answered = not await self._answer_calls(shared)
            finally:
                self._note_items(shared)
        assert response.done is not None
        yield self.finish
        self._check(shared, response.done)

    async def _answer_calls(self, shared: SharedConnection) -> bool:
        """Give the service what the tools return that the response calls; returns whether it calls any."""
        reason = self._finish.reason
        if reason not in ("stop", "length"):
            return False
        if not await self._called.answer(shared, self._items, is_cut=reason == "length"):
            return False
        await shared.send(shared.delete_later_inputs(self._input.item_ids))
        if not self._called.may_be_called:
            await shared.send(shared.update(self._request.settings, may_call=False))
        return True

    async def _hand_on(self, shared: SharedConnection) -> None:
        """Have the conversation hold what the model is to know."""
        request, user_item = self._request, self._input.prepare(shared)
        await shared.send(shared.update(request.settings))
        await shared.send(shared.items.hand_on(shared.sdk, request.earlier, user_item))
        await self._input.give_text(shared)

    def _item_of(self, event: ResponseEvent) -> RealtimeReplyItem | None:
        if isinstance(event, InputCommitted):
            assert self._shared is not None
            if self._input.note_committed(self._shared, event.item_id):
                return event
        elif isinstance(event, ResponseCreated):
            return event
        elif isinstance(event, ReplyItemAdded):
            self._items.add(event.item_id)
            self._transcript.begin_message(self._items.seconds)
        elif isinstance(event, ToolCallRequested):
            if event.item_id:
                self._items.add(event.item_id)
            self._called.add(event)
        elif isinstance(event, ReplyText):
            return ReplyText(event.response_id, self._transcript.add(event.delta))
        elif isinstance(event, ReplySound):
            self._items.add_sound(event.pcm)
            return event
        elif isinstance(event, ReplyWords):
            self._transcript.add_words(event.words)
            return event
        return None

    def _check(self, shared: SharedConnection, done: ResponseDone) -> None:
        """Raise what kept it from being a reply."""
        is_silent = not self._items.seconds
        if done.status == "failed" or (done.status == "cancelled" and is_silent):  # nobody here has cancelled
            raise done.error or shared.sdk.failure("service-error")
        if self._finish.reason == "content_filter":
            raise filtered_reply(done.filtered, self._deployment, "")
        if is_silent and self._finish.reason == "stop" and self.text.strip():
            raise unspoken_reply(self._deployment, self.text)
        if is_silent:
            most, calls_tool = self._request.settings.max_tokens, self._called.any_called
            raise empty_reply(self._deployment, most, self.finish, self.text, calls_tool=calls_tool)
        self.is_complete = True

    def _note_items(self, shared: SharedConnection) -> None:
        shared.items.add_turn(self._request.key, [*self._input.item_ids, *self._items.ids])
