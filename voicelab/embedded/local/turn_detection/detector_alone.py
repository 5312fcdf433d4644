"""A detector of ends of turns alone: the embedded services where others recognise, reply and speak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from voicelab.embedded.engines import Engines, OnTimes, RecognitionStream, VoiceEntry
from voicelab.embedded.local.turn_detection.local_end_of_turn import LocalEndOfTurn
from voicelab.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicelab.embedded.options import EmbeddedOptions

__all__ = ["DetectorAlone"]


class DetectorAlone:
    """Has no model but the detector's, loaded when it is first asked for."""

    def __init__(self, options: EmbeddedOptions) -> None:
        self._end_of_turn = LocalEndOfTurn(options)

    def load(self) -> Engines:
        """Return engines of which only one does anything."""
        return Engines(_NoRecognition(), _NoSynthesis(), completion_url="", end_of_turn=self._end_of_turn)

    def close(self) -> None:
        """Stop what runs."""
        self._end_of_turn.close()


class _NoRecognition:
    def stream(
        self,
        *,
        language: str,
        end_silence_seconds: float,
        phrases: Sequence[str] = (),
        candidate_languages: Sequence[str] = (),
        detailed: bool = False,
    ) -> RecognitionStream:
        raise _not_served("recognises")


class _NoSynthesis:
    sample_rate_hz = 16_000

    def voices(self) -> Sequence[VoiceEntry]:
        return ()

    def find(self, short_name: str) -> VoiceEntry | None:
        return None

    def synthesize(
        self, text: str, *, voice: str, rate: float, pitch: float, on_times: OnTimes | None = None
    ) -> Iterator[NDArray[np.int16]]:
        raise _not_served("speaks")


def _not_served(what: str) -> ModelError:
    return ModelError(f"Nothing {what} here: these services only tell whether a turn is over.")
