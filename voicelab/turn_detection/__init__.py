"""Turn detection: whether the user is done, told in a pause by the words or by the sound."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.turn_detection.detector import THRESHOLDS, EndOfTurnDetector, make_detector

__all__ = ["THRESHOLDS", "EndOfTurnDetector", "make_detector"]
__getattr__, __dir__ = lazy_exports(
    __name__, {
        "detector": "THRESHOLDS EndOfTurnDetector make_detector",
    },
)  # fmt: skip
