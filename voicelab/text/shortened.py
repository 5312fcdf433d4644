"""Texts that are cut where they are shown."""

from __future__ import annotations

from voicelab.printable import printable

__all__ = ["one_line", "shortened"]


def shortened(text: str, most: int) -> str:
    """Return a text, cut to so many characters, the last of them an ellipsis, where it is longer.

    Examples
    --------
    >>> shortened("What is the tallest mountain?", 12)
    'What is the…'
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"


def one_line(text: str, most: int) -> str:
    """Return a text of others in one line of at most so many characters, without what a terminal obeys.

    Examples
    --------
    >>> one_line("Be brief.\\n\\x1b[1mAlways.", 40)
    'Be brief. �[1mAlways.'
    """
    return shortened(" ".join(printable(text).split()), most)
