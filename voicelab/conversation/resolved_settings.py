"""Settings that are left to voicelab, as they are with certain services."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicelab.end_of_turn import Judge
    from voicelab.services.services import Services
    from voicelab.settings import Settings

__all__ = ["judge_is_ignored", "resolved_settings", "whole_recording_settings"]


def resolved_settings(settings: Settings, services: Services) -> Settings:
    """Return the settings with a judge of ends of turns in place of ``auto``.

    By the words ends are told best, and where a local model replies it costs nothing: it runs anyway.
    """
    if settings.end_of_turn != "auto" or settings.is_speech_to_speech:
        return settings  # its own turn detection tells
    judge: Judge = "words" if services.reply_locally else "silence"
    return settings.replace(end_of_turn=judge)


def whole_recording_settings(settings: Settings) -> Settings:
    """Return the settings of a recording that is read as a whole: there silence alone ends turns."""
    return settings if settings.end_of_turn == "silence" else settings.replace(end_of_turn="silence")


def judge_is_ignored(settings: Settings) -> bool:
    """Say whether somebody else than silence was chosen, whom a recording that is read as a whole ignores."""
    return settings.engine == "cascade" and settings.end_of_turn not in ("auto", "silence")
