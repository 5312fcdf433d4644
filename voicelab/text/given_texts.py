"""Texts as people give them: one or several, without those that are blank."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from voicelab.text.well_formed import well_formed

__all__ = ["given_text", "given_texts"]


def given_text(name: str, given: Any) -> str | None:
    """Return a text without blanks around it, or `None` for none.

    Parameters
    ----------
    name
        What it is, for messages.

    Raises
    ------
    TypeError
        It is something else.
    """
    if given is not None and not isinstance(given, str):
        raise TypeError(f"{name} must be a text, not {given!r}")
    return given if given is None else well_formed(given.strip())


def given_texts(name: str, given: Any) -> tuple[str, ...]:
    """Return several texts, or one, without blanks around them and without those that are blank.

    Parameters
    ----------
    name
        What they are, for messages.

    Raises
    ------
    TypeError
        Something among them is no text.

    Examples
    --------
    >>> given_texts("expected", [" Everest", "", "Chomolungma"])
    ('Everest', 'Chomolungma')
    """
    if not isinstance(given, str) and not isinstance(given, Iterable):
        raise TypeError(f"{name} must be texts, not {type(given).__name__}")
    several = (given,) if isinstance(given, str) else tuple(given)
    if strange := [each for each in several if not isinstance(each, str)]:
        raise TypeError(f"{name} must be texts, and one is {strange[0]!r}")
    return tuple(well_formed(each.strip()) for each in several if each.strip())
