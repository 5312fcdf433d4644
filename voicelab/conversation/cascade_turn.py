"""The turn of a cascade: the stages overlapped, the only place where they meet.

Tokens go to synthesis as the model writes them, and its sound goes to the sink as it is made.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import TYPE_CHECKING

from voicelab.completion.messages import (
    CompletionNotice,
    Delta,
    EndOfTurnMark,
    Finish,
    Retraction,
)
from voicelab.conversation.joined_speech import JoinedSpeech
from voicelab.conversation.reply_with_tools import ReplyPause
from voicelab.conversation.turn import Turn
from voicelab.errors import CompletionError
from voicelab.events import Notice
from voicelab.replayable_stream import ReplayableStream
from voicelab.text.markdown_filter import speakable

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.filler import Fillers
    from voicelab.conversation.reply_with_tools import TurnReplyItem
    from voicelab.conversation.tool_runner import RunTools
    from voicelab.conversation.turn_record import TurnRecord
    from voicelab.synthesis.synthesizer import Speech
    from voicelab.synthesis.voice_selection import VoiceSelector

__all__ = ["CascadeTurn"]

_THOUGHT_RETRACTED = (
    "The model began with a thought that only its end showed to be one: it is no part of the reply. "
    "From the next turn on it is held back."
)


class CascadeTurn(Turn):
    """A turn whose reply a model writes and a voice speaks.

    Parameters
    ----------
    record, sink, context, fillers
        As for any `Turn`.
    reply
        Gives what the model writes, not begun yet; it is given what runs the tools that the model calls.
    """

    def __init__(
        self,
        record: TurnRecord,
        reply: Callable[[RunTools], AsyncGenerator[TurnReplyItem, None]],
        voice_selector: VoiceSelector,
        sink: Sink,
        context: SessionContext,
        fillers: Fillers,
    ) -> None:
        super().__init__(record, sink, context, fillers)
        self._reply = reply(self._run_tools)
        self._voice_selector = voice_selector
        self._speech = JoinedSpeech()
        self._is_retracted = self._waits_for_tools = False

    async def transcribed(self) -> None:
        """Return at once: recognition knows it."""

    async def _make_reply(self) -> None:
        # Ahead of the streams: they ask the model as soon as they are made.
        await self._voice_selector.check(self.record.settings)
        async with contextlib.aclosing(self._reply), ReplayableStream(self._reply) as items:
            written = aiter(items)
            self.record.requested_at = time.monotonic()
            await self._speak(written)
            while self._is_retracted or self._waits_for_tools:
                if self._is_retracted:
                    await self._player.flush()
                    self._context.playback.end()
                    self._retract()
                    self._speech = JoinedSpeech()
                    self._is_player_begun = False
                self._is_retracted = self._waits_for_tools = False
                await self._speak(written)

    async def _speak(self, written: AsyncIterator[TurnReplyItem]) -> None:
        """Speak the reply as the model writes it, to its end, until it is retracted or waits for tools."""
        async with (
            contextlib.aclosing(self._tokens(written)) as tokens,
            contextlib.aclosing(speakable(tokens)) as spoken,
            ReplayableStream(spoken) as text,
        ):
            record = self.record
            record.selection = await self._voice_selector.choose(
                text, record.settings, record.turn_input.detected_language
            )
            if record.selection.notice is not None:
                self._notify(record.selection.notice)
            speech = record.selection.synthesizer.speak(text)
            self._speech.add(speech, record.spoken_seconds)
            record.speech = self._speech
            async with contextlib.aclosing(speech):
                await self._play(speech)

    async def _play(self, speech: Speech) -> None:
        if self._released.is_set():
            await self._begin_player()
        record = self.record
        async for pcm in speech:
            if self._is_retracted:
                return
            if record.first_sample_at is None:
                record.first_sample_at = time.monotonic()
            await self._begin_player()
            record.pcm += pcm
            await self._write_sound()
        if self._is_player_begun:
            self._emit_words()

    async def _tokens(self, written: AsyncIterator[TurnReplyItem]) -> AsyncGenerator[str, None]:
        """Yield the reply's text; a model that fails ends it, which counts after what came was spoken."""
        record = self.record
        try:
            async for item in written:
                if isinstance(item, Delta):
                    self._add_text(item.text)
                    yield item.text
                elif isinstance(item, EndOfTurnMark):
                    record.tokens += 1
                    self._set_end_of_turn(item.is_over)
                elif isinstance(item, CompletionNotice):
                    record.retries += item.code == "completion-retry"
                    self._notify(Notice(item.code, item.message))
                elif isinstance(item, Finish):
                    record.finish = item
                elif isinstance(item, Retraction):
                    self._is_retracted = True
                    self._notify(Notice("thought-retracted", _THOUGHT_RETRACTED))
                    return
                elif isinstance(item, ReplyPause):
                    self._waits_for_tools = True
                    return
        except CompletionError as error:
            self._completion_error = error.with_traceback(None)  # whose frames hold this turn
        else:
            record.completed_at = time.monotonic()
