"""How what is written in other languages than English may be said: numbers, decimals, times, amounts."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from voicelab.text.currency_names import CURRENCY_NAMES
from voicelab.text.number_words import (
    POINTS,
    THOUSANDS_BY_COMMA,
    all_cardinals,
    all_ordinals,
    cardinal,
    digit_by_digit,
    year,
)
from voicelab.text.other_words import (
    ABBREVIATIONS,
    CENTS,
    HALVES,
    ONE_AND_A_HALF,
    OPERATIONS,
    TIMES,
    UNITS,
)
from voicelab.text.spoken_signs import SIGNS, SIGNS_AHEAD, TO
from voicelab.text.words import words

__all__ = ["other_readings", "signs_of"]

_TIME = re.compile(
    r"(?<![\d.,:])(\d{1,2})(?:[:.]([0-5]\d)| ?h(?: ?([0-5]\d))?(?!\w))(?: ?u[hu]r(?!\w))?(?![\d:])"
)
_AMOUNT = re.compile(r"(\d+)[.,](\d\d) (r?[$€£])")
_HALF = re.compile(r"[.,]5(?!\d)")
_ORDINAL_ENDS = {
    "ca": "r|n|t|e|a|o", "cs": r"\.", "da": r"\.", "de": r"\.", "es": r"\.?(?:o|a|er)", "fi": r"\.",
    "fr": "er|re|ere|ère|e|eme|ème", "hr": r"\.", "hu": r"\.", "it": "o|a", "nb": r"\.", "nl": "e|de|ste",
    "pl": r"\.", "pt": r"\.?(?:o|a)", "ru": "-?(?:й|я|е|го|му|м|х)", "sk": r"\.", "sv": ":[ae]", "tr": r"\.",
}  # fmt: skip
"""What stands behind the digits of an ordinal, as patterns of folded text."""


def other_readings(text: str, at: int, language: str) -> Iterator[tuple[str, int]]:
    """Yield what may be said for what stands at a place of a text, without spaces, and where that ends.

    Parameters
    ----------
    text
        In lower case, the signs of currencies behind the amounts.
    language
        Code of the language, such as ``de``.

    Examples
    --------
    >>> sorted(reading for reading, end in other_readings("3,5", 0, "de") if end == 3)
    ['dreikommafünf']
    """
    pattern, names = _abbreviated(language)
    if found := pattern.match(text, at):
        key = f"0{found[1]}" if found[1] else _letters(found[2])
        yield from ((said, found.end()) for said in names[key])
    number = _number(language).match(text, at)
    if number is None:
        return
    whole, digits = number[0], _digits(number[0])
    end = number.end()
    yield from ((said, end) for said in _whole(digits, language))
    if whole != (plain := re.match(r"\d+", whole) or number)[0]:
        yield from ((said, plain.end()) for said in _whole(plain[0], language))
    if place := re.compile(rf"(?:{_ORDINAL_ENDS.get(language, '(?!)')})(?!\w)").match(text, end):
        yield from ((_letters(said), place.end()) for said in all_ordinals(digits, language))
    point = "." if language in THOUSANDS_BY_COMMA else ","
    decimals = re.compile(rf"{re.escape(point)}(\d+)(?!\d)").match(text, end)
    if decimals is not None and language in POINTS:
        behind = {digit_by_digit(decimals[1], language) or "", *_whole(decimals[1], language)}
        for ahead in _whole(digits, language):
            yield from (
                (f"{ahead}{_letters(POINTS[language])}{_letters(said)}", decimals.end()) for said in behind
            )
    if half := _HALF.match(text, end):
        yield from ((said, half.end()) for said in _with_half(digits, language))
    if (percent := SIGNS_AHEAD["%"].get(language)) and text.startswith("%", end):
        yield from ((f"{_letters(percent)}{said}", end + 1) for said in _whole(digits, language))
    yield from _amount(text, at, language)
    yield from _time(text, at, language)


@functools.cache
def signs_of(language: str) -> dict[str, tuple[str, ...]]:
    """Return what signs are called in a language, between numbers and ahead of them by themselves."""
    signs: dict[str, tuple[str, ...]] = {
        sign: (_letters(names[language]),) for sign, names in SIGNS.items() if language in names
    }
    for sign, names in CURRENCY_NAMES.get(language, {}).items():
        signs[sign.lower()] = tuple(map(_letters, names))
    for sign, said in OPERATIONS.get(language, {}).items():
        signs[sign] = tuple(map(_letters, said.split("|")))
    signed, plain = (cardinal(number, language) or "" for number in ("-5", "5"))
    minus = _letters(signed).removesuffix(_letters(plain))
    signs |= {"-0": (minus,) if minus else (), "0:0": ("",)}
    if language in TO:
        signs["0-0"] = (_letters(TO[language]), *signs["-0"])
    return signs


@functools.cache
def _number(language: str) -> re.Pattern[str]:
    mark = r"[, ']" if language in THOUSANDS_BY_COMMA else r"[. ']"
    return re.compile(rf"(?<!\d)(?<!\d[.,])(?:\d{{1,3}}(?:{mark}\d{{2,3}})*{mark}\d{{3}}(?![\d])|\d+)")


@functools.lru_cache(maxsize=1024)
def _whole(digits: str, language: str) -> frozenset[str]:
    """Return how digits are said: as a number, a year, one by one."""
    said = set() if digits[0] == "0" and len(digits) > 1 else set(all_cardinals(digits, language))
    if len(digits) == 4 and digits[0] != "0":
        said.add(year(digits, language) or "")
    if len(digits) > 1:
        said.add(digit_by_digit(digits, language) or "")
    return frozenset(map(_letters, said)) - {""}


def _with_half(digits: str, language: str) -> Iterator[str]:
    """Yield how a number and a half are said."""
    forms = filter(None, HALVES.get(language, "").split("|"))
    yield from (_letters(form.format(this=said)) for form in forms for said in _whole(digits, language))
    if digits == "1" and language in ONE_AND_A_HALF:
        yield from map(_letters, ONE_AND_A_HALF[language].split("|"))


def _amount(text: str, at: int, language: str) -> Iterator[tuple[str, int]]:
    found = _AMOUNT.match(text, at)
    if found is None or not (names := CURRENCY_NAMES.get(language, {}).get(found[3].upper())):
        return
    ahead, cents = (part.split("|") for part in CENTS.get(language, ("", "")))
    for large in _whole(found[1], language):
        for name in map(_letters, names):
            if found[2] == "00":
                yield f"{large}{name}", found.end()
                continue
            for small in _whole(found[2].lstrip("0") or "0", language):
                said = ("", *(f"{joined}{small}{cent}" for joined in ("", *ahead) for cent in ("", *cents)))
                yield from ((f"{large}{name}{_letters(each)}", found.end()) for each in said if each)


def _time(text: str, at: int, language: str) -> Iterator[tuple[str, int]]:
    found = _TIME.match(text, at)
    if found is None or language not in TIMES or int(found[1]) > 24:
        return
    hour, minute = int(found[1]), found[2] or found[3] or "00"
    kinds = ["00"] if minute == "00" else ["", *((minute,) if hour <= 12 else ())]
    # In Portuguese, 20:02 would be 'vinte e dois'.
    number = _whole(str(hour + int(minute)), language) if int(minute) else ()
    for form in "|".join(TIMES[language].get(kind, "") for kind in kinds).split("|"):
        for this in _whole(str(hour), language):
            for following in _whole(str(hour % 12 + 1), language) if "{following}" in form else ("",):
                for said in _whole(minute.lstrip("0") or "0", language) if "{minute}" in form else ("",):
                    spoken = _letters(form.format(this=this, following=following, minute=said))
                    if spoken and spoken not in number:
                        yield spoken, found.end()


@functools.cache
def _abbreviated(language: str) -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """Return a pattern of the units behind numbers and the abbreviations, and what is said for each."""
    units = {unit: names.split("|") for unit, names in UNITS.get(language, {}).items()}
    if language in (celsius := SIGNS["°c"]):
        units["°c"] = [celsius[language], *units.get("°c", ())]
    if "R$" in (currencies := CURRENCY_NAMES.get(language, {})):
        units["r$"] = list(currencies["R$"])
    shorts = {short: said.split("|") for short, said in ABBREVIATIONS.get(language, {}).items()}
    unit = rf"(?:(?<=\d)|(?<=\d ))({'|'.join(map(re.escape, units)) or '(?!)'})(?![\w/'])"
    short = "|".join(short.replace(" ", r"\.? ?") for short in sorted(shorts, key=len, reverse=True))
    pattern = re.compile(rf"{unit}|(?<![\w'])({short or '(?!)'})(?![\w'])")
    said = {_letters(key): tuple(map(_letters, names)) for key, names in shorts.items()}
    return pattern, said | {f"0{key}": tuple(map(_letters, names)) for key, names in units.items()}


def _digits(number: str) -> str:
    return "".join(filter(str.isdecimal, number))


def _letters(text: str) -> str:
    """Return a text in lower case, without spaces and punctuation."""
    return "".join(words(text))
