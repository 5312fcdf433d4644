"""Settings as they stand in columns: nothing where a setting had no effect with its engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voicelab.settings import DECLARATIONS, Settings
from voicelab.settings.without_effect import values_without_effect

__all__ = ["setting_values"]


def setting_values(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings by their names, as `Settings.to_dict` has stored them; missing what had no effect.

    One of several texts is one text, missing if there are none.
    """
    return {name: _flat(name, stored.get(name)) for name in DECLARATIONS} | _missing(stored)


def _missing(stored: Mapping[str, Any]) -> dict[str, None]:
    try:
        return dict.fromkeys(values_without_effect(Settings.from_dict(dict(stored))))
    except ValueError:  # of another release, which allows other values
        return {}


def _flat(name: str, value: Any) -> Any:
    kind = DECLARATIONS[name].kind
    if not kind.accepts_tuples or value is None:
        return value
    return kind.write(value) or (None if isinstance(value, list) else value)
