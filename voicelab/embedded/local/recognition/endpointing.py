"""Endpointing: deciding where in a stream of sound utterances begin and end.

Fed samples, it counts samples: no clock is read, and the same sound gives the same utterances whatever
pace and pieces it comes in.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "FRAME_SAMPLES",
    "SAMPLE_RATE_HZ",
    "Endpointer",
    "Event",
    "PauseBegan",
    "PauseEnded",
    "Segment",
    "SpeechBegan",
    "UtteranceEnded",
]

SAMPLE_RATE_HZ = 16_000
"""Sample rate of all sound here, in Hz."""
FRAME_SAMPLES = 512
"""Length of the frames that are judged to be speech or not, in samples: 32 ms."""

_BEGINS_AT = 0.5
_GOES_ON_AT = 0.35
_LEAD_SECONDS = 0.3
_TAIL_SECONDS = 0.096
"""Silence behind an utterance after which it may be transcribed; breaks within words are mostly shorter."""
_NOISE_TAIL_SECONDS = 0.2
"""Silence behind a noise after which it is over, and forgotten."""
_SHORTEST_SECONDS = 0.12
_LONGEST_SECONDS = 28.0
_CUT_WITHIN_SECONDS = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """An utterance's sound, with a little of what is around it: 0.3 s ahead of it and 0.1 s after."""

    samples: NDArray[np.int16]
    sound_seconds: float
    """Where its sound begins, from the first sample of the stream."""
    start_seconds: float
    """Where the speech in it begins, from the first sample of the stream."""
    end_seconds: float
    """Where the speech in it ends, so far as it goes."""


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    """An utterance began."""

    start_seconds: float


@dataclass(frozen=True, slots=True)
class PauseBegan:
    """The utterance is over, unless speech resumes: its sound will be this and no other."""

    segment: Segment


@dataclass(frozen=True, slots=True)
class PauseEnded:
    """Speech resumed after a pause."""


@dataclass(frozen=True, slots=True)
class UtteranceEnded:
    """The utterance is over."""

    segment: Segment


Event = SpeechBegan | PauseBegan | PauseEnded | UtteranceEnded


class Endpointer:
    """Finds utterances in a stream of sound.

    Parameters
    ----------
    speech_probability
        Returns the probability that a frame of `FRAME_SAMPLES` samples is speech; 0 to 1.
    end_silence_seconds
        Silence that ends an utterance, in seconds; kept to the nearest frame.

    Notes
    -----
    Speech shorter than 0.12 s is taken for a noise. An utterance that reaches 28 s, which is near the
    most that Whisper transcribes at once, is cut where the last 4 s were most likely a pause.
    """

    def __init__(
        self, speech_probability: Callable[[NDArray[np.int16]], float], *, end_silence_seconds: float
    ) -> None:
        self._speech_probability = speech_probability
        self._end = max(1, round(end_silence_seconds * SAMPLE_RATE_HZ / FRAME_SAMPLES))
        self._tail = min(_frames(_TAIL_SECONDS), self._end)
        self._rest = np.zeros(0, np.int16)
        self._before: deque[NDArray[np.int16]] = deque(maxlen=_frames(_LEAD_SECONDS))
        self._frames_read = 0
        self._utterance: _UtteranceFrames | None = None

    def feed(self, samples: NDArray[np.int16]) -> Sequence[Event]:
        """Process the next samples, any number; return the events in them, in order."""
        samples = np.concatenate([self._rest, samples])
        whole = len(samples) - len(samples) % FRAME_SAMPLES
        self._rest = samples[whole:]
        events: list[Event] = []
        for frame in samples[:whole].reshape(-1, FRAME_SAMPLES):
            events += self._process(frame)
        return events

    def finish(self) -> Sequence[Event]:
        """End the stream, and an utterance under way with it."""
        events: list[Event] = []
        if len(self._rest):
            missing = np.zeros(FRAME_SAMPLES - len(self._rest), np.int16)
            events += self.feed(missing)
        if self._utterance is not None and self._utterance.begun:
            events.append(UtteranceEnded(self._utterance.segment(self._tail)))
        self._utterance = None
        return events

    def current(self) -> Segment | None:
        """Return the utterance under way, as far as it has come; `None` if there is none."""
        utterance = self._utterance
        return utterance.segment(self._tail) if utterance is not None and utterance.begun else None

    @property
    def hears_speech(self) -> bool:
        """Whether an utterance is under way, and its last frame was speech."""
        utterance = self._utterance
        return utterance is not None and utterance.begun and not utterance.silent_frames

    def _process(self, frame: NDArray[np.int16]) -> list[Event]:
        probability = self._speech_probability(frame)
        at, self._frames_read = self._frames_read, self._frames_read + 1
        if self._utterance is None:
            if probability < _BEGINS_AT:
                self._before.append(frame)
                return []
            self._utterance = _UtteranceFrames(
                first=at - len(self._before), start=at, frames=list(self._before)
            )
        utterance = self._utterance
        speech = probability >= _GOES_ON_AT
        utterance.add(frame, probability, speech)
        if not utterance.begun:
            return self._beginning(utterance)
        if speech:
            resumed, utterance.paused = utterance.paused, False
            return [*([PauseEnded()] if resumed else []), *self._cut_if_long(utterance)]
        return self._silence(utterance)

    def _beginning(self, utterance: _UtteranceFrames) -> list[Event]:
        if utterance.speech_frames >= _frames(_SHORTEST_SECONDS):
            utterance.begun = True
            return [SpeechBegan(_seconds(utterance.start))]
        if utterance.silent_frames >= _frames(_NOISE_TAIL_SECONDS):
            self._drop(utterance)
        return []

    def _silence(self, utterance: _UtteranceFrames) -> list[Event]:
        events: list[Event] = []
        if utterance.silent_frames >= self._end:
            events.append(UtteranceEnded(utterance.segment(self._tail)))
            self._drop(utterance)
        elif utterance.silent_frames >= self._tail and not utterance.paused:
            utterance.paused = True
            events.append(PauseBegan(utterance.segment(self._tail)))
        return events

    def _drop(self, utterance: _UtteranceFrames) -> None:
        self._before.clear()
        self._before.extend(utterance.frames)
        self._utterance = None

    def _cut_if_long(self, utterance: _UtteranceFrames) -> list[Event]:
        if len(utterance.frames) < _frames(_LONGEST_SECONDS):
            return []
        first, rest = utterance.cut(within=_frames(_CUT_WITHIN_SECONDS))
        self._utterance = rest
        return [UtteranceEnded(first.segment(self._tail)), SpeechBegan(_seconds(rest.start))]


class _UtteranceFrames:
    """Frames of one utterance. Places are counted in frames from the beginning of the stream."""

    def __init__(self, *, first: int, start: int, frames: list[NDArray[np.int16]]) -> None:
        self.first = first
        self.start = start
        self.frames = frames
        self.probabilities = [0.0] * len(frames)
        self.last_speech = start
        self.speech_frames = 0
        self.begun = False
        self.paused = False

    @property
    def silent_frames(self) -> int:
        return self.first + len(self.frames) - 1 - self.last_speech

    def add(self, frame: NDArray[np.int16], probability: float, speech: bool) -> None:
        self.frames.append(frame)
        self.probabilities.append(probability)
        if speech:
            self.last_speech = self.first + len(self.frames) - 1
            self.speech_frames += 1

    def segment(self, tail: int) -> Segment:
        frames = self.frames[: self.last_speech + 1 + tail - self.first]
        return Segment(
            np.concatenate(frames),
            _seconds(self.first),
            _seconds(self.start),
            _seconds(self.last_speech + 1),
        )

    def cut(self, *, within: int) -> tuple[_UtteranceFrames, _UtteranceFrames]:
        """Part it where, in the last frames, speech is least likely."""
        place = len(self.frames) - within + int(np.argmin(self.probabilities[-within:]))
        before = _UtteranceFrames(first=self.first, start=self.start, frames=self.frames[:place])
        before.last_speech = self.first + place - 1
        after = _UtteranceFrames(
            first=self.first + place, start=self.first + place, frames=self.frames[place:]
        )
        after.probabilities = self.probabilities[place:]
        after.last_speech, after.begun = self.last_speech, True
        return before, after


def _frames(seconds: float) -> int:
    return math.ceil(seconds * SAMPLE_RATE_HZ / FRAME_SAMPLES)


def _seconds(frames: int) -> float:
    return frames * FRAME_SAMPLES / SAMPLE_RATE_HZ
