"""Words and numbers parted from what is written together with them, and numbers written in one manner."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from voicelab.text.currency_names import AMOUNT, CURRENCY_CODES
from voicelab.text.english_units import UNITS
from voicelab.text.languages import UNSPACED
from voicelab.text.number_gaps import PHONE_GROUP
from voicelab.text.number_words import THOUSANDS_BY_COMMA

__all__ = ["in_one_manner", "language_by_script", "parted"]

_RANGE = re.compile(r"(?<![\w.,:/–-])(\d{1,20}) ?([-–]) ?(\d{1,20})(?![\d:/–-]|[.,]\d)")
_MARK_AHEAD = re.compile(r"(?<![\w<>!])([~≈=#])(?=[\d$€£.-])|(?<=[A-Za-z])([=:])(?=[\d$€£-])")
_PLUS_BEHIND = re.compile(r"(?<=\d)\+(?![\w+])")
_COMPOUND = re.compile(r"(?<=\d)-(?=[a-z]{3})")
_UNIT_NAMES = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_UNIT = re.compile(rf"(?<![\w.,])(\d[\d.,]*)({_UNIT_NAMES})(?!\w)")
_NO_DECIMALS = {
    point: re.compile(rf"(?<![\w.,])(\d[\d{mark}]*){re.escape(point)}0{{1,2}}(?![.,]?\w)")
    for point, mark in (".,", ",.")
}
"""By the mark ahead of decimals."""
_VERSION = re.compile(r"\b(?:v|version|release) ?\.?$", re.IGNORECASE)
_AMOUNT = rf"{AMOUNT}(?: (?:thousand|million|billion|trillion)(?!\w))?"
_CODES = "|".join(CURRENCY_CODES)
_CODE = re.compile(rf"\b({_CODES}) ?({_AMOUNT})|(?<![\w.,$€£])({_AMOUNT}) ?({_CODES})\b(?! ?\d)")
_US_DOLLAR = re.compile(r"\bUS ?\$(?= ?\d)")

_POSSESSIVE = re.compile(r"(?<=[^\W\d_])['’]s(?!\w)")
_ELISION = re.compile(r"(?<!\w)([^\W\d_]{1,8}['’])(?=[^\W\d_])")
_SUFFIX = re.compile(r"(?<=[^\W\d_])['’](?=[^\W\d_]+)")
_ARTICLE_BEHIND = re.compile(r"(?<!\w)([وفبك])(?=ال\w{3})")
_ARTICLE = re.compile(r"(?<!\w)([وفبك]?ال)(?=\w{3})")
_HEBREW_IN = re.compile(r"(?<!\w)(ב)(?=\w{4})")
_PARTICLES = (
    "은 는 이 가 을 를 의 에 에서 에는 으로 로 와 과 도 만 까지 부터 입니다 이다 이에요 예요 이며 이고 였다 "
    "이었다 였습니다 이었습니다 이야"
)
_KOREAN = re.compile(rf"(?<=[가-힣]{{2}})(?=(?:{'|'.join(_PARTICLES.split())})(?!\w))")
_BY_LANGUAGE: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    "ar": ((_ARTICLE_BEHIND, r"\1 "), (_ARTICLE, r"\1 ")),
    **dict.fromkeys(("ca", "fr", "it"), ((_ELISION, r"\1 "),)),
    "en": ((_POSSESSIVE, " 's"),),
    "he": ((_HEBREW_IN, r"\1 "),),
    "ko": ((_KOREAN, " "),),
    "tr": ((_SUFFIX, " "),),
}
"""What is written together with a word in a language, and what stands in its place."""
_LANGUAGE_BY_SCRIPT = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh", "THAI": "th", "LAO": "lo", "KHMER": "km",
    "MYANMAR": "my", "HANGUL": "ko", "ARABIC": "ar", "HEBREW": "he",
}  # fmt: skip
"""By the first word of the names of a script's letters."""


def parted(text: str, language: str) -> Iterator[str]:
    """Yield a text with blanks between its words and numbers and what is written together with them.

    Examples
    --------
    >>> list(parted("Everest's, x=72, 1914–1918", "en"))
    ["Everest 's, x= 72, 1914 – 1918"]
    >>> list(parted("l'Everest", "fr"))
    ["l' Everest"]
    """
    text = _RANGE.sub(_parted_range, text)
    text = _COMPOUND.sub(" -", _PLUS_BEHIND.sub(" +", text))
    text = _UNIT.sub(r"\1 \2", _MARK_AHEAD.sub(lambda found: f"{found[0]} ", text))
    if language not in _BY_LANGUAGE:
        yield text
    for pattern, instead in _BY_LANGUAGE.get(language, ()):
        yield pattern.sub(instead, text)


def in_one_manner(text: str, language: str) -> str:
    """Return a text with the signs of currencies in place of their codes, and whole numbers without zeros.

    Examples
    --------
    >>> in_one_manner("72.0, or 100 USD", "en")
    '72, or $100'
    """
    text = _CODE.sub(_with_sign, _US_DOLLAR.sub("$", text))
    return _NO_DECIMALS["." if language in THOUSANDS_BY_COMMA else ","].sub(_whole, text)


def language_by_script(text: str, language: str) -> str:
    """Return the language that the letters of a text show, whatever it is said to be in.

    Examples
    --------
    >>> [language_by_script(text, "en") for text in ("東京です", "서울", "Paris")]
    ['ja', 'ko', 'en']
    """
    if language in UNSPACED:
        return language
    found = [_LANGUAGE_BY_SCRIPT.get(unicodedata.name(letter, "").split(" ")[0], "") for letter in text]
    return next((each for each in ("ja", *found) if each and each in found), language)


def _parted_range(found: re.Match[str]) -> str:
    first, dash, last = found.groups()
    is_number = dash == "-" and (len(first) != len(last) or len(first) == PHONE_GROUP)
    return found[0] if is_number or int(first) >= int(last) else f"{first} {dash} {last}"


def _with_sign(found: re.Match[str]) -> str:
    code, amount = (found[1], found[2]) if found[1] else (found[4], found[3])
    return f"{CURRENCY_CODES[code]}{amount}"


def _whole(found: re.Match[str]) -> str:
    return found[0] if _VERSION.search(found.string[: found.start()]) else found[1]
