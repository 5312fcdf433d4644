"""How what is written in English may be said: numbers, amounts, times, abbreviations, contractions.

Other than in the spoken form, which takes the commonest, all manners are given: ``3:30`` is 'three thirty'
and 'half past three'.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from decimal import Decimal

from voicelab.text.currency_names import CURRENCY_NAMES
from voicelab.text.english_units import UNITS
from voicelab.text.english_words import MONTHS
from voicelab.text.number_words import cardinal, ordinal

__all__ = ["ENGLISH_SIGNS", "english_readings"]

_NUMBER = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:,\d{2,3})*,\d{3}(?!,?\d)|\d+)|(?<=[.,])\d+")
_MILLIONS = re.compile(r"(?<![\d.,])(\d{1,6}(?:\.\d{1,5})?) ?(m|bn?|million|billion|trillion)(?!\w)")
_RAISED = re.compile(r"\^([23])(?!\d)|\^")
_ORDINAL = re.compile(r"(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d+)(?:st|nd|rd|th)(?!\w)")
_DECADE = re.compile(r"(?<![\d.,])(\d\d)?(\d)0'?s(?!\w)")
_TIME = re.compile(r"(?<![\d.,:])(\d{1,2}):([0-5]\d)(?![\d:])")
_DOTTED_TIME = re.compile(r"(?<![\d.,:])(\d{1,2})\.([0-5]\d)(?=\s?[ap]\.?\s?m)")
_AMOUNT = re.compile(r"(?<![\d.,])(\d+|\d{1,3}(?:,\d{3})+)?\.(\d\d) ([$€£])")
_PART = re.compile(r"(?<![\d.,])(\d+|\d{1,3}(?:,\d{3})+)\.(5|25|75)(?!\d)")
_FRACTION = re.compile(r"(?<![\d.,/])(\d{1,2})[/⁄](\d{1,2})(?![\d/])")
_ZERO_AHEAD = re.compile(r"(?<![\d.,])0(?=\.\d)")
_MONTH = rf"(?:{'|'.join(MONTHS)})(?!\w)"
_AFTER_MONTH = "|".join(rf"(?<={month} )|(?<={month}\. )" for month in MONTHS)
_DAY_BEHIND = re.compile(rf"(?:{_AFTER_MONTH})(\d{{1,2}})(?![\d:/])")
_DAY_AHEAD = re.compile(rf"(?<![\d.,:])(\d{{1,2}})(?= (of )?{_MONTH})")
_UNIT = re.compile(
    rf"(?:(?<=\d)|(?<=\d ))(?:{'|'.join(sorted(map(re.escape, UNITS), key=len, reverse=True))})(?!\w)"
)
_LETTER_BEHIND = re.compile(r"(?:(?<=\d)|(?<=\d ))(k|m|bn?|t|l|g)(?!\w)")
_LETTERS = {
    "k": ("thousand",), "m": ("million", "meter", "meters"), "b": ("billion",), "bn": ("billion",),
    "t": ("trillion",), "l": ("liter", "liters"), "g": ("gram", "grams"),
}  # fmt: skip
_SCALES = {"m": 10**6, "b": 10**9, "t": 10**12}
_MOST_DECIMALS = 3
"""Decimals that are said ahead of 'million'."""
_HALF = Decimal("0.5")
_MOST_IN_MILLIONS = 15
"""Digits of the largest number that is said in millions, billions or trillions."""
_LONGEST_GROUPED = 11
"""Digits of a number that is said group by group, as those of telephones are; longer ones one by one."""
_REPEATED = re.compile(r"(double|triple) (zero|oh|o|one|two|three|four|five|six|seven|eight|nine)(?!\w)")
_PARTS = {"5": "half", "25": "quarter", "75": "three quarters"}
_NAMES_OF_FRACTIONS = {"2": ("half", "halves"), "4": ("quarter", "quarters")}

ENGLISH_SIGNS: dict[str, tuple[str, ...]] = {
    "%": ("percent",), "&": ("and",), "+": ("plus",), "=": ("equals", "is"), "@": ("at",),
    "*": ("times", "star"),
    "#": ("number", "hashtag", "pound", "hash", "sharp"), "×": ("times", "by"), "÷": ("dividedby", "over"),
    "°": ("degree", "degrees"), "¢": ("cent", "cents"), "¥": ("yen", "yuan"),
    **{sign: names for sign, names in CURRENCY_NAMES["en"].items() if sign not in ("¥", "R$")},
    "a.a": ("dot",), "a/a": ("slash", "per", "a"), "a-a": ("dash", "hyphen"),
    "0.0": ("point", "dot"), ".0": ("point", "dot", "zeropoint"), "0:0": ("to",),
    "0/0": ("over",), "0-0": ("to", "minus"), "-0": ("minus", "negative"),
}  # fmt: skip
"""What signs are called; between letters and numbers, and ahead of these, by themselves."""


def english_readings(text: str, at: int) -> Iterator[tuple[str, int]]:
    """Yield what may be said for what stands at a place of a text, without spaces, and where that ends.

    Parameters
    ----------
    text
        In lower case, the signs of currencies behind the amounts.

    Examples
    --------
    >>> sorted(reading for reading, end in english_readings("3:30", 0) if end == 4)
    ['halfpastthree']
    """
    for match, readings in _READINGS:
        if (found := match(text, at)) is not None:
            for reading in readings(found):
                yield reading.replace(" ", ""), found.end()


@functools.lru_cache(maxsize=1024)
def _numbers(digits: str) -> tuple[str, ...]:
    """Return how digits are said: as one number, as a year, one by one, by pairs and hundreds.

    None is said as two numbers that together are a third: 'twenty five' is 25 and not 205.
    """
    whole = [] if digits[0] == "0" else [_cardinal(digits)]
    if re.fullmatch(r"[1-9]\d[1-9]\d|[1-9]\d0[1-9]", digits):
        whole.append(f"{_cardinal(digits[:2])} hundred {_cardinal(str(int(digits[2:])))}")
    groups = _groups(digits, 0) if len(digits) <= _LONGEST_GROUPED else (" ".join(map(_cardinal, digits)),)
    return tuple(dict.fromkeys((*whole, *groups)))


def _groups(digits: str, zeros: int) -> Iterator[str]:
    """Yield how digits are said group by group, behind one whose number ends with so many zeros."""
    if not digits:
        yield ""
    for size in range(1, min(len(digits), 4) + 1):
        group = digits[:size]
        if group[0] == "0" and size > 1:
            break
        if (group[0] != "0" and size <= zeros) or (size == 4 and group[2:] != "00"):
            continue
        if size == 4:
            said, ends = f"{_cardinal(group[:2])} hundred", 2
        else:
            said, ends = _cardinal(group), len(group) - len(group.rstrip("0")) if size > 1 else 0
        yield from (f"{said} {rest}" for rest in _groups(digits[size:], ends))


def _cardinal(digits: str) -> str:
    return cardinal(digits.lstrip("0") or "0", "en") or digits


def _number(found: re.Match[str]) -> Iterator[str]:
    digits = found[0].replace(",", "")
    if digits == found[0] or len(digits) == 4:
        yield from _numbers(digits)
    else:
        yield _cardinal(digits)
    if digits.endswith("000"):
        yield from _in_millions(digits)


def _millions(found: re.Match[str]) -> Iterator[str]:
    value = Decimal(found[1]) * _SCALES[found[2][0]]
    if value == int(value):
        yield _cardinal(str(int(value)))


def _in_millions(digits: str) -> Iterator[str]:
    """Yield how a large number is said with decimals: 'two point five million', 'half a million'."""
    if len(digits) > _MOST_IN_MILLIONS:
        return
    for letter, scale in _SCALES.items():
        value = Decimal(digits) / scale
        if not _HALF <= value < 1_000 or value == int(value):
            continue
        whole, _, decimals = f"{value.normalize():f}".partition(".")
        name = _LETTERS[letter][0]
        if len(decimals) <= _MOST_DECIMALS and value > 1:
            yield f"{cardinal(f'{whole}.{decimals}', 'en')} {name}"
        if decimals == "5":
            yield f"half a {name}" if value == _HALF else f"{_cardinal(whole)} and a half {name}"


def _raised(found: re.Match[str]) -> Iterator[str]:
    yield from {"2": ("squared",), "3": ("cubed",)}.get(found[1] or "", ("to the power of", "to the"))


def _ordinal(found: re.Match[str]) -> Iterator[str]:
    yield ordinal(found[1].replace(",", ""), "en") or found[0]


def _decade(found: re.Match[str]) -> Iterator[str]:
    century, ten = found.groups()
    if ten == "0":
        yield from (f"{_cardinal(f'{century}00')}s", f"{_cardinal(century)} hundreds") if century else ()
        return
    tens = _cardinal(f"{ten}0")
    tens = f"{tens[:-1]}ies" if ten != "1" else "tens"
    yield f"{_cardinal(century) if century else ''} {tens}"


def _time(found: re.Match[str]) -> Iterator[str]:
    hour, minute = int(found[1]), found[2]
    this, following = (_cardinal(str(each)) for each in (hour, hour % 12 + 1))
    if minute == "00":
        yield from (this, f"{this} o'clock", f"{this} hundred")
        return
    if found[1][0] == "0":
        yield from (f"{this} {said}" for said in _numbers(minute))
    if hour <= 12:
        named = {
            "15": (f"quarter past {this}", f"a quarter past {this}", f"quarter after {this}"),
            "30": (f"half past {this}",),
            "45": (f"quarter to {following}", f"a quarter to {following}", f"quarter of {following}"),
        }
        yield from named.get(minute, ())


def _dotted_time(found: re.Match[str]) -> Iterator[str]:
    yield from (f"{_cardinal(found[1])} {minute}" for minute in _numbers(found[2]))


def _amount(found: re.Match[str]) -> Iterator[str]:
    whole, small, sign = found.groups()
    cents = _cardinal(small)
    names = {"£": ("penny", "pence", "p")}.get(sign, ("cent", "cents"))
    if not (whole or "").strip("0,"):
        yield from (f"{cents} {name}" for name in names)
        return
    for large in _numbers(whole.replace(",", "")):
        for name in CURRENCY_NAMES["en"][sign]:
            if small == "00":
                yield f"{large} {name}"
                continue
            yield from (f"{large} {name} {cents} {of_cents}" for of_cents in ("", *names))
            yield from (f"{large} {name} and {cents} {of_cents}" for of_cents in names)
            if small == "50":
                yield f"{large} and a half {name}"
        if small != "00":
            yield from (f"{large} {said}" for said in _numbers(small))


def _part(found: re.Match[str]) -> Iterator[str]:
    part = _PARTS[found[2]]
    yield f"{_cardinal(found[1].replace(',', ''))} and {part if ' ' in part else f'a {part}'}"


def _fraction(found: re.Match[str]) -> Iterator[str]:
    many, parts = found.groups()
    place = ordinal(parts, "en") or parts
    names = [(place, f"{place}s"), *([_NAMES_OF_FRACTIONS[parts]] if parts in _NAMES_OF_FRACTIONS else ())]
    for one, several in names:
        said = f"{_cardinal(many)} {one if many == '1' else several}"
        counted = [said, *((f"a {one}", one, f"{one} a", f"{one} an") if many == "1" else ())]
        is_mixed = re.fullmatch(r"\d ", found.string[max(0, found.start() - 2) : found.start()])
        yield from (f"and {each}" for each in counted) if is_mixed else counted


def _day(found: re.Match[str]) -> Iterator[str]:
    if 1 <= int(found[1]) <= 31:
        yield ordinal(str(int(found[1])), "en") or found[1]


def _day_ahead(found: re.Match[str]) -> Iterator[str]:
    of = "" if found[2] else "of"
    for day in _day(found):
        yield from (day, f"the {day}", f"{day} {of}", f"the {day} {of}")


def _unit(found: re.Match[str]) -> Iterator[str]:
    one, many = UNITS[found[0]]
    yield from (one, many, many.replace(" per ", " an "), many.replace(" per ", " a "))


def _letter(found: re.Match[str]) -> Iterator[str]:
    yield from _LETTERS[found[1]]


def _repeated(found: re.Match[str]) -> Iterator[str]:
    digit = "zero" if found[2] in ("oh", "o") else found[2]
    yield digit * (2 if found[1] == "double" else 3)


_READINGS = (
    (_NUMBER.match, _number), (_ORDINAL.match, _ordinal), (_DECADE.match, _decade), (_TIME.match, _time),
    (_DOTTED_TIME.match, _dotted_time), (_AMOUNT.match, _amount), (_FRACTION.match, _fraction),
    (_PART.match, _part),
    (_DAY_BEHIND.match, _day), (_DAY_AHEAD.match, _day_ahead), (_UNIT.match, _unit),
    (_LETTER_BEHIND.match, _letter), (_REPEATED.match, _repeated),
    (_MILLIONS.match, _millions), (_RAISED.match, _raised), (_ZERO_AHEAD.match, lambda _found: iter(("",))),
)  # fmt: skip
