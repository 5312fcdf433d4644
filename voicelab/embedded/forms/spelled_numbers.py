"""Numbers that are spelled out in English, read from a list of words: ``twenty five`` is 25."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "DECADES",
    "DIGITS",
    "below_hundred",
    "cardinal",
    "digit_run",
    "number_run",
    "ordinal",
    "ordinal_sign",
]

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_SMALL = {word: value for value, word in enumerate(_ONES.split())}
_TENS = {
    word: value
    for value, word in zip(
        range(20, 100, 10),
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        strict=True,
    )
}
_SCALES = {"trillion": 10**12, "billion": 10**9, "million": 10**6, "thousand": 10**3}
_ORDINALS = {
    **{f"{word}th": value for word, value in _SMALL.items() if value},
    **{f"{word[:-1]}ieth": value for word, value in _TENS.items()},
    "first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12,
}  # fmt: skip
DIGITS = {word: str(value) for word, value in _SMALL.items() if value < 10}
"""The words of the ten digits."""
DECADES = {"hundreds": "00s", "tens": "10s", **{f"{word[:-1]}ies": f"{ten}s" for word, ten in _TENS.items()}}
"""Words behind a century, such as ``eighties``, each as it is written."""
_COUNTS = frozenset({*_SMALL, *_TENS, "hundred", *_SCALES})
_PLACES = frozenset({*_ORDINALS, "hundredth", *(f"{scale}th" for scale in _SCALES)})
_PLURALS = frozenset({*DECADES, *(f"{scale}s" for scale in _SCALES)})
_LAST = _PLACES | _PLURALS


def below_hundred(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Return the number of up to two digits that begins at a place, and where it ends; `None` if none."""
    word = words[at] if at < len(words) else ""
    if word in _SMALL:
        return _SMALL[word], at + 1
    if word not in _TENS:
        return None
    unit = _SMALL.get(words[at + 1], 0) if at + 1 < len(words) else 0
    return (_TENS[word] + unit, at + 2) if 0 < unit < 10 else (_TENS[word], at + 1)


def cardinal(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Return the whole number that begins at a place, and where it ends; `None` if none does.

    Examples
    --------
    >>> cardinal("one thousand two hundred and five apples".split(), 0)
    (1205, 6)
    """
    total, end, least = 0, at, 10**15
    while (part := _below_thousand(words, _past_and(words, end, at))) is not None:
        value, after = part
        scale = _SCALES.get(words[after] if after < len(words) else "", 1)
        if scale >= least or (end > at and scale == 1 and least < 10**3):
            break
        total, end, least = total + value * scale, after + (scale > 1), scale
        if scale == 1:
            break
    return (total, end) if end > at else None


def _below_thousand(words: Sequence[str], at: int) -> tuple[int, int] | None:
    first = below_hundred(words, at)
    if first is None or first[1] >= len(words) or words[first[1]] != "hundred" or not 0 < first[0] < 100:
        return first
    if words[at : first[1]][1:] == ["one"]:  # 'twenty one hundred dollar bills'
        return None
    hundreds, end = first[0] * 100, first[1] + 1
    rest = below_hundred(words, _past_and(words, end, at))
    return (hundreds + rest[0], rest[1]) if rest is not None and rest[0] else (hundreds, end)


def _past_and(words: Sequence[str], place: int, at: int) -> int:
    """Return the place behind an 'and' that belongs to a number: after hundreds or thousands."""
    is_and = at < place < len(words) and words[place] == "and"
    return place + 1 if is_and and words[place - 1] in ("hundred", *_SCALES) else place


def number_run(words: Sequence[str], at: int) -> int:
    """Return where the words of numbers end that stand one behind the other from a place on.

    Only what is read up to there may be written in digits: of ``one hundred and two hundred`` no part is 102.

    Examples
    --------
    >>> number_run("one hundred and two hundred people".split(), 0), number_run("five and six".split(), 0)
    (5, 1)
    """
    end = at
    while end < len(words):
        if end > at and words[end] in _LAST:
            return end + 1
        joined = end + 1 if end > at and words[end] in ("and", "point", "oh", "o") else end
        if words[end] == "and" and words[end - 1] not in ("hundred", *_SCALES):
            break
        if joined >= len(words) or words[joined] not in (_COUNTS | _PLACES if joined > end else _COUNTS):
            break
        end = joined if joined > end and words[joined] in _PLACES else joined + 1
    return end


def ordinal(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Return the ordinal below a hundred that begins at a place, and where it ends; `None` if none does."""
    word = words[at] if at < len(words) else ""
    if word in _ORDINALS:
        return _ORDINALS[word], at + 1
    unit = _ORDINALS.get(words[at + 1], 10) if word in _TENS and at + 1 < len(words) else 10
    return (_TENS[word] + unit, at + 2) if unit < 10 else None


def ordinal_sign(value: int) -> str:
    """Return an ordinal in digits: ``21st``."""
    sign = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{sign}"


def digit_run(words: Sequence[str], at: int) -> tuple[str, int]:
    """Return the digits that are named one after the other from a place on, and where they end."""
    digits, end = "", at
    while end < len(words):
        digit = DIGITS.get(words[end]) or ("0" if words[end] in ("oh", "o") and digits else None)
        if digit is None:
            break
        digits, end = digits + digit, end + 1
    while end > at and words[end - 1] == "o":
        digits, end = digits[:-1], end - 1
    return digits, end
