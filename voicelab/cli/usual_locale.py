"""Locales of turns whose data name a language, such as ``de``: settings want a region as well."""

from __future__ import annotations

import re

from voicelab.errors import RecognitionError
from voicelab.settings.controls import COMMON_LOCALES
from voicelab.text.languages import language_of, written_language

__all__ = ["locale_of"]

_REGION = re.compile(r"[A-Z]{2}|\d{3}")
_CODE = re.compile(r"[a-z]{2}")
"""Of a language that may well be that of the country of the same letters."""


def locale_of(language: str) -> str:
    """Return the locale of a language's code, the most usual one if it names no region.

    Raises
    ------
    RecognitionError
        None is known for it.

    Examples
    --------
    >>> locale_of("en"), locale_of("pt-br"), locale_of("lt")
    ('en-US', 'pt-BR', 'lt-LT')
    """
    code, *others = language.split("-")
    if others and _REGION.fullmatch(region := others[-1].upper()):
        return "-".join([code.lower(), *others[:-1], region])
    code = written_language(code.lower())
    own = "en-US" if code == "en" else f"{code}-{code.upper()}"
    usual = [locale for locale in COMMON_LOCALES if language_of(locale) == code]
    if own in usual:
        return own
    if usual:
        return usual[0]
    if _CODE.fullmatch(code):
        return own
    raise RecognitionError(
        f"No locale is known for the language {language!r}.",
        code="unknown-language",
        hint="Name it with its region, such as 'fil-PH'.",
    )
