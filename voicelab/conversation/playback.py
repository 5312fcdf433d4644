"""Playback: what the speaker says and when, so that it can be told from the user."""

from __future__ import annotations

import contextlib
import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = ["Playback"]

_SOUNDS_KEPT = 4
"""Recognition is at most a few replies behind."""
_EARLY_SECONDS = 0.5
"""Recognizers place the beginning of speech somewhat early."""


@dataclass(slots=True)
class _Sound:
    text: Callable[[], str]
    began_at: float
    ended_at: float = math.inf
    is_preview: bool = False


class Playback:
    """What sounds at present, and what did before. Times are of ``time.monotonic()``, in seconds."""

    def __init__(self) -> None:
        self._sounds: deque[_Sound] = deque(maxlen=_SOUNDS_KEPT)

    @property
    def is_sounding(self) -> bool:
        """Whether something sounds."""
        return bool(self._sounds) and self._sounds[-1].ended_at == math.inf

    @property
    def is_preview(self) -> bool:
        """Whether a preview of a voice sounds, which is no reply."""
        return self.is_sounding and self._sounds[-1].is_preview

    def begin(self, text: Callable[[], str], *, is_preview: bool = False) -> None:
        """Note that something begins to sound.

        Parameters
        ----------
        text
            Returns its words, as far as they are known.
        """
        self.end()
        self._sounds.append(_Sound(text, time.monotonic(), is_preview=is_preview))

    def end(self) -> None:
        """Note that it is silent, if anything sounded."""
        if self.is_sounding:
            sound = self._sounds[-1]
            text = sound.text()
            sound.text, sound.ended_at = lambda: text, time.monotonic()

    @contextlib.contextmanager
    def sounding(self, text: str) -> Iterator[None]:
        """Note that these words sound within the block."""
        self.begin(lambda: text)
        try:
            yield
        finally:
            self.end()

    def text_at(self, moment: float) -> str:
        """Return the words of what sounded at a moment; empty if nothing did."""
        sounds = (
            sound for sound in self._sounds if sound.began_at - _EARLY_SECONDS <= moment < sound.ended_at
        )
        return next((sound.text() for sound in sounds), "")
