"""Settings without effect: which of some settings an engine does not have, and why, by `RULES`.

What services are asked for, what users are told, what the panel greys and which columns of the log stay empty
agree with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from voicelab.settings.effect_rules import RULES, Rule
from voicelab.settings.engines import spoken_voice, transcription_model, turn_detection
from voicelab.settings.settings import DECLARATIONS, Settings

__all__ = [
    "effective_values",
    "set_without_effect",
    "values_beyond",
    "values_without_effect",
    "without_effect",
]

_NAMED: Mapping[str, Callable[[Settings], str | None]] = {
    "voice": spoken_voice,
    "turn_detection": turn_detection,
    "transcription_model": transcription_model,
}
"""What an engine uses where another value is left open, or is none of its own."""

_MOST = {name: most for rule in RULES if rule.most for name, most in zip(rule.names, rule.most, strict=True)}
"""What a value comes to that is more than the engine has."""


def without_effect(settings: Settings) -> dict[str, str]:
    """Return the settings that have no effect, whatever their value, each with why."""
    return _found(settings, lambda rule: not (rule.by_value or rule.most))


def values_without_effect(settings: Settings) -> dict[str, str]:
    """Return the settings whose present value has no effect, each with why."""
    return {**_found(settings, lambda rule: rule.by_value), **without_effect(settings)}


def values_beyond(settings: Settings) -> dict[str, str]:
    """Return the settings whose present value is more than the engine has, each with what it comes to.

    They have an effect, so that those of which none does are not among them.
    """
    unused = without_effect(settings)
    found = _found(settings, lambda rule: bool(rule.most))
    return {name: why for name, why in found.items() if name not in unused}


def set_without_effect(settings: Settings) -> dict[str, str]:
    """Return the settings that were set to something without effect, each with why."""
    found = values_without_effect(settings)
    return {name: why for name, why in found.items() if getattr(settings, name) != DECLARATIONS[name].default}


def effective_values(settings: Settings) -> dict[str, Any]:
    """Return values by name, alike for all settings that come to the same with their engine.

    What has no effect is at its default, what is more than the engine has is the most of it, and the engine's
    own voice and kinds are named.
    """
    values = {name: getattr(settings, name) for name in DECLARATIONS}
    values |= {name: DECLARATIONS[name].default for name in values_without_effect(settings)}
    values |= {name: _MOST[name] for name in values_beyond(settings)}
    return values | {name: own(settings) or DECLARATIONS[name].default for name, own in _NAMED.items()}


def _found(settings: Settings, is_meant: Callable[[Rule], bool]) -> dict[str, str]:
    holding = [rule for rule in RULES if is_meant(rule) and rule.holds(settings)]
    return {name: rule.reason for rule in reversed(holding) for name in rule.names}  # the first one counts
