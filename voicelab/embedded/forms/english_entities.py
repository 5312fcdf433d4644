"""What Azure writes in digits and signs, found where some English words begin: dates, amounts, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable

from voicelab.embedded.forms.english_numbers import CODES
from voicelab.embedded.forms.english_times import decade, half_day, pair, time_of_day, year
from voicelab.embedded.forms.spelled_numbers import (
    DIGITS,
    below_hundred,
    cardinal,
    digit_run,
    number_run,
    ordinal,
    ordinal_sign,
)
from voicelab.embedded.forms.spoken_words import Found, SpokenWord
from voicelab.text.english_words import MONTHS

__all__ = ["first_found"]

_DIGITS = re.compile(r"[$€]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_SCALES = ("million", "billion", "trillion")
_CURRENCIES = {"dollar": "$", "dollars": "$", "euro": "€", "euros": "€"}
_AMBIGUOUS_MONTHS = frozenset({"may", "march", "mar", "jan", "dec", "sept"})
_TOP_DOMAINS = frozenset({"com", "org", "net", "edu", "gov", "io", "info"})


def first_found(words: list[SpokenWord], before: str, *, is_first: bool) -> Found | None:
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
        _signed, decade, year, _code, _digits, time_of_day, _ordinal, _amount, _address,
    )  # fmt: skip
    all_found = (found for kind in kinds if (found := kind(lows, before)) is not None)
    found = next((found for found in all_found if found.end >= least), None)
    # A part of a word that a hyphen parts is no word: 'one-way' stays as it is.
    if found is None or (found.end < len(words) and words[found.end].token == words[found.end - 1].token):
        return None
    return found


def _date(words: list[SpokenWord], lows: list[str], *, is_first: bool) -> Found | None:
    month, least = words[0].text[:1].upper() + words[0].text[1:], number_run(lows, 1)
    day, plain = ordinal(lows, 1), None
    if day is None and (lows[0] not in _AMBIGUOUS_MONTHS or (words[0].text[:1].isupper() and not is_first)):
        plain = below_hundred(lows, 1)
        spoken_year = year(lows[1:], "in")
        if spoken_year is not None and 1 + spoken_year.end >= least:
            return Found(f"{month} {spoken_year.text}", 1 + spoken_year.end)
    number = day or plain
    if number is None or not 1 <= number[0] <= 31:
        return None
    spoken, end = ordinal_sign(number[0]) if day is not None else str(number[0]), number[1]
    least = max(end, number_run(lows, end) if day is not None else least)
    spoken_year = year(lows[end:], "in")
    if spoken_year is not None:
        spoken, end = f"{spoken}, {spoken_year.text}", end + spoken_year.end
    return Found(f"{month} {spoken}", end) if end >= least else None


def _signed(lows: list[str], before: str) -> Found | None:
    if lows[0] not in ("minus", "negative") or cardinal(lows, 1) is None or cardinal([before], 0) is not None:
        return None
    found = _amount(lows[1:], "minus")
    return Found(f"-{found.text}", found.end + 1) if found is not None else None


def _code(lows: list[str], before: str) -> Found | None:
    if before not in CODES or lows[0] not in DIGITS:
        return None
    first, rest = below_hundred(lows, 0), pair(lows, 1)
    return Found(f"{first[0]}{rest[0]}", rest[1]) if first is not None and rest is not None else None


def _digits(lows: list[str], _before: str) -> Found | None:
    digits, end = digit_run(lows, 0)
    follows = cardinal(lows, end - 1) if end > 1 else None
    if len(digits) == 3 and half_day(lows, end) is not None:  # 'one oh five p.m.'
        return None
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
