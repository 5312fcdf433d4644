"""What a ``say-as`` asks for, written out in words and signs that every voice reads alike."""

from __future__ import annotations

import re
import unicodedata

from voicelab.embedded.forms.sign_names import sign_name, telephone_sign
from voicelab.text.languages import language_of
from voicelab.text.letters import MARKS
from voicelab.text.number_words import cardinal, ordinal, ungrouped

__all__ = ["interpret_as"]

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
_DATES = {
    "en": "{month} {day} {year}", "de": "{day}. {month} {year}", "es": "{day} de {month} de {year}",
    "fr": "{day} {month} {year}", "it": "{day} {month} {year}", "pt": "{day} de {month} de {year}",
}  # fmt: skip
_EAST = {"ja", "zh"}
_USUAL_DATE = {"en": "mdy", "ja": "ymd", "zh": "ymd"}
_DATE_FORMATS = {"mdy", "dmy", "ymd", "ydm", "md", "dm", "ym", "my", "d", "m", "y"}
_FIELDS = {"d": "day", "m": "month", "y": "year"}
_ORDINAL = re.compile(r"([−–-]?)(?<![\w.,])(\d+)(?![.,]?\d)(\.?[^\W\d_]+|[.°]|:[ae]\b)?")
_ORDINAL_ENDINGS = {
    "de": {"": r"\.|s?te", **{ending: f"s?te{ending}" for ending in "mnrs"}},
    "en": {"": "st|nd|rd|th"},
    "es": {
        "": r"\.?o|[rdtmvn]o|ero|°",
        "feminine": r"\.?a|[rdtmvn]a|era",
        "masculine-adjective": r"\.?er",
    },
    "fr": {"": r"\.?(er|i?[eè]me|e|nd|d|o)|°", "feminine": r"\.?(i?[eè]?re|nde)"},
    "it": {"": r"\.?o|[mo]o|°", "feminine": r"\.?a|ma"},
    "nl": {"": "e|de|ste"},
    "pt": {"": r"\.?o|°", "feminine": r"\.?a"},
    "sv": {"": ":[ae]"},
}
"""What stands behind a number that is written as an ordinal, by the kind of ordinal that it is then."""
_EXTENSION = re.compile(r"[\s,;.]*(?<![^\W\d_])(?:ext(?:ension)?|x)\.?\s*(?=\d)", re.IGNORECASE)


def interpret_as(text: str, kind: str, style: str, locale: str) -> str:
    """Return text as a ``say-as`` wants it read; what is of no such kind stays as it is.

    Parameters
    ----------
    kind, style
        The attributes ``interpret-as`` and ``format``.
    locale
        In whose language words are written.
    """
    language = language_of(locale or "en-US")
    kind = kind.strip().lower()
    if kind in ("characters", "spell-out"):
        return _spelled(text, language)
    if kind in ("digits", "number_digit"):
        return re.sub(r"\d+", lambda run: " ".join(run[0]), text)
    if kind == "telephone":
        return _telephone(text, locale or "en-US")
    if kind in ("cardinal", "number"):
        return ungrouped(text, language)
    if kind == "ordinal":
        plain = ungrouped(unicodedata.normalize("NFKC", text), language)
        return _ORDINAL.sub(lambda run: _ordinal(run, language), plain)
    if kind == "fraction":
        return re.sub(r"(\d+\s+)?\b(\d{1,4})\s*/\s*(\d{1,4})\b", lambda run: _fraction(run, language), text)
    return _date(text, style.strip().lower(), language) if kind == "date" else text


def _spelled(text: str, language: str) -> str:
    signs = re.findall(rf"[^\W_][{MARKS}]*|[^\s{MARKS}]", unicodedata.normalize("NFC", text))
    return ", ".join(filter(None, (_named(sign, language) for sign in signs)))


def _named(sign: str, language: str) -> str:
    if sign[0].isalnum():
        return sign.upper() if len(sign.upper()) == len(sign) else sign
    # Voices read some signs themselves; marks of punctuation are pauses to them.
    return sign_name(sign, language) or (sign if unicodedata.category(sign)[0] == "S" else "")


def _telephone(text: str, locale: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    parts = _EXTENSION.split(plain) if language_of(locale) == "en" else [plain]
    return ", extension ".join(
        ", ".join(
            " ".join(sign if sign.isalnum() else telephone_sign(sign, locale) or sign for sign in group)
            for group in re.findall(r"(?:[^\W_]|[+*#])+", part)
        )
        for part in parts
    )


def _ordinal(found: re.Match[str], language: str) -> str:
    sign, digits, ending = found.group(1), found.group(2), found.group(3) or ""
    endings = _ORDINAL_ENDINGS.get(language, {})
    kind = next((kind for kind, known in endings.items() if re.fullmatch(known, ending, re.I)), None)
    rest = ending if kind is None else ""
    spoken = ordinal(str(int(digits)), language, kind or "")
    if sign or spoken is None or any(map(str.isalpha, rest)):
        return found[0]
    if language == "fr" and digits == "2" and ending.lower().startswith("n"):
        return "seconde" if kind else "second"
    return spoken + rest


def _fraction(found: re.Match[str], language: str) -> str:
    upper, lower = int(found[2]), int(found[3])
    if language != "en" or lower < 2:
        return found[0]
    called = "half" if lower == 2 else ordinal(str(lower), language)
    plural = "halves" if lower == 2 else f"{called}s"
    whole = f"{found[1].strip()} and " if found[1] else ""
    return f"{whole}{cardinal(str(upper), language)} {called if upper == 1 else plural}"


def _date(text: str, order: str, language: str) -> str:
    numbers = re.findall(r"\d+", text)
    if order not in _DATE_FORMATS:
        order = _USUAL_DATE.get(language, "dmy") if len(numbers[0] if numbers else "") < 4 else "ymd"
    if len(numbers) != len(order) or re.search(r"[^\W\d]", text):
        return text
    given = {_FIELDS[letter]: int(number) for letter, number in zip(order, numbers, strict=True)}
    if language in _EAST:
        signs = {"year": "年", "month": "月", "day": "日"}
        return "".join(f"{given[field]}{sign}" for field, sign in signs.items() if field in given)
    if language not in _MONTHS or not 1 <= given.get("month", 1) <= 12:
        return text
    written = _DATES[language]
    for field in _FIELDS.values():
        if field not in given:
            written = re.sub(rf"(?: de )?\{{{field}\}}\.?", "", written)
    day = given.get("day", 0)
    month = _MONTHS[language].split()[given.get("month", 1) - 1]
    spoken_day = ordinal(str(day), "en") if language == "en" else day
    return written.format(day=spoken_day, month=month, year=given.get("year", "")).strip()
