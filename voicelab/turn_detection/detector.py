"""Detectors of ends of turns: what each is asked, and what its answers are taken for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from voicelab.end_of_turn import DetectorKind
from voicelab.turn_detection.served_detector import ServedDetector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts

__all__ = ["THRESHOLDS", "EndOfTurnDetector", "Thresholds", "make_detector", "verdict"]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a probability is taken for; 0 to 1."""

    goes_on: float
    """Below it the user is taken to go on."""
    is_over: float
    """From it on the turn is taken to be over; in between silence decides."""


THRESHOLDS: Mapping[DetectorKind, Thresholds] = {
    "words": Thresholds(goes_on=0.01, is_over=0.3),
    "smart-turn": Thresholds(goes_on=0.05, is_over=0.9),
}
"""Chosen on the recordings of ``benchmarks/recordings``, by the words as recognition hears them.

Of 35 ends 26 are found at once by the words and 21 by the sound; none is taken for a pause by the words,
three are by the sound. Of the six pauses within a turn that are long enough for a reply to be heard in them,
the words take two for an end, and the sound none. Of 61 requests as they are said to assistants, 21 of the 32
whole ones are found at once and one is taken for a pause; of the 29 that break off 23 are, and none is taken
for an end.
"""


def verdict(kind: DetectorKind, probability: float) -> bool | None:
    """Tell whether a turn is over; `None` where the probability does not say so clearly."""
    thresholds = THRESHOLDS[kind]
    if thresholds.goes_on <= probability < thresholds.is_over:
        return None
    return probability >= thresholds.is_over


class EndOfTurnDetector(Protocol):
    """Tells in a pause how probable it is that the user's turn is over. Belongs to one event loop."""

    async def probability(self, words: str, *, before: str = "", audio: NDArray[np.int16]) -> float:
        """Return the probability, 0 to 1.

        Parameters
        ----------
        words
            What the user said so far in this turn.
        before
            The assistant's last message; empty if there was none.
        audio
            The turn's sound so far, 16 kHz mono; at most its last 8 s matter.

        Raises
        ------
        VoicelabError
            It cannot be told, or not in time.
        """
        ...

    async def warm(self) -> None:
        """Load the model ahead of the first question, to which failures are left."""
        ...

    async def close(self) -> None:
        """Let go of what it holds."""
        ...


def make_detector(kind: DetectorKind, services: Services, timeouts: Timeouts) -> EndOfTurnDetector:
    """Return a detector whose model runs beside the services; nothing is begun yet.

    Parameters
    ----------
    kind
        ``words`` or ``smart-turn``.
    timeouts
        A question may take as long as recognition may be silent.
    """
    return ServedDetector(kind, services, timeouts)
