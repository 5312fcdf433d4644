"""Numbers of telephones that were said in English: by digits, pairs and hundreds, with commas in between."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence

from voicelab.embedded.forms.spelled_numbers import DIGITS, below_hundred, number_run

__all__ = ["telephone"]

_NAMED = frozenset({*DIGITS, "oh", "o"})
_GROUPS = {7: (3, 4), 10: (3, 3, 4), 11: (1, 3, 3, 4)}


def telephone(words: Sequence[str], pauses: Collection[int]) -> tuple[str, int] | None:
    """Return the North American number that begins some words, and where it ends; `None` if none does.

    Parameters
    ----------
    words
        In lower case; digits may be written.
    pauses
        The places of words that a comma stands ahead of: none is within a group.

    Examples
    --------
    >>> telephone("one eight hundred four five six eight nine ten".split(), {3, 6})
    ('1-800-456-8910', 9)
    """
    parts: list[tuple[str, int, int]] = []
    end = 0
    while (part := _part(words, end, is_first=not end)) is not None:
        parts.append((part[0], end, part[1]))
        end = part[1]
    if number_run(words, end) > end and end not in pauses:
        return None
    for count in range(len(parts), 0, -1):
        if count < len(parts) and parts[count][1] not in pauses:
            continue
        text = _grouped(parts[:count], words, pauses)
        if text is not None:
            return text, parts[count - 1][2]
    return None


def _grouped(
    parts: Sequence[tuple[str, int, int]], words: Sequence[str], pauses: Collection[int]
) -> str | None:
    """Return a number in its groups, if its digits are as many and no part or pause is across them."""
    digits = "".join(part for part, _, _ in parts)
    groups = _GROUPS.get(len(digits))
    is_spelled = all(words[start] in _NAMED for _, start, _ in parts)
    if groups is None or (len(digits) == 11 and digits[0] != "1") or (len(digits) == 7 and not is_spelled):
        return None
    if not is_spelled and digits[-10] < "2":
        return None
    edges = list(itertools.accumulate(groups, initial=0))
    begins = list(itertools.accumulate((len(part) for part, _, _ in parts), initial=0))
    paused = {begin for begin, (_, start, _) in zip(begins, parts, strict=False) if start in pauses}
    if not set(edges) <= set(begins) or not paused <= set(edges):
        return None
    return "-".join(digits[first:last] for first, last in itertools.pairwise(edges))


def _part(words: Sequence[str], at: int, *, is_first: bool) -> tuple[str, int] | None:
    word = words[at] if at < len(words) else ""
    if re.fullmatch(r"\d{1,4}", word):
        return word, at + 1
    if word in ("oh", "o") and not is_first:
        return "0", at + 1
    if word in DIGITS:
        return (
            (f"{DIGITS[word]}00", at + 2) if words[at + 1 : at + 2] == ["hundred"] else (DIGITS[word], at + 1)
        )
    two = below_hundred(words, at)
    return (str(two[0]), two[1]) if two is not None else None
