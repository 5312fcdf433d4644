"""Keys: what of the settings the connections are made for, which outlast a turn."""

from __future__ import annotations

from voicelab.settings.declaration import Stage
from voicelab.settings.settings import DECLARATIONS, Settings

__all__ = ["WHO_IS_ASKED", "recognizer_key", "synthesizer_key"]

WHO_IS_ASKED = ("deployment", "voice", "engine", "realtime_deployment", "voice_live_model")
"""What says who hears, replies and speaks: enough to see whether all are there."""


def recognizer_key(settings: Settings) -> tuple[object, ...]:
    """Return what a recognizer is made for: where it changes, another is needed."""
    return (settings.engine, *_key(settings, "recognition"))


def synthesizer_key(settings: Settings) -> tuple[object, ...]:
    """Return what a synthesizer is made for: where it changes, another is needed."""
    return _key(settings, "synthesis")


def _key(settings: Settings, stage: Stage) -> tuple[object, ...]:
    return tuple(
        getattr(settings, name)
        for name, declared in DECLARATIONS.items()
        if declared.stage == stage and declared.reconnects
    )
