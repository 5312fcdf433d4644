"""Playback: what the speaker says and when, so that it can be told from the user."""

from __future__ import annotations

import contextlib
import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicelab.exchange.fields import Word

__all__ = ["Playback", "PlayedSound"]

_SOUNDS_KEPT = 4
"""Recognition is at most a few replies behind."""
_EARLY_SECONDS = 0.5
"""Recognizers place the beginning of speech somewhat early."""


@dataclass(slots=True, eq=False)
class PlayedSound:
    """Something that sounds, or did. Its functions are asked until its end."""

    text: Callable[[], str]
    """Its words, as far as they are known."""
    words: Callable[[], Sequence[Word]]
    """The same with their times, as far as the voice told those."""
    heard_seconds: Callable[[], float | None]
    """How much of it left the speaker; `None` where that is unknown."""
    from_seconds: float
    """Where in itself it began to sound, in seconds."""
    began_at: float
    ended_at: float = math.inf
    is_preview: bool = False

    def position(self, moment: float) -> float:
        """Return where in itself it was at a moment, in seconds; or earlier where it stood still."""
        now = min(time.monotonic(), self.ended_at)
        most, heard = self.from_seconds + (now - self.began_at), self.heard_seconds()
        return (most if heard is None else min(heard, most)) - (now - moment)


class Playback:
    """What sounds at present, and what did before. Times are of ``time.monotonic()``, in seconds."""

    def __init__(self) -> None:
        self._sounds: deque[PlayedSound] = deque(maxlen=_SOUNDS_KEPT)

    @property
    def is_sounding(self) -> bool:
        """Whether something sounds."""
        return bool(self._sounds) and self._sounds[-1].ended_at == math.inf

    @property
    def is_preview(self) -> bool:
        """Whether a preview of a voice sounds, which is no reply."""
        return self.is_sounding and self._sounds[-1].is_preview

    def begin(
        self,
        text: Callable[[], str],
        words: Callable[[], Sequence[Word]] = tuple,
        heard_seconds: Callable[[], float | None] = lambda: None,
        *,
        is_preview: bool = False,
    ) -> None:
        """Note that something begins to sound; see `PlayedSound`."""
        self.end()
        from_seconds = heard_seconds() or 0.0  # a reply that goes on
        began_at = time.monotonic()
        self._sounds.append(
            PlayedSound(text, words, heard_seconds, from_seconds, began_at, is_preview=is_preview)
        )

    def end(self) -> None:
        """Note that it is silent, if anything sounded."""
        if self.is_sounding:
            sound = self._sounds[-1]
            text, words, heard_seconds = sound.text(), tuple(sound.words()), sound.heard_seconds()
            sound.text, sound.words, sound.heard_seconds = lambda: text, lambda: words, lambda: heard_seconds
            sound.ended_at = time.monotonic()

    @contextlib.contextmanager
    def sounding(self, text: str) -> Iterator[None]:
        """Note that these words sound within the block."""
        self.begin(lambda: text)
        try:
            yield
        finally:
            self.end()

    def sound_at(self, moment: float) -> PlayedSound | None:
        """Return what sounded at a moment, if anything did."""
        sounds = (
            sound for sound in self._sounds if sound.began_at - _EARLY_SECONDS <= moment < sound.ended_at
        )
        return next(sounds, None)

    def text_at(self, moment: float) -> str:
        """Return the words of what sounded at a moment; empty if nothing did."""
        sound = self.sound_at(moment)
        return sound.text() if sound is not None else ""
