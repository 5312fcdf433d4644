"""What a ``say-as`` asks for, written out in words and signs that every voice reads alike."""

from __future__ import annotations

import re

from voicelab.embedded.forms.number_words import cardinal, ordinal
from voicelab.text.languages import language_of

__all__ = ["said_as"]

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
_SIGNS = {
    "en": {"-": "dash", ".": "dot", "@": "at", "/": "slash", "+": "plus", "_": "underscore", "#": "hash"},
}


def said_as(text: str, kind: str, style: str, locale: str) -> str:
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
        return _telephone(text, language)
    if kind in ("cardinal", "number"):
        return re.sub(r"(?<=\d)[,\s](?=\d{3}\b)", "", text)
    if kind == "ordinal":
        return re.sub(r"\d{1,9}(?:st|nd|rd|th)?", lambda run: _ordinal(run[0], language), text)
    if kind == "fraction":
        return re.sub(r"(\d{1,4})\s*/\s*(\d{1,4})", lambda run: _fraction(run, language), text)
    return _date(text, style.strip().lower(), language) if kind == "date" else text


def _spelled(text: str, language: str) -> str:
    signs = _SIGNS.get(language, {})
    named = (signs.get(sign, sign.upper()) for sign in text if sign.isalnum() or sign in signs)
    return ", ".join(named)


def _telephone(text: str, language: str) -> str:
    plus = _SIGNS["en"]["+"] + " " if text.strip().startswith("+") and language == "en" else ""
    return plus + ", ".join(" ".join(group) for group in re.findall(r"[0-9A-Za-z]+", text))


def _ordinal(digits: str, language: str) -> str:
    return ordinal(re.sub(r"\D", "", digits), language) or digits


def _fraction(found: re.Match[str], language: str) -> str:
    upper, lower = int(found[1]), int(found[2])
    if language != "en" or lower < 2:
        return found[0]
    called = "half" if lower == 2 else ordinal(str(lower), language)
    plural = "halves" if lower == 2 else f"{called}s"
    return f"{cardinal(str(upper), language)} {called if upper == 1 else plural}"


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
