"""Letters of Chinese, Japanese and Korean: fewer say as much, so they weigh more than those of others."""

from __future__ import annotations

import re

__all__ = ["count_wide_letters", "weighted_length"]

_WIDE_LETTER = re.compile(
    r"[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    r"\U00020000-\U0003ffff]"
)


def count_wide_letters(text: str) -> int:
    """Return how many letters of a text are Chinese, Japanese or Korean.

    Examples
    --------
    >>> count_wide_letters("ab漢字")
    2
    """
    return len(_WIDE_LETTER.findall(text))


def weighted_length(text: str) -> int:
    """Return how long a text is for a model, in letters of an alphabet: a wide one is four of them.

    Examples
    --------
    >>> weighted_length("ab漢字")
    10
    """
    return len(text) + 3 * count_wide_letters(text)
