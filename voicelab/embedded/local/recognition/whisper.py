"""Recognition by Whisper: utterances are found by voice activity and transcribed as they end.

A final transcript costs no time after the endpoint: it is begun when speech has paused for 0.1 s, and
used if the pause proves to be the end. Between, hypotheses come at least every half second of speech, as
long as the model is free for them.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicelab.embedded.engines import TimedWord, Transcript
from voicelab.embedded.local.model_runs import ModelRuns
from voicelab.embedded.local.recognition.endpointing import (
    SAMPLE_RATE_HZ,
    Endpointer,
    Event,
    PauseBegan,
    PauseEnded,
    Segment,
    SpeechBegan,
    UtteranceEnded,
)
from voicelab.embedded.local.recognition.named_model import path_to_load
from voicelab.embedded.local.recognition.recognition_choice import (
    english_model,
    multilingual_model,
)
from voicelab.embedded.local.recognition.transcriber import Transcriber, Transcription
from voicelab.embedded.local.recognition.voice_activity import VoiceActivity
from voicelab.errors import ModelError
from voicelab.resources import processor_count
from voicelab.text.languages import language_of

__all__ = ["WhisperRecognition", "WhisperStream"]

_FIRST_SECONDS = 0.2
"""Speech before the first hypothesis, in seconds; from less, the model invents words."""
_HYPOTHESIS_SECONDS = 0.3
"""From the beginning of one run to that of the next; a run takes 0.1 to 0.2 s."""
_THREADS = 1
"""Threads of a run. Several would wait for each other in step, which takes many times as long where other
programs want the processors, too; so there are several runs instead."""
_MOST_AT_ONCE = 4
_CODES = {"nb": "no", "fil": "tl", "jv": "jw"}
_SCRIPTS = {"zh-CN": "以下是普通话的句子。"}
"""Words ahead of the speech that make the model write in the locale's script."""


class WhisperRecognition:
    """Speech to text with Whisper; `recognition_choice` says with which of its models.

    Parameters
    ----------
    model
        Another model in their place: a faster-whisper model's folder or name.

    Raises
    ------
    ModelError
        The model cannot be fetched or loaded.
    """

    def __init__(self, model: str | Path | None = None) -> None:
        self._at_once = min(_MOST_AT_ONCE, processor_count())
        self._runs = ModelRuns(self._at_once)
        self._first = self._load(english_model() if model is None else str(model))
        self._others: Transcriber | None = None
        self._lock = threading.Lock()

    def stream(
        self,
        *,
        language: str,
        end_silence_seconds: float,
        phrases: Sequence[str] = (),
        candidate_languages: Sequence[str] = (),
        detailed: bool = False,
    ) -> WhisperStream:
        """Start on a new stream of speech.

        Raises
        ------
        ModelError
            No model here knows the language, or it cannot be fetched.
        """
        locales = list(candidate_languages) or [language]
        transcriber = self._transcriber(locales)
        return WhisperStream(
            transcriber,
            self._runs,
            locales=locales,
            end_silence_seconds=end_silence_seconds,
            prompt=_prompt(locales, phrases),
            detailed=detailed,
        )

    def warm(self) -> None:
        """Run the model once, so that the first utterance is not slower than the others."""
        silence = np.zeros(SAMPLE_RATE_HZ, np.int16)
        self._runs.submit(self._first.transcribe, silence, language="en").result()
        VoiceActivity()(silence[:512])

    def close(self) -> None:
        """Stop the worker threads."""
        self._runs.close()

    def _transcriber(self, locales: list[str]) -> Transcriber:
        codes = {_code(locale) for locale in locales}
        if codes <= set(self._first.languages):
            return self._first
        with self._lock:
            if self._others is None:
                self._others = self._load(multilingual_model())
        unknown = codes - set(self._others.languages)
        if unknown:
            raise ModelError(
                f"No local model recognises {', '.join(sorted(unknown))[:40]}.",
                code="unknown-language",
                hint="Name one of Whisper's languages, such as en, de, es, fr, ja.",
            )
        return self._others

    def _load(self, model: str) -> Transcriber:
        return Transcriber(path_to_load(model), threads=_THREADS, at_once=self._at_once)


class WhisperStream:
    """One conversation's speech, recognised as it comes."""

    def __init__(
        self,
        transcriber: Transcriber,
        runs: ModelRuns,
        *,
        locales: Sequence[str],
        end_silence_seconds: float,
        prompt: str,
        detailed: bool,
    ) -> None:
        self._transcriber = transcriber
        self._runs = runs
        self._locales = {_code(locale): locale for locale in reversed(locales)}
        self._language = _code(locales[0])
        self._candidates = tuple(self._locales) if len(self._locales) > 1 else ()
        self._prompt = prompt
        self._detailed = detailed
        self._endpointer = Endpointer(VoiceActivity(), end_silence_seconds=end_silence_seconds)
        self._fed = 0
        self._start_seconds = 0.0
        self._last_hypothesis = ""
        self._hypothesis: _Run | None = None
        self._hypothesis_at = 0.0
        self._draft: _Run | None = None

    def feed(self, samples: NDArray[np.int16]) -> list[Transcript]:
        """Process the next samples, 16 kHz; return the transcripts that they complete."""
        self._fed += len(samples)
        transcripts: list[Transcript] = []
        for event in self._endpointer.feed(samples):
            transcripts += self._handle(event)
        return [*transcripts, *self._hypotheses()]

    def finish(self) -> list[Transcript]:
        """End the stream; return the transcripts that were pending."""
        transcripts: list[Transcript] = []
        for event in self._endpointer.finish():
            transcripts += self._handle(event)
        return transcripts

    def _handle(self, event: Event) -> list[Transcript]:
        if isinstance(event, SpeechBegan):
            self._start_seconds = event.start_seconds
            self._hypothesis_at = event.start_seconds + _FIRST_SECONDS
            return [Transcript("", event.start_seconds, self._now, final=False)]
        if isinstance(event, PauseBegan):
            self._draft = self._begin(event.segment)
        elif isinstance(event, PauseEnded):
            self._drop_draft()
        elif isinstance(event, UtteranceEnded):
            return self._end(event.segment)
        return []

    def _end(self, segment: Segment) -> list[Transcript]:
        run = self._draft or self._begin(segment)
        transcription = run.future.result()
        transcripts = [self._transcript(run, transcription, final=True)]
        if transcription.text and not self._last_hypothesis:
            transcripts.insert(0, self._transcript(run, transcription, final=False))
        self._draft = self._hypothesis = None
        self._last_hypothesis = ""
        return transcripts

    def _hypotheses(self) -> list[Transcript]:
        """Return the hypotheses of the runs that are done, and begin the next run."""
        transcripts: list[Transcript] = []
        for run in (self._hypothesis, self._draft):
            if run is None or not run.future.done():
                continue
            transcription = run.future.result()
            if transcription.text and transcription.text != self._last_hypothesis:
                self._last_hypothesis = transcription.text
                transcripts.append(self._transcript(run, transcription, final=False))
        if self._hypothesis is not None and self._hypothesis.future.done():
            self._hypothesis = None
        # A draft follows soon where speech pauses.
        is_free = self._hypothesis is None and self._draft is None and self._endpointer.hears_speech
        if is_free and self._now >= self._hypothesis_at:
            segment = self._endpointer.current()
            if segment is not None:
                self._hypothesis = self._begin_if_idle(segment)
        return transcripts

    def _begin(self, segment: Segment) -> _Run:
        return _Run(segment, self._runs.submit(self._transcribe, segment, final=True))

    def _begin_if_idle(self, segment: Segment) -> _Run | None:
        future = self._runs.submit_if_idle(self._transcribe, segment, final=False)
        if future is None:
            return None
        self._hypothesis_at = self._now + _HYPOTHESIS_SECONDS
        return _Run(segment, future)

    def _drop_draft(self) -> None:
        if self._draft is not None:
            self._draft.future.cancel()
            self._draft = None

    def _transcribe(self, segment: Segment, *, final: bool) -> Transcription:
        return self._transcriber.transcribe(
            segment.samples,
            language=self._language,
            candidates=self._candidates,
            prompt=self._prompt,
            final=final,
            detailed=final and self._detailed,
        )

    def _transcript(self, run: _Run, transcription: Transcription, *, final: bool) -> Transcript:
        return Transcript(
            text=transcription.text,
            start_seconds=run.segment.start_seconds,
            end_seconds=run.segment.end_seconds,
            final=final,
            confidence=transcription.confidence,
            language=self._locales[transcription.language],
            alternatives=transcription.alternatives if final else (),
            words=_placed(transcription.words, run.segment) if final else (),
        )

    @property
    def _now(self) -> float:
        return self._fed / SAMPLE_RATE_HZ


class _Run:
    def __init__(self, segment: Segment, future: Future[Transcription]) -> None:
        self.segment = segment
        self.future = future


def _placed(words: Sequence[TimedWord], segment: Segment) -> tuple[TimedWord, ...]:
    """Return words with their times in the stream, none outside of the speech."""
    first, last, at = segment.start_seconds, segment.end_seconds, segment.sound_seconds
    return tuple(
        replace(
            word,
            start_seconds=min(max(at + word.start_seconds, first), last),
            end_seconds=min(max(at + word.end_seconds, first), last),
        )
        for word in words
    )


def _code(locale: str) -> str:
    """Return Whisper's code of a locale's language."""
    language = language_of(locale)
    return _CODES.get(language, language)


def _prompt(locales: Sequence[str], phrases: Sequence[str]) -> str:
    script = _SCRIPTS.get(locales[0], "") if len(locales) == 1 else ""
    return " ".join([script, ", ".join(phrases)]).strip()
