"""Names that look like another, for messages that list what there is; whether a name is one of some."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

__all__ = ["known_name", "known_names", "nearest_first"]

_MOST_LISTED = 8
"""Names that a message lists all; of more, the nearest are found sooner."""
_NEAREST = 5


def nearest_first(name: str, names: Iterable[str]) -> list[str]:
    """Return names, those that look most like one first."""
    return sorted(names, key=lambda other: -difflib.SequenceMatcher(None, name, other).ratio())


def known_name(what: str, given: object, names: Collection[str]) -> str:
    """Return a name, once it is sure that it is one of some names.

    Parameters
    ----------
    what
        What the names are of, such as ``column``.

    Raises
    ------
    ValueError
        It is none of them, or no name at all; the message lists the nearest.
    """
    if isinstance(given, str) and given in names:
        return given
    if len(names) <= _MOST_LISTED:
        there = f"there are: {', '.join(names) or 'none'}"
    else:
        there = f"the nearest are: {', '.join(nearest_first(str(given), names)[:_NEAREST])}"
    raise ValueError(f"there is no {what} {given!r}; {there}")


def known_names(what: str, given: object, names: Collection[str]) -> list[str]:
    """Return one name or several as a list, once it is sure that they are of some names, none of them twice.

    Raises
    ------
    ValueError
        As `known_name`; or one is given twice.
    """
    several = [given] if isinstance(given, str) or not isinstance(given, Iterable) else given
    checked: list[str] = []
    for each in several:
        name = known_name(what, each, names)
        if name in checked:
            raise ValueError(f"the {what} {name!r} is given twice")
        checked.append(name)
    return checked
