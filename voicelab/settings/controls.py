"""Controls: how the panel lets people change a setting, without any widget."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["COMMON_LOCALES", "Control", "Select", "Slider", "StyleList", "TextBox", "Toggle", "VoiceList"]

COMMON_LOCALES = (
    "ar-EG", "ca-ES", "cs-CZ", "da-DK", "de-DE", "el-GR", "en-AU", "en-GB", "en-IN", "en-US", "es-ES",
    "es-MX", "fi-FI", "fr-CA", "fr-FR", "he-IL", "hi-IN", "hu-HU", "it-IT", "ja-JP", "ko-KR", "nb-NO",
    "nl-NL", "pl-PL", "pt-BR", "pt-PT", "ro-RO", "ru-RU", "sv-SE", "th-TH", "tr-TR", "uk-UA", "vi-VN",
    "zh-CN", "zh-TW",
)  # fmt: skip
"""Locales that are offered; any other can be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A control of the panel."""

    label: str
    decides: bool = False
    """Whether it decides which other controls have an effect: it stands ahead of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Select(Control):
    """One of the setting's choices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider(Control):
    """A number, from the lowest that is allowed to the highest."""

    step: float = 1
    highest: float | None = None
    """End of the slider, where few want more than that; it moves for a higher value that is set elsewhere."""
    unit: str = ""
    """Symbol of the number's unit; empty for a count or a factor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBox(Control):
    """Text to be written."""

    placeholder: str = ""
    lines: int = 1
    suggestions: tuple[str, ...] = ()
    """What is offered while one writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Toggle(Control):
    """A box to be ticked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleList(Control):
    """The styles of the chosen voice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceList(Control):
    """The voices of the service, with filters and a preview."""
