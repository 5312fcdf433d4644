"""Numbers in words, in the languages whose rules Unicode's CLDR has."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Any

from voicelab.text.languages import IDEOGRAPHIC

__all__ = ["cardinal", "digit_by_digit", "ordinal", "year"]

_LONGEST_DIGITS = 15
_USUAL_RULES = ("spellout-numbering", "spellout-ordinal", "spellout-ordinal-masculine")
_POINTS = {
    "da": "komma", "de": "komma", "en": "point", "es": "coma", "fr": "virgule", "it": "virgola", "ja": "点",
    "ko": "점", "nb": "komma", "nl": "komma", "pt": "vírgula", "sv": "komma", "zh": "点",
}  # fmt: skip
_YEARS_BY_HUNDREDS = ("da", "de", "en", "nb", "nl", "sv")


def cardinal(number: str, language: str) -> str | None:
    """Return a number, such as ``1234`` or ``6.50``, in words; `None` where no rules are known.

    Examples
    --------
    >>> cardinal("21", "de"), cardinal("6.5", "en"), cardinal("-3", "en")
    ('einundzwanzig', 'six point five', 'minus three')
    """
    whole, point, decimals = number.partition(".")
    if not point:
        return _spelled(number, language, "CARDINAL")
    parts = [_spelled(whole or "0", language, "CARDINAL"), _POINTS.get(language)]
    if decimals:
        parts.append(digit_by_digit(decimals, language))
    return _joined(parts, language)


def ordinal(number: str, language: str) -> str | None:
    """Return a number's place in words: ``twenty first``; `None` where no rules are known."""
    return _spelled(number, language, "ORDINAL")


def year(number: str, language: str) -> str | None:
    """Return a year in words: ``nineteen ninety nine``; `None` where no rules are known."""
    if language in IDEOGRAPHIC:
        return digit_by_digit(number, language)
    return _spelled(number, language, "YEAR" if language in _YEARS_BY_HUNDREDS else "CARDINAL")


def digit_by_digit(number: str, language: str) -> str | None:
    """Return the digits of a number in words, one by one: ``two nine three``."""
    return _joined([_spelled(digit, language, "CARDINAL") for digit in number if digit.isdecimal()], language)


def _joined(parts: Sequence[str | None], language: str) -> str | None:
    words = [part for part in parts if part]
    return ("" if language in IDEOGRAPHIC else " ").join(words) if len(words) == len(parts) else None


@functools.lru_cache(maxsize=1024)
def _spelled(number: str, language: str, purpose: str) -> str | None:
    from unicode_rbnf import FormatPurpose

    engine = _engine(language)
    if engine is None or len(number) > _LONGEST_DIGITS:
        return None
    try:
        found = engine.format_number(number, FormatPurpose[purpose])
    except (ValueError, ArithmeticError):  # no rules for the purpose, or no number
        return None
    words: str = next(
        (found.text_by_ruleset[rule] for rule in _USUAL_RULES if rule in found.text_by_ruleset), found.text
    )
    words = words.replace("\N{SOFT HYPHEN}", "").replace("\N{ZERO WIDTH SPACE}", "")
    return re.sub(r"[\s-]+", " ", words).strip() if language == "en" else words


@functools.cache
def _engine(language: str) -> Any:
    """Return the rules of a language; `None` if there are none."""
    from unicode_rbnf import RbnfEngine

    try:
        return RbnfEngine.for_language({"nb": "no"}.get(language, language))
    except ValueError:
        return None
