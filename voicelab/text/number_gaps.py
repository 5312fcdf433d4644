"""What stands between two numbers, and whether they are one: '555-0134' is, '20, 5' and '3/4' are not."""

from __future__ import annotations

import re

from voicelab.text.letters import HYPHENS, MARKS, SPOKEN_SIGNS
from voicelab.text.number_parts import NumberParts

__all__ = ["LONGEST_WORD", "NUMBER_BREAK", "PHONE_GROUP", "gap_readings"]

NUMBER_BREAK = "\x00"
"""Said between two numbers that are not one: a number in digits has none within."""

_GAP = re.compile(rf"[^\w{MARKS}{SPOKEN_SIGNS}°§*]+")
_BEFORE = re.compile(rf"[^\W_](?:[\w{MARKS}]*)$")
_WORD = re.compile(rf"[\w{MARKS}]+")
_COMMA = re.compile(r"[,;、]\s+")
LONGEST_WORD = 40
"""How far is looked for the words beside a place, in characters: a long text is read in no longer a time."""
_PHONE = re.compile(rf"(?<![\d.])\d+(?:[{HYPHENS}]\d+)+(?!\d)")
_MOST_DIGITS = 20
PHONE_GROUP = 3
"""Digits that telephone numbers have in a row."""


def gap_readings(
    text: str, at: int, parts: NumberParts, *, is_spaced: bool = True, marks_part: bool = False
) -> tuple[str, ...]:
    """Return what a mark or a space that is not said adds: nothing, or `NUMBER_BREAK` once between numbers.

    Parameters
    ----------
    parts
        The words of the language's numbers.
    is_spaced
        Whether words are parted by spaces.
    marks_part
        Whether commas part numbers for certain: a recognizer guesses them.
    """
    gap = _GAP.match(text, at)
    if gap is None or (at and _GAP.fullmatch(text[at - 1])):
        return ("",)
    before, after = _word_before(text, at, is_spaced), _word_after(text, gap.end(), is_spaced)
    is_number, goes_on = map(parts.has, (before, after))
    if not (is_number or goes_on):
        return ("",)
    if not (is_number and goes_on):
        return ("", NUMBER_BREAK)
    if not marks_part and _COMMA.fullmatch(gap[0]):
        return ("", NUMBER_BREAK)
    if before.isdecimal() and after.isdecimal():
        return _between_digits(text, at, gap[0], before, after)
    marks = gap[0].strip()
    if marks and not (len(gap[0]) == 1 and marks in HYPHENS):
        return (NUMBER_BREAK,)
    return ("",) if parts.has_within(before, after) else ("", NUMBER_BREAK)


def _between_digits(text: str, at: int, gap: str, before: str, after: str) -> tuple[str, ...]:
    marks = gap.strip()
    if not marks:  # '20 5' is not said as one number, '555 01' may be
        is_sum = len(before) > len(after) and before.endswith("0" * len(after)) and after[0] != "0"
        return (NUMBER_BREAK,) if is_sum else ("", NUMBER_BREAK)
    if len(gap) == 1 and marks in HYPHENS:
        groups = next(
            (found[0] for found in _PHONE.finditer(text, max(0, at - _MOST_DIGITS)) if found.end() > at), ""
        )
        sizes = [len(group) for group in re.split(r"\D", groups)]
        is_one = len(sizes) > 2 or PHONE_GROUP in sizes
        return ("", NUMBER_BREAK) if is_one else (NUMBER_BREAK,)
    return ("", NUMBER_BREAK) if marks in "()" and len(after) >= PHONE_GROUP else (NUMBER_BREAK,)


def _word_before(text: str, at: int, is_spaced: bool) -> str:
    found = _BEFORE.search(text[max(0, at - LONGEST_WORD) : at])
    return "" if found is None else _whole_word(found[0], -1, is_spaced)


def _word_after(text: str, at: int, is_spaced: bool) -> str:
    found = _WORD.match(text, at)
    return "" if found is None else _whole_word(found[0], 0, is_spaced)


def _whole_word(word: str, nearest: int, is_spaced: bool) -> str:
    """Return a word, or the digits that are nearest; a character where words are not parted by spaces."""
    if word[nearest].isdecimal():
        digits = re.search(r"\d+$", word) if nearest else re.match(r"\d+", word)
        return digits[0] if digits else word
    return word if is_spaced else word[nearest]
