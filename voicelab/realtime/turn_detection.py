"""Turn detection: what a service is told of when the user is done."""

from __future__ import annotations

from typing import Any

from voicelab.realtime.session_fields import without_unset
from voicelab.settings import Settings
from voicelab.settings.engines import turn_detection

__all__ = ["turn_detection_fields"]


def turn_detection_fields(settings: Settings) -> dict[str, Any]:
    """Return the turn detection of the settings, as both services have it.

    The service creates no response and interrupts none: when there is one is decided here.
    """
    kind = turn_detection(settings)
    ours = {"type": kind, "create_response": False, "interrupt_response": False}
    if kind == "semantic_vad":
        return {**ours, "eagerness": settings.eagerness}
    prefix = settings.prefix_padding_seconds
    return {
        **ours,
        **without_unset(
            threshold=settings.vad_threshold,
            prefix_padding_ms=None if prefix is None else round(1_000 * prefix),
            languages=list(settings.languages) if kind == "azure_semantic_vad_multilingual" else None,
        ),
        "silence_duration_ms": round(1_000 * settings.end_silence_seconds),
    }
