"""FedAudio: the sound that a recognizer was given, kept until its transcript is known."""

from __future__ import annotations

import collections
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

from voicelab.audio.clip import Audio
from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.recognition.loud_sound import loud_until

__all__ = ["PADDING_SECONDS", "FedAudio", "Passage"]

_KEPT_SECONDS = 120.0
"""Sound that is kept although it was answered, in seconds: an answer may come late."""
_MOST_SECONDS = 3_600.0
"""Sound that is kept at all, in seconds: a service that never answers must not fill the memory."""
_CHUNK_BYTES = 2 * SAMPLE_RATE_HZ
_ENDING_SECONDS = 0.3
"""By how much an utterance may sound on behind the end that a service finds, in seconds."""
PADDING_SECONDS = 0.2
"""Sound that is kept ahead of an utterance and behind it, in seconds."""


Chunk = tuple[int, float, bytes]
"""Number of its first sample, when it came, and itself."""


class FedAudio:
    """What was fed, and when each sample of it came. Safe on any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._chunks: collections.deque[Chunk] = collections.deque()
        self._fed = 0
        self._answered = 0
        self._recognised = 0
        self._sounds_on_until = 0
        self._loud_until = 0

    @property
    def fed_seconds(self) -> float:
        """All that was fed, in seconds."""
        return self._fed / SAMPLE_RATE_HZ

    @property
    def recognised_seconds(self) -> float:
        """Where in it the last answer ends, in seconds."""
        return self._recognised / SAMPLE_RATE_HZ

    @property
    def unanswered_seconds(self) -> float:
        """What was fed since the last answer, in seconds."""
        return (self._fed - self._answered) / SAMPLE_RATE_HZ

    @property
    def has_speech(self) -> bool:
        """Whether there may be speech behind the last answer, however short it is."""
        return self._loud_until > max(self._recognised, self._sounds_on_until)

    def add(self, pcm: bytes) -> None:
        """Keep what is fed: 16-bit mono PCM at 16 kHz, however much."""
        now, loud = time.monotonic(), loud_until(pcm)
        with self._lock:
            self._loud_until = self._fed + loud if loud else self._loud_until
            for position in range(0, len(pcm), _CHUNK_BYTES):
                chunk = pcm[position : position + _CHUNK_BYTES]
                self._chunks.append((self._fed, now, chunk))
                self._fed += len(chunk) // 2
            while self._chunks and self._is_spent(self._chunks[0]):
                self._chunks.popleft()

    def pass_over(self, seconds: float) -> None:
        """Note that nothing more is to be recognised ahead of a place, in seconds of all that was fed."""
        with self._lock:
            self._recognised = max(self._recognised, round(seconds * SAMPLE_RATE_HZ))

    def unrecognised_pcm(self) -> bytes:
        """Return what was fed after the last utterance."""
        with self._lock:
            return b"".join(
                pcm[max(0, 2 * (self._recognised - first)) :]
                for first, _, pcm in self._chunks
                if first + len(pcm) // 2 > self._recognised
            )

    def fed_at(self, seconds: float, now: float) -> float:
        """Return when what is at so many seconds of all that was fed came, by ``time.monotonic()``.

        Parameters
        ----------
        now
            By the same clock; it came no later.
        """
        with self._lock:
            return _fed_at(self._chunks, round(seconds * SAMPLE_RATE_HZ), now)

    def answer(
        self, start_seconds: float, end_seconds: float, now: float, *, has_words: bool = True
    ) -> tuple[Audio, float, float]:
        """Return the sound of an answer, with some padding, when its end came, and how much was fed for it.

        Parameters
        ----------
        start_seconds, end_seconds
            Where in all that was fed it is, in seconds.
        now
            By ``time.monotonic()``, in seconds; the end came no later.
        has_words
            Whether it is an utterance. A silence may end where somebody has just begun to speak.
        """
        start = max(0, round((start_seconds - PADDING_SECONDS) * SAMPLE_RATE_HZ))
        end = round((end_seconds + PADDING_SECONDS) * SAMPLE_RATE_HZ)
        last = round(end_seconds * SAMPLE_RATE_HZ)
        with self._lock:
            chunks = list(self._chunks)
            fed, self._answered = self._fed - self._answered, self._fed
            self._recognised = max(self._recognised, last)
            if has_words:
                self._sounds_on_until = last + round(_ENDING_SECONDS * SAMPLE_RATE_HZ)
        return _sound(chunks, start, end), _fed_at(chunks, last, now), fed / SAMPLE_RATE_HZ

    def passage(self, start_seconds: float, end_seconds: float) -> Passage:
        """Return where the sound of such an answer is, its padding included."""
        return Passage(self, max(0.0, start_seconds - PADDING_SECONDS), end_seconds + PADDING_SECONDS)

    def sound(self, start_seconds: float, end_seconds: float) -> Audio | None:
        """Return what was fed from one place to another, in seconds; `None` if not all is kept any more."""
        start, end = (round(seconds * SAMPLE_RATE_HZ) for seconds in (start_seconds, end_seconds))
        with self._lock:
            chunks = list(self._chunks)
        return _sound(chunks, start, end) if chunks and chunks[0][0] <= start else None

    def _is_spent(self, chunk: Chunk) -> bool:
        first, _, pcm = chunk
        kept_seconds = (self._fed - first) / SAMPLE_RATE_HZ
        is_answered = first + len(pcm) // 2 <= self._recognised
        return kept_seconds > (_KEPT_SECONDS if is_answered else _MOST_SECONDS)


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A part of what was fed, in seconds from its beginning."""

    fed: FedAudio
    start_seconds: float
    end_seconds: float


def _sound(chunks: Iterable[Chunk], start: int, end: int) -> Audio:
    pieces = [
        pcm[max(0, 2 * (start - first)) : max(0, 2 * (end - first))]
        for first, _, pcm in chunks
        if first < end and first + len(pcm) // 2 > start
    ]
    return Audio.from_pcm(b"".join(pieces), SAMPLE_RATE_HZ)


def _fed_at(chunks: Iterable[Chunk], sample: int, now: float) -> float:
    return min(now, next((at for first, at, pcm in chunks if first + len(pcm) // 2 >= sample), now))
