"""Detectors of ends of turns: what each is asked, and from which probability on a turn is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from voicelab.end_of_turn import DetectorKind
from voicelab.turn_detection.served_detector import ServedDetector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts

__all__ = ["THRESHOLDS", "EndOfTurnDetector", "make_detector"]

THRESHOLDS: Mapping[DetectorKind, float] = {"words": 0.1, "smart-turn": 0.9}
"""The probability from which a turn is taken to be over, by the kind of detector.

Measured with the default model that replies: see ``docs/end-of-turn.md``. Words after which nobody stops have
a probability of nearly 0, and few whole turns one above 0.5: many could go on.
"""


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
