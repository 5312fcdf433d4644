"""Times of day, years and decades, as they are said in English or written in parts: ``3 30 p.m.``."""

from __future__ import annotations

import re

from voicelab.embedded.forms.english_numbers import CODES
from voicelab.embedded.forms.spelled_numbers import DECADES, below_hundred, cardinal
from voicelab.embedded.forms.spoken_words import Found

__all__ = ["HALF_DAY", "decade", "half_day", "pair", "time_of_day", "year"]

_JOINED_CLOCK = re.compile(r"(\d{1,2}?)(?:[:.]?([0-5]\d))?([ap])\.?m\.?")
_CLOCK = re.compile(r"(\d{1,2})[:.]([0-5]\d)")
_JOINED_DIGITS = re.compile(r"(1[0-2]|[1-9])([0-5]\d)")
_ZEROS = ("oh", "o", "zero", "0")
HALF_DAY = re.compile(r"([ap])\.?m\.?", re.IGNORECASE)
"""Half of a day, such as ``p.m.``"""
_AHEAD_OF_YEARS = frozenset({"in", "since", "year", "until", "from"})
_AHEAD_OF_DECADES = frozenset({*_AHEAD_OF_YEARS, "the", "early", "mid", "late"})
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


def year(lows: list[str], before: str) -> Found | None:
    """Return the year that some words begin with, in lower case; `before` is the word ahead of them."""
    century = below_hundred(lows, 0)
    if century is None or not 13 <= century[0] <= 20 or lows[1:2] == ["hundred"]:
        number = cardinal(lows, 0) if before in _AHEAD_OF_YEARS else None
        if number is None or not 1300 <= number[0] <= 2099 or _counts(lows, number[1]):
            return None
        return Found(str(number[0]), number[1])
    rest = pair(lows, century[1])
    if rest is None or (before not in _AHEAD_OF_YEARS and (century[0] < 19 or _counts(lows, rest[1]))):
        return None
    return Found(f"{century[0]}{rest[0]}", rest[1])


def _counts(lows: list[str], at: int) -> bool:
    """Say whether what is counted stands at a place."""
    return at < len(lows) and lows[at] in _COUNTED


def pair(lows: list[str], at: int) -> tuple[str, int] | None:
    """Return two digits that are said as one number, or as 'oh' and a digit."""
    if lows[at : at + 1] == ["oh"]:
        unit = below_hundred(lows, at + 1)
        return (f"0{unit[0]}", unit[1]) if unit is not None and 0 < unit[0] < 10 else None
    two = below_hundred(lows, at)
    return (str(two[0]), two[1]) if two is not None and two[0] >= 10 else None


def decade(lows: list[str], before: str) -> Found | None:
    """Return the decade that some words begin with, such as ``1980s``."""
    century = _below_hundred(lows, 0)
    if century is None or not 13 <= century[0] <= 20 or century[1] >= len(lows):
        return None
    name = lows[century[1]]
    tens = DECADES.get(name) or (name if re.fullmatch(r"\d0['’]?s", name) else None)
    if tens is None or (century[0] < 19 and before not in _AHEAD_OF_DECADES):
        return None
    return Found(f"{century[0]}{tens}", century[1] + 1)


def _below_hundred(lows: list[str], at: int) -> tuple[int, int] | None:
    """Return the number that is said or written at a place, of up to two digits, and where it ends."""
    if at < len(lows) and re.fullmatch(r"\d{1,2}", lows[at]):
        return int(lows[at]), at + 1
    return below_hundred(lows, at)


def time_of_day(lows: list[str], before: str) -> Found | None:
    """Return the time that some words begin with, such as ``3:30 PM``."""
    if (joined := _JOINED_CLOCK.fullmatch(lows[0])) and 0 < int(joined[1]) <= 24:
        return Found(f"{_clock(joined[1], joined[2])} {joined[3].upper()}M", 1)
    if written := _CLOCK.fullmatch(lows[0]) or _JOINED_DIGITS.fullmatch(lows[0]):
        half = half_day(lows, 1)
        return Found(f"{_clock(written[1], written[2])} {half[0]}", half[1]) if half is not None else None
    hour = _below_hundred(lows, 0)
    if hour is None or not 1 <= hour[0] <= 12 or hour[1] != 1:
        return None
    minute = _minute(lows)
    for clock, end in ([(_clock(hour[0], minute[0]), minute[1])] if minute else []) + [(str(hour[0]), 1)]:
        if (half := half_day(lows, end)) is not None:
            return Found(f"{clock} {half[0]}", half[1])
    if minute is None or lows[1] in ("zero", "0"):
        is_clock = lows[1:2] == ["o'clock"] and not lows[0].isdecimal()
        return Found(str(hour[0]), 1) if is_clock else None
    follows = lows[minute[1]] if minute[1] < len(lows) else ""
    is_usual = before in _AHEAD_OF_TIMES and follows in _BEHIND_TIMES
    if not is_usual and (lows[1] != "oh" or lows[0].isdecimal()):
        return None
    is_count = follows in _COUNTED or before in CODES
    return None if is_count else Found(_clock(hour[0], minute[0]), minute[1])


def _clock(hour: str | int, minute: str | None) -> str:
    return f"{hour}:{minute}" if minute else f"{hour}"


def _minute(lows: list[str]) -> tuple[str, int] | None:
    """Return the minute behind an hour, in two digits, and where it ends."""
    if lows[1:2] and lows[1] in _ZEROS:
        unit = _below_hundred(lows, 2)
        return (f"0{unit[0]}", unit[1]) if unit is not None and 0 < unit[0] < 10 else None
    if lows[1:2] and re.fullmatch(r"[0-5]\d", lows[1]):
        return lows[1], 2
    two = pair(lows, 1)
    return two if two is not None and int(two[0]) < 60 else None


def half_day(lows: list[str], at: int) -> tuple[str, int] | None:
    """Return the half of a day that stands at a place, ``AM`` or ``PM``, and where it ends."""
    if lows[at : at + 2] in (["a", "m"], ["p", "m"]):
        return lows[at].upper() + "M", at + 2
    found = HALF_DAY.fullmatch(lows[at]) if at < len(lows) else None
    return (f"{found[1].upper()}M", at + 1) if found is not None else None
