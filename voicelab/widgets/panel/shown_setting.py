"""The setting that a control of the panel shows and changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.settings.engines import model_setting

if TYPE_CHECKING:
    from voicelab.settings import Settings

__all__ = ["shown_setting"]


def shown_setting(control: str, settings: Settings) -> str:
    """Return the setting of a control: its own, or of *Model* the one of the engine."""
    return model_setting(settings) if control == "deployment" else control
