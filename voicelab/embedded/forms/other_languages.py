"""How words of other languages than English are said: lower case, and numbers in words by Unicode's rules.

Where a number's words depend on what is counted, the form that is counted with is taken.
"""

from __future__ import annotations

import re

from voicelab.text.languages import IDEOGRAPHIC
from voicelab.text.letters import LETTER, WORD_CHARACTER, lowered
from voicelab.text.likely_language import has_german_ordinal
from voicelab.text.number_words import cardinal, ordinal, year
from voicelab.text.spoken_signs import HOURS, SIGNS, SIGNS_AHEAD, TO

__all__ = ["spoken_in"]

_WORD = re.compile(rf"{WORD_CHARACTER}+(?:['’]{LETTER}+)*['’]?")
_NUMBER = re.compile(r"([−–-]?)(\d{1,3}(?:[., \u00a0\u202f]\d{3})+|\d+)(?:([.,])(\d+))?(.*)")
_TIME = re.compile(r"(\d{1,2})[:h.]([0-5]\d)")
_PIECE = re.compile(
    rf"(?:\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+|\d+)(?:[.,]\d+)*|{LETTER}+(?:['’]{LETTER}+)*['’]?|[^\W_]"
)
_RANGE = re.compile(r"(\d+(?:[.,]\d+)?)[~–-](\d+(?:[.,]\d+)?%?)")
_KOREAN_COUNTS = re.compile(r"[년월일원분초도층번]")
"""What is counted by numbers that came from Chinese, as they are written out here; others stay in digits."""
_GERMAN_ARTICLES = {
    "der": "",
    "die": "",
    "das": "",
    **dict.fromkeys(("am", "den", "dem", "des", "im", "vom", "zum"), "n"),
}


def spoken_in(language: str, word: str, core: str, before: str, after: str) -> list[str]:
    """Return the words that are said for one that is written.

    Parameters
    ----------
    language
        Code of the language, such as ``de``.
    word, core
        The word with the punctuation around it, and without.
    before, after
        Its neighbours, without punctuation, in lower case.
    """
    low = lowered(core, language).rstrip(".")
    if signed := re.fullmatch(r"([−–-]?)(r\$|[$€£¥￥])(\d.*)", low):
        low = f"{signed[1]}{signed[3]}{signed[2].replace('￥', '¥')}"
    if (time := _TIME.fullmatch(low)) and (":" in low or "h" in low or after == "uhr"):
        return _spoken_time(time, language)
    if low == "uhr" and _TIME.fullmatch(before):
        return []
    is_place = has_german_ordinal(after) or (bool(after) and before in _GERMAN_ARTICLES)
    if language == "de" and word.endswith(".") and low.isdecimal() and is_place:
        return [f"{ordinal(low, language)}{_GERMAN_ARTICLES.get(before, 'n')}"]
    if (joined := _RANGE.fullmatch(low)) and language in TO:
        first, second = (spoken_in(language, part, part, "", "") for part in joined.groups())
        return [*first, TO[language], *second]
    number = _NUMBER.fullmatch(low)
    spoken = _spoken_number(number, language, after) if number is not None else None
    if spoken is not None:
        return spoken
    if number is not None and language == "ko":
        return [low]
    if low in SIGNS and language in SIGNS[low]:
        return SIGNS[low][language].split()
    return [spoken for piece in _PIECE.findall(low) for spoken in _spoken_piece(piece, language)]


def _spoken_piece(piece: str, language: str) -> list[str]:
    number = _NUMBER.fullmatch(piece) if piece[0].isdigit() else None
    spoken = _spoken_number(number, language) if number is not None else None
    return spoken if spoken is not None else [piece.replace("’", "'")]


def _spoken_time(time: re.Match[str], language: str) -> list[str]:
    hour, minute = (cardinal(part.lstrip("0") or "0", language) or part for part in time.groups())
    if language == "de" and hour == "eins":
        hour = "ein"
    if language in IDEOGRAPHIC:
        return [hour, HOURS.get(language, ""), *([minute, "分"] if time[2] != "00" else ())]
    return [*hour.split(), *HOURS.get(language, "").split(), *(minute.split() if time[2] != "00" else ())]


def _spoken_number(number: re.Match[str], language: str, following: str = "") -> list[str] | None:
    sign, whole, _point, decimals, rest = number.groups()
    digits = "".join(filter(str.isdecimal, whole))
    ahead, after = (signs.get(rest, {}).get(language, "") for signs in (SIGNS_AHEAD, SIGNS))
    is_korean = language == "ko" and _KOREAN_COUNTS.match(rest) is not None
    if rest and not (ahead or after):
        if language not in IDEOGRAPHIC and not is_korean:
            return None
        after = "".join(_WORD.findall(rest))
    is_year = len(digits) == 4 and whole.isdecimal() and "1100" <= digits <= "2099" and not decimals
    # Where words are not parted, years have a word of their own behind them.
    if is_year and (language not in IDEOGRAPHIC or (rest or following).startswith("年")):
        words = year(digits, language)
    else:
        decimals = f".{decimals}" if decimals else ""
        words = cardinal(f"{digits}{decimals}", language)
    if words is None:
        return None
    minus = _minus(language) if sign else []
    return [*minus, *ahead.split(), *([f"{words}{after}"] if is_korean else f"{words} {after}".split())]


def _minus(language: str) -> list[str]:
    signed, plain = (cardinal(number, language) or "" for number in ("-5", "5"))
    return signed.removesuffix(plain).split()
