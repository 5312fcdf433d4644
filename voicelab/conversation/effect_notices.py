"""What users are told of settings that have no effect with their engine."""

from __future__ import annotations

from voicelab.settings import Settings
from voicelab.settings.without_effect import set_without_effect, values_beyond
from voicelab.text.shortened import one_line

__all__ = ["effect_notices", "effect_sentences"]

_LONGEST = 60
"""Characters of a value that are shown."""


def effect_notices(settings: Settings, before: Settings | None = None) -> list[str]:
    """Return a sentence for each setting that was set and has no effect, or less than its value says.

    Parameters
    ----------
    before
        The settings until now: of what had no effect then, users know.
    """
    known = {} if before is None else effect_sentences(before)
    return [sentence for name, sentence in effect_sentences(settings).items() if known.get(name) != sentence]


def effect_sentences(settings: Settings) -> dict[str, str]:
    """Return what is to be told of each setting that was set and has no effect, or less, by its name."""
    found = [
        *((name, "has no effect with", reason) for name, reason in set_without_effect(settings).items()),
        *((name, "is more than there is with", reason) for name, reason in values_beyond(settings).items()),
    ]
    return {
        name: f"{name}={one_line(repr(getattr(settings, name)), _LONGEST)} {what} "
        f"engine={settings.engine!r}. {reason}"
        for name, what, reason in found
    }
