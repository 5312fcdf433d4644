"""Names that look like another, for messages that list what there is."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["nearest_first"]


def nearest_first(name: str, names: Iterable[str]) -> list[str]:
    """Return names, those that look most like one first."""
    return sorted(names, key=lambda other: -difflib.SequenceMatcher(None, name, other).ratio())
