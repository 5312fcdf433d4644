"""What Azure writes in digits and signs, found where some English words begin: dates, times, amounts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from voicelab.embedded.forms.english_numbers import CODES, MONTHS
from voicelab.embedded.forms.spelled_numbers import (
    DIGITS,
    below_hundred,
    cardinal,
    digit_run,
    number_run,
    ordinal,
    ordinal_sign,
)

__all__ = ["HALF_DAY", "Found", "SaidWord", "first_found"]

_DIGITS = re.compile(r"[$€]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_JOINED_CLOCK = re.compile(r"(\d{1,2}(?:[:.][0-5]\d)?)([ap])\.?m\.?")
_CLOCK = re.compile(r"\d{1,2}(?:[:.][0-5]\d)?")
HALF_DAY = re.compile(r"([ap])\.?m\.?", re.IGNORECASE)
"""Half of a day, such as ``p.m.``"""
_SCALES = ("million", "billion", "trillion")
_CURRENCIES = {"dollar": "$", "dollars": "$", "euro": "€", "euros": "€"}
_AHEAD_OF_YEARS = frozenset({"in", "since", "year", "until", "from"})
_AHEAD_OF_TIMES = frozenset({"at", "until", "till", "by", "before", "after", "it's", "it’s"})
_WORDS_BEHIND_TIMES = (
    "and or but if so then when because that in on at to for with is was today tomorrow tonight this every "
    "next now sharp please the a an i you he she it we they"
)
_BEHIND_TIMES = frozenset({"", *_WORDS_BEHIND_TIMES.split()})
"""Before another word, two numbers may be two counts: ``after two thirty customers left``."""
_NAMES_OF_COUNTED = (
    "second seconds minute minutes hour hours day days week weeks month months year years percent "
    "hundred thousand million billion trillion dollar dollars euro euros pound pounds cents people"
)
_COUNTED = frozenset(_NAMES_OF_COUNTED.split())
"""Words behind counts: two numbers ahead of them are neither a time nor a year."""
_AMBIGUOUS_MONTHS = frozenset({"may", "march", "mar", "jan", "dec", "sept"})
_TOP_DOMAINS = frozenset({"com", "org", "net", "edu", "gov", "io", "info"})


@dataclass(frozen=True, slots=True)
class SaidWord:
    """A word that was said."""

    low: str
    token: int
    """The place of the word that was written, of which this may be a part."""
    text: str
    """As it stood, without punctuation."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was said, as it is written."""

    text: str
    end: int
    """The place behind the last word."""


def first_found(words: list[SaidWord], before: str, *, is_first: bool) -> Found | None:
    """Return what the first of some words begin; `None` if that is nothing.

    Words of numbers that stand together are read as a whole or not at all: a part has another value.

    Parameters
    ----------
    words
        Words with no punctuation between them.
    before
        The word ahead of them, in lower case.
    is_first
        Whether they begin the text, so that a capital says nothing.
    """
    lows = [word.low for word in words]
    if not lows:
        return None
    if lows[0] in MONTHS:
        return _date(words, lows, is_first=is_first)
    least = number_run(lows, 1 if lows[0] in ("minus", "negative") else 0)
    kinds: tuple[Callable[[list[str], str], Found | None], ...] = (
        _signed, _year, _code, _digits, _time, _ordinal, _amount, _address,
    )  # fmt: skip
    all_found = (found for kind in kinds if (found := kind(lows, before)) is not None)
    found = next((found for found in all_found if found.end >= least), None)
    # A part of a word that a hyphen parts is no word: 'one-way' stays as it is.
    if found is None or (found.end < len(words) and words[found.end].token == words[found.end - 1].token):
        return None
    return found


def _date(words: list[SaidWord], lows: list[str], *, is_first: bool) -> Found | None:
    month, least = words[0].text[:1].upper() + words[0].text[1:], number_run(lows, 1)
    day, plain = ordinal(lows, 1), None
    if day is None and (lows[0] not in _AMBIGUOUS_MONTHS or (words[0].text[:1].isupper() and not is_first)):
        plain = below_hundred(lows, 1)
        year = _year(lows[1:], "in")
        if year is not None and 1 + year.end >= least:
            return Found(f"{month} {year.text}", 1 + year.end)
    number = day or plain
    if number is None or not 1 <= number[0] <= 31:
        return None
    said, end = ordinal_sign(number[0]) if day is not None else str(number[0]), number[1]
    least = max(end, number_run(lows, end) if day is not None else least)
    year = _year(lows[end:], "in")
    if year is not None:
        said, end = f"{said}, {year.text}", end + year.end
    return Found(f"{month} {said}", end) if end >= least else None


def _signed(lows: list[str], before: str) -> Found | None:
    if lows[0] not in ("minus", "negative") or cardinal(lows, 1) is None or cardinal([before], 0) is not None:
        return None
    found = _amount(lows[1:], "minus")
    return Found(f"-{found.text}", found.end + 1) if found is not None else None


def _year(lows: list[str], before: str) -> Found | None:
    century = below_hundred(lows, 0)
    if century is None or not 13 <= century[0] <= 20 or lows[1:2] == ["hundred"]:
        number = cardinal(lows, 0) if before in _AHEAD_OF_YEARS else None
        if number is None or not 1300 <= number[0] <= 2099 or _counts(lows, number[1]):
            return None
        return Found(str(number[0]), number[1])
    rest = _pair(lows, century[1])
    if rest is None or (before not in _AHEAD_OF_YEARS and (century[0] < 19 or _counts(lows, rest[1]))):
        return None
    return Found(f"{century[0]}{rest[0]}", rest[1])


def _counts(lows: list[str], at: int) -> bool:
    """Say whether what is counted stands at a place."""
    return at < len(lows) and lows[at] in _COUNTED


def _pair(lows: list[str], at: int) -> tuple[str, int] | None:
    """Return two digits that are said as one number, or as 'oh' and a digit."""
    if lows[at : at + 1] == ["oh"]:
        unit = below_hundred(lows, at + 1)
        return (f"0{unit[0]}", unit[1]) if unit is not None and 0 < unit[0] < 10 else None
    two = below_hundred(lows, at)
    return (str(two[0]), two[1]) if two is not None and two[0] >= 10 else None


def _time(lows: list[str], before: str) -> Found | None:
    if joined := _JOINED_CLOCK.fullmatch(lows[0]):
        return Found(f"{joined[1].replace('.', ':')} {joined[2].upper()}M", 1)
    hour = below_hundred(lows, 0)
    if hour is not None and 1 <= hour[0] <= 12 and hour[1] == 1:
        minute = _pair(lows, 1)
        end = minute[1] if minute is not None and int(minute[0]) < 60 else 1
        clock = f"{hour[0]}:{minute[0]}" if minute is not None and end > 1 else str(hour[0])
    elif _CLOCK.fullmatch(lows[0]):
        clock, end = lows[0].replace(".", ":"), 1
    else:
        return None
    half = _half_day(lows, end)
    if half is not None:
        return Found(f"{clock} {half[0]}", half[1])
    follows = lows[end] if end < len(lows) else ""
    if _CLOCK.fullmatch(lows[0]) or (":" not in clock and follows != "o'clock"):
        return None
    is_usual = ":" not in clock or lows[1] == "oh" or (before in _AHEAD_OF_TIMES and follows in _BEHIND_TIMES)
    return Found(clock, end) if is_usual and follows not in _COUNTED and before not in CODES else None


def _half_day(lows: list[str], at: int) -> tuple[str, int] | None:
    if lows[at : at + 2] in (["a", "m"], ["p", "m"]):
        return lows[at].upper() + "M", at + 2
    found = HALF_DAY.fullmatch(lows[at]) if at < len(lows) else None
    return (f"{found[1].upper()}M", at + 1) if found is not None else None


def _code(lows: list[str], before: str) -> Found | None:
    if before not in CODES or lows[0] not in DIGITS:
        return None
    first, rest = below_hundred(lows, 0), _pair(lows, 1)
    return Found(f"{first[0]}{rest[0]}", rest[1]) if first is not None and rest is not None else None


def _digits(lows: list[str], _before: str) -> Found | None:
    digits, end = digit_run(lows, 0)
    follows = cardinal(lows, end - 1) if end > 1 else None
    return Found(digits, end) if len(digits) >= 3 and (follows is None or follows[1] <= end) else None


def _amount(lows: list[str], before: str) -> Found | None:
    """Return a count, with its decimals, its millions, its percent or its currency."""
    is_written = _DIGITS.fullmatch(lows[0]) is not None
    if is_written:
        text, value, end = lows[0], 0, 1
    else:
        number = cardinal(lows, 0)
        if number is None or (before == "between" and "and" in lows[: number[1]]):
            return None
        value, end = number
        text = f"{value:,}" if value >= 1_000 else str(value)
    if lows[end : end + 1] == ["point"] and not is_written:
        decimals, after = digit_run(lows, end + 1)
        text, end = (f"{text}.{decimals}", after) if decimals else (text, end)
    scale = lows[end] if lows[end : end + 1] and lows[end] in _SCALES else ""
    if (
        not is_written
        and lows[end - 1] in _SCALES
        and not value % (unit := 10 ** (3 * _SCALES.index(lows[end - 1]) + 6))
    ):
        text, scale, end = str(value // unit), lows[end - 1], end - 1
    after = end + bool(scale)
    tail = f" {scale}" if scale else ""
    follows = lows[after] if after < len(lows) else ""
    if follows in ("percent", "per") and (follows == "percent" or lows[after + 1 : after + 2] == ["cent"]):
        return Found(f"{text}%", after + (1 if follows == "percent" else 2)) if not scale else None
    if follows in _CURRENCIES and text[0] not in "$€":
        cents = _cents(lows, after + 1) if not scale and "." not in text else None
        if cents is None and number_run(lows, after + 1) > after + 1:
            return None
        amount = f"{_CURRENCIES[follows]}{text}"
        return Found(f"{amount}.{cents[0]:02d}", cents[1]) if cents else Found(f"{amount}{tail}", after + 1)
    if is_written or (text == "1" and before not in CODES and before != "minus" and not scale):
        return None
    return Found(f"{text}{tail}", after)


def _cents(lows: list[str], at: int) -> tuple[int, int] | None:
    place = at + (lows[at : at + 1] == ["and"])
    if place < len(lows) and lows[place].isdecimal() and len(lows[place]) <= 2:
        number: tuple[int, int] | None = (int(lows[place]), place + 1)
    else:
        number = below_hundred(lows, place)
    if number is None or lows[number[1] : number[1] + 1] not in (["cents"], ["cent"]):
        return None
    return number[0], number[1] + 1


def _ordinal(lows: list[str], before: str) -> Found | None:
    found = ordinal(lows, 0)
    if found is None or (before in ("a", "an") and lows[found[1] : found[1] + 1] == ["of"]):
        return None
    is_day = (
        lows[found[1] : found[1] + 1] == ["of"]
        and lows[found[1] + 1 : found[1] + 2] != []
        and lows[found[1] + 1] in MONTHS
    )
    # 'Thirty second' may be a time, and is one oftener.
    is_time = lows[found[1] - 1] == "second" and (before != "the" or found[1] < len(lows))
    is_place = found[0] >= 10 and not is_time
    return Found(ordinal_sign(found[0]), found[1]) if is_place or is_day else None


def _address(lows: list[str], _before: str) -> Found | None:
    """Return an address that was said: ``support at help dot com``, ``example dot com``."""
    end = 1
    if lows[1:2] == ["at"] and lows[3:4] == ["dot"]:
        end = 3
    name = "@".join([lows[0], *lows[2:end]])
    parts = 0
    while end + 1 < len(lows) and lows[end] == "dot" and re.fullmatch(r"\w+", lows[end + 1]):
        name, end, parts = f"{name}.{lows[end + 1]}", end + 2, parts + 1
        if lows[end - 1] in _TOP_DOMAINS:
            return Found(name, end)
    return None
