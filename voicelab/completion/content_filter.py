"""What Azure's content filter says: which categories it stopped, and how grave they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Filtered", "filter_result", "filtered_in"]

_SEVERITIES = ("detected", "safe", "low", "medium", "high")
"""From the least to the gravest; some categories are only detected or not."""


@dataclass(frozen=True, slots=True)
class Filtered:
    """Something that the content filter stopped."""

    category: str
    """Such as ``violence``; several with commas between."""
    severity: str
    """The gravest of them: ``low``, ``medium``, ``high``, or ``detected`` where there are no degrees."""


def filtered_in(answer: Any) -> Filtered | None:
    """Return what an answer, or a part of one, says was filtered; `None` if nothing was.

    The verdicts stand under several names and at several depths, by interface and version.
    """
    stopped: dict[str, str] = {}
    _collect(answer, stopped)
    if not stopped:
        return None
    return Filtered(", ".join(stopped), max(stopped.values(), key=_SEVERITIES.index))


def filter_result(filtered: Filtered | None) -> str:
    """Return what was filtered, in brackets; empty if that is not known."""
    return f" ({filtered.category}, {filtered.severity})" if filtered is not None else ""


def _collect(part: Any, stopped: dict[str, str]) -> None:
    if isinstance(part, list):
        for each in part:
            _collect(each, stopped)
    if not isinstance(part, Mapping):
        return
    for name, value in part.items():
        if isinstance(value, Mapping) and value.get("filtered") is True:
            severity = str(value.get("severity"))
            stopped[str(name)] = severity if severity in _SEVERITIES else "detected"
        else:
            _collect(value, stopped)
