"""Numbers in words, in the languages whose rules Unicode's CLDR has."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any

from voicelab.text.languages import IDEOGRAPHIC

__all__ = [
    "POINTS",
    "THOUSANDS_BY_COMMA",
    "all_cardinals",
    "all_ordinals",
    "cardinal",
    "digit_by_digit",
    "ordinal",
    "ungrouped",
    "year",
]

_LONGEST_DIGITS = 15
_DEFAULT = "default"
"""Stands for the form that the rules give where none is asked for."""
_USUAL_RULES = ("spellout-numbering", "spellout-ordinal", "spellout-ordinal-masculine")
POINTS = {
    "da": "komma", "de": "komma", "en": "point", "es": "coma", "fr": "virgule", "it": "virgola", "ja": "点",
    "ko": "점", "nb": "komma", "nl": "komma", "pt": "vírgula", "sv": "komma", "zh": "点",
}  # fmt: skip
"""What is said between a number and its decimals."""
THOUSANDS_BY_COMMA = IDEOGRAPHIC | {"en", "he", "hi", "ko", "th"}
"""Languages whose numbers have commas between the thousands; others have points, and commas for decimals."""
_RULES = {"bs": ("bs", "sr_Latn"), "fr": ("fr", "fr_BE", "fr_CH"), "sr": ("sr", "bs")}
"""Those of Unicode's rules that hold beside a language's own: 97 is 'nonante-sept' in Belgium."""
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
    parts = [_spelled(whole or "0", language, "CARDINAL"), POINTS.get(language)]
    if decimals:
        parts.append(digit_by_digit(decimals, language))
    return _joined(parts, language)


def ordinal(number: str, language: str, kind: str = "") -> str | None:
    """Return a number's place in words: ``twenty first``; `None` where no rules are known.

    Parameters
    ----------
    kind
        One that Unicode's rules name, where they have it: ``feminine``, German's ending ``n``.

    Examples
    --------
    >>> ordinal("3", "it"), ordinal("3", "it", "feminine")
    ('terzo', 'terza')
    """
    return _spelled(number, language, "ORDINAL", f"spellout-ordinal-{kind}")


def all_cardinals(number: str, language: str) -> frozenset[str]:
    """Return the words of a whole number in every gender, case and manner that Unicode's rules have.

    Examples
    --------
    >>> sorted(all_cardinals("1", "it"))
    ['un', 'una', 'uno']
    """
    return _all_forms(number, language, "CARDINAL")


def all_ordinals(number: str, language: str) -> frozenset[str]:
    """Return the words of a number's place in every gender, case and manner that Unicode's rules have."""
    return _all_forms(number, language, "ORDINAL")


def year(number: str, language: str) -> str | None:
    """Return a year in words: ``nineteen ninety nine``; `None` where no rules are known."""
    if language in IDEOGRAPHIC:
        return digit_by_digit(number, language)
    return _spelled(number, language, "YEAR" if language in _YEARS_BY_HUNDREDS else "CARDINAL")


def ungrouped(text: str, language: str) -> str:
    """Return a text without the marks between the thousands of its numbers.

    Examples
    --------
    >>> ungrouped("1,000.50", "en"), ungrouped("1.000,50", "de"), ungrouped("1 000", "fr")
    ('1000.50', '1000,50', '1000')
    """
    mark = r"[,\s'’]" if language in THOUSANDS_BY_COMMA else r"[.\s'’]"
    grouped = rf"(?<![\d.,])\d{{1,3}}(?:{mark}\d{{2,3}})*{mark}\d{{3}}(?!\d)"
    return re.sub(grouped, lambda number: re.sub(r"\D", "", number[0]), text)


def digit_by_digit(number: str, language: str) -> str | None:
    """Return the digits of a number in words, one by one: ``two nine three``."""
    return _joined([_spelled(digit, language, "CARDINAL") for digit in number if digit.isdecimal()], language)


def _joined(parts: Sequence[str | None], language: str) -> str | None:
    words = [part for part in parts if part]
    return ("" if language in IDEOGRAPHIC else " ").join(words) if len(words) == len(parts) else None


def _spelled(number: str, language: str, purpose: str, rule: str = "") -> str | None:
    forms = _forms(number, language, purpose)
    return next((forms[name] for name in (rule, *_USUAL_RULES, _DEFAULT) if name in forms), None)


def _all_forms(number: str, language: str, purpose: str) -> frozenset[str]:
    rules = _RULES.get(language, (language,))
    return frozenset(form for each in rules for form in _forms(number, each, purpose).values())


@functools.lru_cache(maxsize=4096)
def _forms(number: str, language: str, purpose: str) -> Mapping[str, str]:
    """Return a number in words by each of Unicode's rules, by their names; nothing where there are none."""
    from unicode_rbnf import FormatPurpose
    from unicode_rbnf.engine import RbnfError

    engine = _engine(language)
    if engine is None or len(number) > _LONGEST_DIGITS:
        return {}
    try:
        found = engine.format_number(number, FormatPurpose[purpose])
    except (ValueError, ArithmeticError, RbnfError):  # no rules for the purpose, or no number
        return {}
    forms = {_DEFAULT: found.text, **found.text_by_ruleset}
    return {name: _tidy(words, language) for name, words in forms.items()}


def _tidy(words: str, language: str) -> str:
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
