"""How quick the model that embeds texts is here."""

from __future__ import annotations

import time
from pathlib import Path

from voicelab.embedded.local.measured_speeds import MeasuredSpeed, keep_speed
from voicelab.embedded.local.sentence_encoder import SentenceEncoder
from voicelab.resources import is_busy, processor_count

__all__ = ["measure_embedding"]

_TIMES = 20
_TEXT = "The tallest mountain on Earth is Mount Everest, at 8,849 metres above the level of the sea."


def measure_embedding(path: Path) -> MeasuredSpeed:
    """Measure how many replies of a sentence it embeds in a second; return it.

    It is kept, but not if others use the processors.

    Raises
    ------
    ModelError
        It cannot be loaded.
    """
    encoder = SentenceEncoder(path)
    was_busy = is_busy()
    encoder.embed([_TEXT])  # the first one is slower than those after it
    began = time.perf_counter()
    encoder.embed([_TEXT] * _TIMES)
    speed = MeasuredSpeed(
        processors=processor_count(), texts_per_second=_TIMES / (time.perf_counter() - began)
    )
    if not was_busy:
        keep_speed(path, speed)
    return speed
