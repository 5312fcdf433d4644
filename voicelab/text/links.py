"""Links and pictures: their text is spoken, their address is not."""

from __future__ import annotations

import re
from collections.abc import Callable

from voicelab.text.citations import is_citation, read_citations
from voicelab.text.long_values import PASSED_OVER
from voicelab.text.tags import LEFT_OUT

__all__ = ["is_in_link", "read_link"]

_LONGEST_TEXT = 400
"""Characters that the text of a link may have; what is longer is taken as it stands."""
_LONGEST = 2_000
"""Characters that a link may have, but for those of a long address that were passed over."""

_BRACKETS = re.compile(r"[\[\]()]")
_ADDRESS = re.compile(r"[./#:]")
_TARGET = re.compile(
    r"\s*(?:<[^<>]*>|data:\w+/.*|(?:\w+:/|\.{0,2}/)[^\n]*\.\w{1,5}|\S*)(?:\s+[\"'(].*)?\s*", re.DOTALL
)
"""An address, also of a file with blanks in its name."""
_NUMBERS = re.compile(r"\[?(?:\^[^\[\]\s]{1,40}|doc\d{1,3}|[1-9]\d{0,2}(?:\s?[,–-]\s?[1-9]\d{0,2})*)\]?")
_NEXT = re.compile(r",? ?(?=\[{1,2}\d{1,3}\])")
_NEXT_BEGUN = re.compile(r",? ?\[{0,2}(?:\d{1,3})?")
"""Another citation, and what parts it from the one before."""

Found = tuple[str, int] | None
"""What to say, and for how many characters; `None` where more must be read first."""


def is_in_link(held: str) -> bool:
    """Say whether a text begins with what may be a link, and stands within one of its brackets."""
    if held[0] not in "[!" or len(held) < 2:
        return False
    return max(held.rfind("["), held.rfind("(")) > max(held.rfind("]"), held.rfind(")"))


def read_link(held: str, is_over: bool, before: str, inline: Callable[[str], str]) -> Found:
    """Read ``[text](address)``, ``![text](address)``, ``[text][reference]`` and citation marks.

    Parameters
    ----------
    before
        The characters ahead of it, some forty.
    inline
        Returns what is spoken of the text of a link.
    """
    start = 1 if held[0] == "!" else 0
    literal = held[0], 1
    if held[start : start + 1] != "[":
        return literal if is_over or len(held) > 1 else None
    longest = _LONGEST if "](" in held else _LONGEST_TEXT
    wait = None if not is_over and len(held) < longest else literal
    if "]" not in held:
        return wait
    close = _closing(held, start, "[", "]")
    if close is None or (close + 1 == len(held) and not is_over):
        return wait
    if start == 0:
        cited = read_citations(held, is_over, before)
        if cited is None or cited[1]:
            return cited
    inner = held[start + 1 : close]
    opening = held[close + 1 : close + 2]
    if opening not in ("(", "["):
        return literal
    is_element = before[-1].isalnum() and before[-1].isascii()
    are_numbers = _NUMBERS.fullmatch(inner) is not None
    is_cell = len(inner.strip()) < 3  # as in the board [X][O][ ]
    if opening == "[" and (is_element or is_cell) and start == 0 and not are_numbers:
        return literal  # as in matrix[i][j]
    closing = ")" if opening == "(" else "]"
    end = _closing(held, close + 1, opening, closing) if closing in held[close + 1 :] else None
    if end is None and wait is not None and PASSED_OVER in held:
        return inline(inner), held.rfind(PASSED_OVER) + 1  # a reply that was cut within an address
    if end is None:
        return wait
    if opening == "(" and not _TARGET.fullmatch(held, close + 2, end):
        return literal  # words, and no address
    if opening == "(" and is_element and start == 0 and not _ADDRESS.search(held, close + 2, end):
        return literal  # as in f[x](y)
    if are_numbers and start == 0 and is_citation(inner, before, "", is_linked=True):
        if not is_over and _NEXT_BEGUN.fullmatch(held, end + 1):
            return None
        following = _NEXT.match(held, end + 1)
        return LEFT_OUT, following.end() if following else end + 1
    return inline(inner), end + 1


def _closing(text: str, start: int, opening: str, closing: str) -> int | None:
    depth = 0
    for bracket in _BRACKETS.finditer(text, start):
        depth += (bracket[0] == opening) - (bracket[0] == closing)
        if depth == 0:
            return bracket.start()
    return None
