"""MandarinPhonemes: Chinese, by its pinyin."""

from __future__ import annotations

import re

from voicelab.extras import require
from voicelab.text.number_words import ungrouped

__all__ = ["MandarinPhonemes", "syllable"]

_INITIALS = {
    "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n",
    "l": "l", "g": "k", "k": "kʰ", "h": "x", "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ",
    "s": "s",
}  # fmt: skip
_FINALS = {
    "a": "a", "o": "wo", "e": "ɤ", "ê": "ɛ", "ai": "ai", "ei": "ei", "ao": "au", "ou": "ou", "an": "an",
    "en": "ən", "ang": "aŋ", "eng": "əŋ", "ong": "ʊŋ", "er": "ɚ", "i": "i", "ia": "ja", "ie": "je",
    "iao": "jau", "iou": "jou", "ian": "jɛn", "in": "in", "iang": "jaŋ", "ing": "iŋ", "iong": "jʊŋ",
    "io": "jɔ", "u": "u", "ua": "wa", "uo": "wo", "uai": "wai", "uei": "wei", "uan": "wan", "uen": "wən",
    "uang": "waŋ", "ueng": "wəŋ", "v": "y", "ve": "ɥe", "van": "ɥɛn", "vn": "yn",
}  # fmt: skip
_TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘"}
_BUZZING = {"zh", "ch", "sh", "r", "z", "c", "s"}
"""Behind these an i is no i, but the same sound drawn out."""
_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_NUMBER = re.compile(r"\d+")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?%")
_DECIMALS = re.compile(r"(?<=\d)\.(\d+)")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_MARKS = str.maketrans("，。！？；：、“”（）《》", ",.!?;:,“”()“”")


class MandarinPhonemes:
    """Mandarin's pronunciation; words in Latin letters are left out."""

    def __init__(self) -> None:
        require("kokoro", "pypinyin", what="Kokoro's Chinese voices")

    def __call__(self, text: str) -> str:
        """Return how a text is pronounced; punctuation stays."""
        text = _PERCENT.sub(r"百分之\1", ungrouped(text, "zh"))
        text = _NUMBER.sub(
            lambda number: _spoken_number(number.group()), _DECIMALS.sub(_spoken_decimals, text)
        )
        return _HAN.sub(lambda run: _pronounced(run.group()), text.translate(_MARKS))


def syllable(initial: str, final: str) -> str:
    """Return the signs of a syllable of pinyin, such as ``zh`` and ``ong1``."""
    tone = _TONES.get(final[-1:], "")
    final = final.rstrip("12345")
    vowel = "ɨ" if final == "i" and initial in _BUZZING else _FINALS.get(final, "")
    return _INITIALS.get(initial, "") + vowel + tone


def _pronounced(han: str) -> str:
    from pypinyin import Style, lazy_pinyin

    initials = lazy_pinyin(han, style=Style.INITIALS)
    finals = lazy_pinyin(han, style=Style.FINALS_TONE3, neutral_tone_with_five=True, tone_sandhi=True)
    return "".join(map(syllable, initials, finals))


def _spoken_decimals(found: re.Match[str]) -> str:
    return "点" + "".join(_DIGITS.get(digit, digit) for digit in found[1])


def _spoken_number(digits: str) -> str:
    """Return a number in characters: up to 9999 by its value, a longer one digit by digit."""
    if len(digits) > 4 or (len(digits) > 1 and digits[0] == "0"):
        return "".join(_DIGITS[digit] for digit in digits)
    if int(digits) == 0:
        return _DIGITS["0"]
    spoken, gap = "", False
    for place, digit in zip("千百十 "[-len(digits) :], digits, strict=True):
        if digit == "0":
            gap = bool(spoken)
        else:
            spoken += (_DIGITS["0"] if gap else "") + _DIGITS[digit] + place.strip()
            gap = False
    return spoken[1:] if spoken.startswith("一十") else spoken
