"""How written numbers are said in English: amounts, times, dates, years, fractions, codes, with their units.

What is written is not always how it was said: ``2005`` may be a year or a count. What is commonest is taken.
"""

from __future__ import annotations

import re

from voicelab.text.currency_names import CURRENCY_NAMES
from voicelab.text.english_units import UNITS
from voicelab.text.english_words import MONTHS
from voicelab.text.number_words import cardinal, digit_by_digit, ordinal, year

__all__ = ["AMOUNT", "CODES", "MAGNITUDES", "TIME", "spoken_number", "spoken_unit"]

MAGNITUDES = {
    "hundred": "hundred", "thousand": "thousand", "million": "million", "billion": "billion",
    "trillion": "trillion", "k": "thousand", "m": "million", "b": "billion", "bn": "billion", "t": "trillion",
}  # fmt: skip
_CENTS = {"$": ("cent", "cents"), "€": ("cent", "cents"), "£": ("penny", "pence"), "₹": ("paisa", "paise")}
_CURRENCIES = {
    sign: (*CURRENCY_NAMES["en"][sign], *_CENTS.get(sign, ("", "")))
    for sign in ("$", "€", "£", "¥", "₹", "₩")
}
_NUMBER = r"(?:\d{1,3}(?:,\d{2,3})*,\d{3}|\d+)(?:\.\d+)?|\.\d+"
_PLAIN = re.compile(rf"([+−–-]?)({_NUMBER})")
AMOUNT = re.compile(rf"([−–-]?)([{''.join(_CURRENCIES)}])({_NUMBER})(k|m|bn?|t)?", re.IGNORECASE)
"""An amount of money, such as ``$1.50``."""
_MEASURE = re.compile(
    rf"([+−–-]?)({_NUMBER})({'|'.join(sorted(map(re.escape, UNITS), key=len, reverse=True))})", re.IGNORECASE
)
TIME = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?([ap])?(?:\.?m\.?)?", re.IGNORECASE)
"""A time of day, such as ``3:30`` or ``3:30pm``."""
_HALF_DAY = re.compile(r"(\d{1,2})([ap])\.?m\.?", re.IGNORECASE)
_JOINED_TIME = re.compile(r"(1[0-2]|[1-9])([0-5]\d)([ap]?)\.?m?\.?", re.IGNORECASE)
_ORDINAL = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:st|nd|rd|th)", re.IGNORECASE)
_DECADE = re.compile(r"['’]?(\d{1,3}0)['’]?s")
_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SLASH = re.compile(r"(\d{1,4})/(\d{1,4})")
_GROUPS = re.compile(r"\+?\(?\d+\)?(?:[-–.]\(?\d+\)?)+")
_LOCAL_NUMBER = re.compile(r"\d{3}-\d{4}")
_FRACTION_NAMES = {"2": "half", "4": "quarter"}
_VULGAR = {
    "½": "one half", "¼": "one quarter", "¾": "three quarters", "⅓": "one third", "⅔": "two thirds",
    "⅛": "one eighth", "⅜": "three eighths",
}  # fmt: skip
_CODE_NAMES = (
    "room flight extension suite apartment apt gate bus route highway channel zip interstate code pin area "
    "unit bay lane"
)
CODES = frozenset(_CODE_NAMES.split())
"""Words whose numbers are said as codes: ``room 101`` is 'room one oh one'."""


def spoken_number(core: str, before: str, after: str) -> str | None:
    """Return how a written number is said; `None` if it is none, or of a kind that is not known.

    Parameters
    ----------
    core
        A word as it is written, without the punctuation around it.
    before, after
        Its neighbours, in lower case.
    """
    for kind in (_amount, _time, _measure, _decade, _dated):
        spoken = kind(core, after)
        if spoken is not None:
            return spoken
    if ordered := _ORDINAL.fullmatch(core):
        return ordinal(ordered[1].replace(",", ""), "en")
    if vulgar := re.fullmatch(rf"(\d*)([{''.join(_VULGAR)}])", core):
        whole = cardinal(vulgar[1], "en") if vulgar[1] else None
        tail = _VULGAR[vulgar[2]]
        return f"{whole} and {tail.replace('one half', 'a half')}" if whole else tail
    if short_year := re.fullmatch(r"['’](\d\d)", core):
        return _pair(short_year[1])
    if plain := _PLAIN.fullmatch(core):
        return _signed(plain[1], _plain(plain[2], before, after))
    fraction = _slashed(core)
    if fraction is not None and before.isdecimal() and "one half" in fraction:
        fraction = "a half"
    return f"and {fraction}" if fraction is not None and before.isdecimal() else fraction or _grouped(core)


def spoken_unit(core: str, before: str) -> str | None:
    """Return how a unit is said that stands behind a number, as in ``60 mph``; `None` if it is none."""
    if core in _CURRENCIES and _PLAIN.fullmatch(before):
        return _CURRENCIES[core][before != "1"]
    if core.lower() not in UNITS or not _PLAIN.fullmatch(before):
        return None
    return UNITS[core.lower()][before != "1"]


def _amount(core: str, after: str) -> str | None:
    found = AMOUNT.fullmatch(core)
    if found is None:
        return None
    sign, symbol, number, letter = found.groups()
    one, many, small_one, small_many = _CURRENCIES[symbol]
    whole, _, rest = number.replace(",", "").partition(".")
    magnitude = MAGNITUDES[letter.lower()] if letter else ""
    if magnitude or after in MAGNITUDES:
        words = cardinal(number.replace(",", ""), "en")
        return _signed(sign, f"{words} {magnitude} {many}" if magnitude else words)
    if len(rest) != 2 or not small_one:
        name = one if number == "1" else many
        return _signed(sign, f"{cardinal(number.replace(',', ''), 'en')} {name}")
    small = f"{cardinal(rest.lstrip('0') or '0', 'en')} {small_one if rest == '01' else small_many}"
    large = f"{cardinal(whole or '0', 'en')} {one if whole == '1' else many}"
    if rest == "00":
        return _signed(sign, large)
    return _signed(sign, small if not whole.strip("0") else f"{large} and {small}")


def _time(core: str, after: str) -> str | None:
    half = _HALF_DAY.fullmatch(core)
    if half is not None:
        return f"{cardinal(half[1], 'en')} {half[2].lower()} m"
    is_ahead = after.replace(".", "") in ("am", "pm")
    is_dotted = is_ahead and re.fullmatch(r"\d{1,2}\.[0-5]\d", core)
    if (joined := _JOINED_TIME.fullmatch(core)) and (is_ahead or joined[3]):
        core = f"{joined[1]}:{joined[2]}{joined[3]}"
    found = TIME.fullmatch(core.replace(".", ":") if is_dotted else core)
    if found is None or int(found[1]) > 24:
        return None
    hour, minute, second, letter = found.groups()
    has_half = letter is not None or is_ahead
    words = [cardinal(hour, "en") or "", _minutes(minute)]
    if minute == "00":
        words[1] = "" if has_half or second else "hundred" if int(hour) > 12 else "o'clock"
    if second is not None:
        words += ["and", cardinal(second.lstrip("0") or "0", "en") or "", "seconds"]
    if letter is not None:
        words += [letter.lower(), "m"]
    return " ".join(filter(None, words))


def _minutes(minute: str) -> str:
    return f"oh {cardinal(minute[1], 'en')}" if minute[0] == "0" else cardinal(minute, "en") or minute


def _measure(core: str, after: str) -> str | None:
    found = _MEASURE.fullmatch(core)
    if found is None:
        return None
    one, many = UNITS[found[3].lower()]
    words = cardinal(found[2].replace(",", ""), "en")
    return _signed(found[1], f"{words} {one if found[2] == '1' else many}" if words else None)


def _decade(core: str, _after: str) -> str | None:
    found = _DECADE.fullmatch(core)
    if found is None:
        return None
    words = _plain(found[1], "", "")
    return None if words is None else (words[:-1] + "ies" if words.endswith("y") else words + "s")


def _dated(core: str, _after: str) -> str | None:
    if iso := _ISO_DATE.fullmatch(core):
        parts = [year(iso[1], "en"), *(cardinal(part.lstrip("0") or "0", "en") for part in iso.group(2, 3))]
    elif (found := _DATE.fullmatch(core)) and int(found[1]) <= 31 and int(found[3]) <= 31:
        parts = [cardinal(part.lstrip("0") or "0", "en") for part in found.group(1, 3)]
        parts.append(year(found[4], "en") if len(found[4]) == 4 else _pair(found[4]))
    else:
        return None
    return " ".join(part for part in parts if part)


def _plain(number: str, before: str, after: str) -> str | None:
    """Return how a number is said that stands by itself."""
    if "," in number or "." in number:
        return cardinal(number.replace(",", ""), "en")
    value = int(number)
    if value <= 31 and number[0] != "0" and (before in MONTHS or after in MONTHS):
        return ordinal(number, "en")
    if (number[0] == "0" and len(number) > 1) or len(number) >= 5:
        return digit_by_digit(number, "en")
    if len(number) == 4:
        if 1100 <= value <= 2099 or not value % 1000:
            return year(number, "en")
        if not value % 100:
            return f"{cardinal(number[:2], 'en')} hundred"
        return digit_by_digit(number, "en")
    if len(number) == 3 and _LOCAL_NUMBER.fullmatch(after):
        return digit_by_digit(number, "en")
    if len(number) == 3 and value % 100 and before in CODES:
        return f"{cardinal(number[0], 'en')} {_pair(number[1:])}"
    return cardinal(number, "en")


def _pair(two: str) -> str:
    return f"oh {cardinal(two[1], 'en')}" if two[0] == "0" else cardinal(two, "en") or two


def _slashed(core: str) -> str | None:
    found = _SLASH.fullmatch(core)
    if found is None:
        return None
    first, second = found.groups()
    if second in ("2", "3", "4", "5", "6", "8", "10") and int(first) < int(second):
        name = _FRACTION_NAMES.get(second) or ordinal(second, "en") or second
        plural = name if first == "1" else "halves" if name == "half" else f"{name}s"
        return f"{cardinal(first, 'en')} {plural}"
    return " ".join(filter(None, (_plain(part, "", "") for part in (first, second))))


def _grouped(core: str) -> str | None:
    """Return how numbers are said that are joined: a range, a result, a number of a telephone or version."""
    if not _GROUPS.fullmatch(core):
        return None
    groups, plus = re.findall(r"\d+", core), ["plus"] if core[0] == "+" else []
    if "." in core and re.search("[-–]", core):
        return None
    if "." in core:
        return " point ".join(digit_by_digit(group, "en") or group for group in groups)
    if len(groups) == 2 and not plus:
        first, second = (_plain(group, "", "") for group in groups)
        if max(map(len, groups)) <= 2 or len(groups[0]) == len(groups[1]) == 4:
            return f"{first} to {second}" if int(groups[0]) < int(groups[1]) else f"{first} {second}"
    return " ".join([*plus, *(_group(group) for group in groups)])


def _group(digits: str) -> str:
    if re.fullmatch(r"[1-9]00", digits):
        return f"{cardinal(digits[0], 'en')} hundred"
    return digit_by_digit(digits, "en") or digits


def _signed(sign: str, words: str | None) -> str | None:
    if words is None or not sign:
        return words
    return f"{'plus' if sign == '+' else 'minus'} {words}"
