"""One turn: the stages overlapped, the only place where they meet.

Tokens go to synthesis as the model writes them, and its sound goes to the sink as it is made.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from voicelab.audio.clip import Audio
from voicelab.completion.messages import CompletionNotice, Delta, Finish
from voicelab.errors import CompletionError, VoicelabError, unexpected
from voicelab.events import Event, Notice, ReplyDelta, StateChanged, WordsSpoken
from voicelab.exchange.exchange import Exchange, Latency, Usage, Word
from voicelab.synthesis.synthesizer import Speech
from voicelab.synthesis.voice_selection import Ahead, VoiceSelection, VoiceSelector
from voicelab.text.markdown_filter import speakable

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink
    from voicelab.settings import Settings

__all__ = ["Turn", "TurnInput"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnInput:
    """What a turn answers."""

    text: str
    input_mode: Literal["speech", "text"]
    started_utc: datetime
    ended_at: float
    """When the utterance ended, or was typed, by ``time.monotonic()``, in seconds: a latency's zero."""
    transcribed_at: float | None = None
    """When its final transcript came, by the same clock."""
    audio: Audio | None = None
    recognised_seconds: float | None = None
    confidence: float | None = None
    alternatives: tuple[str, ...] = ()
    detected_language: str | None = None


class Turn:
    """A turn while it runs, and what came of it.

    Parameters
    ----------
    reply
        What the model writes; not begun yet, or begun ahead.
    emit
        Called with events as they happen.
    """

    def __init__(
        self,
        asked: TurnInput,
        settings: Settings,
        reply: AsyncGenerator[Delta | CompletionNotice | Finish, None],
        *,
        session: str,
        number: int,
        voice_selector: VoiceSelector,
        sink: Sink,
        emit: Callable[[Event], None],
        cold: bool = False,
    ) -> None:
        self._asked = asked
        self._settings = settings
        self._written = reply
        self._session = session
        self._number = number
        self._voice_selector = voice_selector
        self._cast: VoiceSelection | None = None
        self._sink = sink
        self._emit = emit
        self._cold = cold
        self._reply = ""
        self._finish: Finish | None = None
        self._completion_error: CompletionError | None = None
        self._retries = 0
        self._pcm = bytearray()
        self._words_told = 0
        self._speech: Speech | None = None
        self._requested_at: float | None = None
        self._first_token_at: float | None = None
        self._first_audio_at: float | None = None
        self._completed_at: float | None = None
        self._interrupted = False
        self._pipeline: asyncio.Task[None] | None = None

    async def run(self) -> Exchange:
        """Reply, and return the exchange however it went; only cancellation is raised."""
        self._pipeline = asyncio.ensure_future(self._reply_aloud())
        try:
            await asyncio.wait({self._pipeline})
        except asyncio.CancelledError:
            await self.interrupt()
            raise
        if not self._pipeline.cancelled() and self._pipeline.exception() is not None:
            await self._sink.flush()
        return self.exchange()

    async def interrupt(self) -> None:
        """Fall silent at once, then let go of the stages; `run` returns what had come."""
        if self._pipeline is None or self._pipeline.done():
            return
        self._interrupted = True
        await self._sink.flush()
        self._pipeline.cancel()
        await asyncio.wait({self._pipeline})

    @property
    def spoken_text(self) -> str:
        """What was given to the voice so far."""
        return self._speech.text if self._speech is not None else ""

    def exchange(self) -> Exchange:
        """Return what came of the turn so far."""
        return self._exchange().with_error(self._error())

    def _error(self) -> VoicelabError | None:
        pipeline = self._pipeline
        failure = pipeline.exception() if pipeline and pipeline.done() and not pipeline.cancelled() else None
        if self._completion_error is not None or failure is None:
            return self._completion_error
        return failure if isinstance(failure, VoicelabError) else unexpected(failure)

    async def _reply_aloud(self) -> None:
        async with (
            contextlib.aclosing(self._written),
            contextlib.aclosing(self._tokens()) as tokens,
            contextlib.aclosing(speakable(tokens)) as spoken,
        ):
            self._voice_selector.check(self._settings)
            text = Ahead(spoken)
            self._cast = await self._voice_selector.choose(
                text, self._settings, self._asked.detected_language
            )
            if self._cast.notice is not None:
                self._emit(self._cast.notice)
            self._speech = self._cast.synthesizer.speak(text)
            async with contextlib.aclosing(self._speech) as speech:
                await self._play(speech)
        await self._sink.drain()

    async def _play(self, speech: Speech) -> None:
        await self._sink.begin(self._settings.sample_rate_hz)
        async for pcm in speech:
            if self._first_audio_at is None:
                self._emit(StateChanged("speaking"))
                self._first_audio_at = time.monotonic()
            self._pcm += pcm
            self._tell_words(speech.words)
            if not self._interrupted:
                await self._sink.write(pcm)
        self._tell_words(speech.words)

    def _tell_words(self, words: list[Word]) -> None:
        if len(words) > self._words_told:
            self._emit(WordsSpoken(self._number, tuple(words[self._words_told :])))
            self._words_told = len(words)

    async def _tokens(self) -> AsyncGenerator[str, None]:
        """Yield the reply's text; a model that fails ends it, and is told after what came was spoken."""
        self._requested_at = time.monotonic()
        try:
            async for item in self._written:
                if isinstance(item, Delta):
                    if self._first_token_at is None:
                        self._first_token_at = time.monotonic()
                    self._reply += item.text
                    self._emit(ReplyDelta(self._number, item.text))
                    yield item.text
                elif isinstance(item, CompletionNotice):
                    self._retries += item.code == "completion-retry"
                    self._emit(Notice(item.code, item.message))
                else:
                    self._finish = item
        except CompletionError as error:
            self._completion_error = error.with_traceback(None)  # whose frames hold this turn
        self._completed_at = time.monotonic()

    def _exchange(self) -> Exchange:
        asked, finish, speech, cast = self._asked, self._finish, self._speech, self._cast
        spoken_text = speech.text if speech is not None else ""
        return Exchange(
            session=self._session,
            turn=self._number,
            started_utc=asked.started_utc,
            input_mode=asked.input_mode,
            transcript=asked.text,
            settings=self._settings,
            outcome="interrupted" if self._interrupted else "completed",
            reply=self._reply,
            spoken_text=spoken_text.strip(),
            heard_text=self._heard_text(spoken_text) if self._interrupted else None,
            model=finish.model if finish is not None else None,
            finish_reason=finish.reason if finish is not None else None,
            usage=Usage(
                prompt_tokens=finish.prompt_tokens if finish is not None else None,
                completion_tokens=finish.completion_tokens if finish is not None else None,
                recognised_seconds=asked.recognised_seconds,
                spoken_characters=len(spoken_text),
                ssml_characters=speech.ssml_characters if speech is not None else None,
            ),
            latency=self._latency(),
            cold=self._cold,
            words=tuple(speech.words) if speech is not None else (),
            confidence=asked.confidence,
            alternatives=asked.alternatives,
            detected_language=asked.detected_language,
            reply_language=cast.language if cast is not None else None,
            spoken_voice=cast.voice if cast is not None and cast.voice != self._settings.voice else None,
            retries=self._retries + (speech.retries if speech is not None else 0),
            heard_audio=asked.audio,
            spoken_audio=self._spoken_audio(),
        )

    def _latency(self) -> Latency:
        zero = self._asked.ended_at
        text_at = self._speech.first_text_at if self._speech is not None else None

        def after(moment: float | None) -> float | None:
            return moment - zero if moment is not None and moment >= zero else None

        return Latency(
            transcript_seconds=after(self._asked.transcribed_at),
            first_token_seconds=after(self._first_token_at),
            first_audio_seconds=after(self._first_audio_at),
            first_heard_seconds=after(self._sink.first_heard_at) if self._first_audio_at else None,
            completion_seconds=after(self._completed_at),
            done_seconds=after(time.monotonic()),
            model_seconds=_between(self._requested_at, self._first_token_at),
            voice_seconds=_between(text_at, self._first_audio_at),
        )

    def _heard_text(self, spoken_text: str) -> str:
        """Return the text as far as its sound left the speaker: by its words, or in proportion."""
        total = len(self._pcm) / (2 * self._settings.sample_rate_hz)
        heard = self._sink.heard_seconds
        heard = total if heard is None else min(heard, total)
        words = self._speech.words if self._speech is not None else []
        if not total or not heard:
            return ""
        if not words:
            return spoken_text[: round(len(spoken_text) * heard / total)].strip()
        position = 0
        for word in words:
            if word.start_seconds >= heard:
                break
            found = spoken_text.find(word.text, position)
            position = found + len(word.text) if found >= 0 else position
        return spoken_text[:position].strip()

    def _spoken_audio(self) -> Audio | None:
        return Audio.from_pcm(bytes(self._pcm), self._settings.sample_rate_hz) if self._pcm else None


def _between(start: float | None, end: float | None) -> float | None:
    return end - start if start is not None and end is not None and end >= start else None
