"""Words: a text without case and punctuation."""

from __future__ import annotations

import re
import unicodedata

_CASE_MARKS = re.compile("(?<=i)\u0307|(?<=[\u0370-\u03ff])(\u0308?)\u0301")
"""Marks that change with the case: Turkish has a dot on its capital I, Greek no accents on capitals."""

__all__ = ["words"]


def words(text: str) -> list[str]:
    """Return the words of a text, folded so that case, width and punctuation make no difference."""
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    folded = _CASE_MARKS.sub(r"\1", folded).replace("\N{LATIN SMALL LETTER DOTLESS I}", "i")
    folded = unicodedata.normalize("NFC", folded)
    return "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in folded).split()
