"""Long addresses within marks, such as a signed link or a picture as base64: passed over as they come."""

from __future__ import annotations

import re

__all__ = ["PASSED_OVER", "LongValues"]

PASSED_OVER = "\ue003"
"""Stands in a mark for what was passed over; no voice says it."""

_KEPT = 64
"""Characters of a value that are kept: enough to know what it is."""

_LONGEST = 20_000_000
"""Characters of a value that are passed over; more are taken for text."""

_ENDS_TARGET = frozenset("()[]<>\"'` \t\n")
_ENDS_ATTRIBUTE = frozenset("<>\"'`")
_ENDS_ADDRESS = _ENDS_TARGET | frozenset(".,;:!?*~{}")
"""The last of these may be no part of an address."""
_TARGET = re.compile(r"\]\(\s?<?[^\s()]*(?:\([^\s()]*\)[^\s()]*)*\Z")
_IS_ADDRESS = re.compile(r"[./#:]")
_ATTRIBUTE = re.compile(r"<[A-Za-z][^<>]*=\s?[\"'][^\"'<>]*\Z|<[A-Za-z][\w+.-]*:[^\s<>]*\Z")
_BARE = re.compile(r"(?:https?://[^/?#\s]+[/?#]|www\.[^/?#\s]+[/?#]|data:)\S*\Z", re.IGNORECASE)


class LongValues:
    """Counts the characters of a value, and says which of them nothing depends on."""

    def __init__(self) -> None:
        self._count = 0
        self._is_value = False

    def passes_over(self, character: str, mark: str, more: list[str]) -> str | None:
        """Return what stands for the next character of a mark: itself, a sign for many, or nothing.

        Parameters
        ----------
        mark, more
            What was read of the mark so far, and what was read since.
        """
        first = mark[:1]
        ends = _ENDS_ATTRIBUTE if first == "<" else _ENDS_TARGET if first in "[!" else _ENDS_ADDRESS
        if not first or character in ends or not character.isascii():
            self._count, self._is_value = 0, False
            return character
        self._count += 1
        if self._count == _KEPT:
            self._is_value = _is_value(mark + "".join(more))
        if not self._is_value or self._count <= _KEPT or self._count > _LONGEST:
            return character
        is_first = self._count == _KEPT + 1
        return PASSED_OVER if is_first and first in "[!<" else None


def _is_value(text: str) -> bool:
    if text[0] == "<":
        return _ATTRIBUTE.search(text) is not None
    if text[0] in "[!":
        target = _TARGET.search(text, max(0, text.rfind("](")))
        return target is not None and _IS_ADDRESS.search(target[0]) is not None
    return _BARE.match(text) is not None
