"""Ends of turns by a script."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from voicelab.end_of_turn import DetectorKind

__all__ = ["ScriptedEndOfTurn"]


class ScriptedEndOfTurn:
    """Gives the script's probability, whatever the kind of detector."""

    def __init__(self, probability: float | Callable[[str], float]) -> None:
        self._probability = probability

    def load(self, kind: DetectorKind) -> None:
        """Load nothing."""

    def by_words(self, words: str, before: str) -> float:
        """Return the probability for these words."""
        return self._probability(words) if callable(self._probability) else self._probability

    def by_sound(self, samples: NDArray[np.int16]) -> float:
        """Return the probability where the words are not known."""
        return self.by_words("", "")
