"""Words: a text without case and punctuation."""

from __future__ import annotations

import unicodedata

__all__ = ["words"]


def words(text: str) -> list[str]:
    """Return the words of a text, folded so that case, width and punctuation make no difference."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in folded).split()
