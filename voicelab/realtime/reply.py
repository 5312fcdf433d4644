"""RealtimeReply: one reply of a speech-to-speech model, as it is made."""

from __future__ import annotations

import asyncio
import contextlib
import operator
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from functools import reduce
from typing import TYPE_CHECKING, TypeAlias

from voicelab.completion.failures import empty_reply, filtered_reply, refuses_tools, unspoken_reply
from voicelab.completion.messages import CompletionNotice, Finish
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
    TokenUsage,
    ToolCallRequested,
)
from voicelab.realtime.given_input import GivenInput
from voicelab.realtime.reply_items import ReplyItems
from voicelab.realtime.running_response import RunningResponse
from voicelab.settings.engines import engine_deployment
from voicelab.text.well_formed import WellFormed

if TYPE_CHECKING:
    from voicelab.exchange.fields import Word
    from voicelab.realtime.reply_request import ReplyRequest
    from voicelab.realtime.running_response import ResponseEvent
    from voicelab.realtime.shared_connection import InputItem, SharedConnection
    from voicelab.realtime.transcripts import Transcription
    from voicelab.services.timeouts import Timeouts

__all__ = ["RealtimeReply", "RealtimeReplyItem"]

_REASONS = {"max_output_tokens": "length"}
"""Why a response is incomplete, in the words of chat completions."""
_OURS = "client_cancelled"
"""Why a response is cancelled that we cancel."""

RealtimeReplyItem: TypeAlias = (
    "InputCommitted | ResponseCreated | ReplyText | ReplySound | ReplyWords | CompletionNotice | Finish"
)
"""What a reply gives; that its sound became an item, too, whose transcript then comes."""

Connect: TypeAlias = "Callable[[ReplyRequest, InputItem | None], Awaitable[SharedConnection]]"
"""Returns the connection over which a request is to be replied to, given what the user said as an item."""


class RealtimeReply:
    """One reply: iterate it for its text, sound and words, in the order in which they come.

    Made by `RealtimeClient.reply`. It is asked for again after a transient failure, as the retry policy says,
    as long as nothing of it has come.
    """

    first_text_at = None
    """When a voice was given the first of it: there is no voice but the model."""
    ssml_characters = None
    """Characters that a voice was sent as SSML: likewise."""
    retries = 0
    """How often a voice began it again: likewise. That the model did comes as notices."""

    def __init__(self, connect: Connect, request: ReplyRequest, timeouts: Timeouts) -> None:
        self.text = ""
        """What the model said so far, or is about to say."""
        self.words: list[Word] = []
        """Words whose times are known so far."""
        self.is_complete = False
        """Whether all of it has come."""
        self.sample_rate_hz: int | None = None
        """Of its sound, in Hz; `None` until there is a connection."""
        self._connect = connect
        self._request = request
        self._timeouts = timeouts
        self._shared: SharedConnection | None = None
        self._items = ReplyItems(1)
        self._input = GivenInput(request.user)
        self._called = CalledTools(request.run_tools)
        self._usages: list[TokenUsage] = []
        self._done: ResponseDone | None = None
        self._reason: str | None = None
        self._model: str | None = None
        self._item_begins_at = 0.0
        self._gap = ""
        self._well_formed = WellFormed()
        self._stream = self._made()

    def __aiter__(self) -> AsyncIterator[RealtimeReplyItem]:
        return self._stream

    @property
    def finish(self) -> Finish:
        """How it ended, as far as that is known."""
        usage, done = reduce(operator.add, self._usages or [TokenUsage()]), self._done
        return Finish(
            self._reason,
            self._model,
            prompt_tokens=usage.input_tokens,
            completion_tokens=usage.output_tokens,
            prompt_audio_tokens=usage.input_audio_tokens,
            completion_audio_tokens=usage.output_audio_tokens,
            cached_tokens=usage.cached_tokens,
            cached_audio_tokens=usage.cached_audio_tokens,
            filtered=done.filtered if done is not None else None,
        )

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
        failures, waited_seconds = 0, 0.0
        while True:
            try:
                async with contextlib.aclosing(self._attempt()) as items:
                    async for item in items:
                        yield item
                return
            except VoicelabError as error:
                if self.text or self._items.seconds:
                    raise
                if self._shared is not None and self._shared.is_outdated:
                    self._shared = None  # once: another one that cannot be opened is a failure like any
                    continue
                if self._leaves_tools_out(error):
                    pause, notice = 0.0, tools_left_out(self._deployment, str(error))
                else:
                    failures += 1
                    next_pause = self._timeouts.retry.next_pause_seconds(
                        failures, getattr(error, "retry_after_seconds", None), waited_seconds
                    )
                    if next_pause is None or not error.is_retryable:
                        raise
                    pause, notice = next_pause, completion_retry(error.code, self._deployment, next_pause)
                self._usages = [each for each in self._usages if each.input_tokens is not None]
                if self._shared is not None:
                    self._shared.items.reopen_turn(self._request.key)
            finally:
                if self._shared is not None:
                    self._shared.is_given_recording = False
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
        return engine_deployment(settings) or settings.engine

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
                    response = RunningResponse(shared, events, self._timeouts)
                    try:
                        async with contextlib.aclosing(response.events(request.settings)) as each:
                            async for event in each:
                                if (item := self._take(event)) is not None:
                                    yield item
                    finally:
                        if response.done is not None:
                            self._end(response.done)
                        elif response.has_begun:
                            self._usages.append(TokenUsage())
                    is_answered = not await self._answer_calls(shared)
            finally:
                self._note_items(shared)
        assert response.done is not None
        yield self.finish
        self._check(shared, response.done)

    async def _answer_calls(self, shared: SharedConnection) -> bool:
        """Give the service what the tools return that the response calls; returns whether it calls any."""
        if self._reason not in ("stop", "length"):
            return False
        if not await self._called.answer(shared, self._items, is_cut=self._reason == "length"):
            return False
        if not self._called.may_be_called:
            await shared.send(shared.update(self._request.settings, may_call=False))
        return True

    async def _hand_on(self, shared: SharedConnection) -> None:
        """Have the conversation hold what the model is to know."""
        request, user_item = self._request, self._input.prepare(shared)
        await shared.send(shared.update(request.settings))
        await shared.send(shared.items.hand_on(shared.sdk, request.earlier, user_item))
        await self._input.give_text(shared)

    def _take(self, event: ResponseEvent) -> RealtimeReplyItem | None:
        if isinstance(event, InputCommitted):
            assert self._shared is not None
            if self._input.note_committed(self._shared, event.item_id):
                return event
        elif isinstance(event, ResponseCreated):
            return event
        elif isinstance(event, ReplyItemAdded):
            self._items.add(event.item_id)
            self._item_begins_at = self._items.seconds
            self._gap = " " if self.text and not self.text[-1].isspace() else ""
        elif isinstance(event, ToolCallRequested):
            if event.item_id:
                self._items.add(event.item_id)
            self._called.add(event)
        elif isinstance(event, ReplyText):
            delta = self._gap + self._well_formed.feed(event.delta)
            self._gap = ""
            self.text += delta
            return ReplyText(event.response_id, delta)
        elif isinstance(event, ReplySound):
            self._items.add_sound(event.pcm)
            return event
        elif isinstance(event, ReplyWords):
            self.words.extend(word.later(self._item_begins_at) for word in event.words)
            return event
        return None

    def _end(self, done: ResponseDone) -> None:
        """Note how a response ended."""
        self._done = done
        self._usages.append(done.usage)
        self._model = done.model or self._model
        reasons = {
            "completed": "stop",
            "incomplete": _REASONS.get(done.reason or "", done.reason),
            "cancelled": None if done.reason == _OURS else done.reason,
        }
        self._reason = reasons.get(done.status)

    def _check(self, shared: SharedConnection, done: ResponseDone) -> None:
        """Raise what kept it from being a reply."""
        is_silent = not self._items.seconds
        if done.status == "failed" or (done.status == "cancelled" and is_silent):  # nobody here has cancelled
            raise done.error or shared.sdk.failure("service-error")
        if self._reason == "content_filter":
            raise filtered_reply(done.filtered, self._deployment, "")
        if is_silent and self._reason == "stop" and self.text.strip():
            raise unspoken_reply(self._deployment, self.text)
        if is_silent:
            most, calls_tool = self._request.settings.max_tokens, self._called.any_called
            raise empty_reply(self._deployment, most, self.finish, self.text, calls_tool=calls_tool)
        self.is_complete = True

    def _note_items(self, shared: SharedConnection) -> None:
        shared.items.add_turn(self._request.key, [*self._input.item_ids, *self._items.ids])
