"""EndOfTurnDetectors: whether the user is done, as the settings' detector has it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from voicelab.end_of_turn import DETECTOR_KINDS
from voicelab.errors import VoicelabError
from voicelab.event_loop import run_in_thread, within
from voicelab.events import Notice
from voicelab.text.same_words import same_words
from voicelab.turn_detection.detector import make_detector, verdict

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicelab.conversation.context import SessionContext
    from voicelab.end_of_turn import DetectorKind
    from voicelab.settings import Settings
    from voicelab.turn_detection.detector import EndOfTurnDetector

__all__ = ["EndOfTurnDetectors", "detector_kind"]

_LONGEST_SECONDS = 2.0
"""How long a detector may take, in seconds: what comes later is of no use, and silence decides."""


def detector_kind(settings: Settings) -> DetectorKind | None:
    """Return which detector the settings ask for; `None` for the model itself, or silence."""
    return DETECTOR_KINDS.get(settings.end_of_turn)


class EndOfTurnDetectors:
    """Asks detectors, which are made at their first use and kept. Belongs to one event loop."""

    def __init__(self, context: SessionContext) -> None:
        self._context = context
        self._detectors: dict[DetectorKind, EndOfTurnDetector] = {}
        self._has_failed = False

    async def warm(self, settings: Settings) -> None:
        """Load what the first question needs: the settings' detector, and numbers as words."""
        if not settings.judges_pauses:
            return
        await run_in_thread(lambda: same_words("one", "1", settings.languages))
        if (kind := detector_kind(settings)) is not None:
            await self._detector(kind).warm()

    async def is_over(
        self, kind: DetectorKind, words: str, before: str, audio: NDArray[np.int16]
    ) -> bool | None:
        """Return whether the user's turn is over; `None` where that is not clear.

        A detector that fails is told of once.

        Parameters
        ----------
        words
            What the user said so far.
        before
            The assistant's last message; empty if there was none.
        audio
            The sound of the words, 16 kHz mono.
        """
        try:
            asked = self._detector(kind).probability(words, before=before, audio=audio)
            probability = await within(_LONGEST_SECONDS, asked)
        except (VoicelabError, asyncio.TimeoutError) as error:
            self._report(kind, error)
            return None
        self._has_failed = False
        return verdict(kind, probability)

    async def close(self) -> None:
        """Let go of the detectors."""
        while self._detectors:
            await self._detectors.popitem()[1].close()

    def _detector(self, kind: DetectorKind) -> EndOfTurnDetector:
        if kind not in self._detectors:
            context = self._context
            self._detectors[kind] = make_detector(kind, context.services, context.timeouts)
        return self._detectors[kind]

    def _report(self, kind: DetectorKind, error: Exception) -> None:
        if self._has_failed:
            return
        self._has_failed = True
        why = str(error) if isinstance(error, VoicelabError) else f"It took over {_LONGEST_SECONDS:.0f} s."
        message = f"The detector {kind!r} cannot tell whether you are done, so silence does. {why}"
        self._context.emit(Notice("end-of-turn-unknown", message))
