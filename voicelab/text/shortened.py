"""Texts that are cut where they are shown."""

from __future__ import annotations

__all__ = ["shortened"]


def shortened(text: str, most: int) -> str:
    """Return a text, cut to so many characters, the last of them an ellipsis, where it is longer.

    Examples
    --------
    >>> shortened("What is the tallest mountain?", 12)
    'What is the…'
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"
