"""Names of raters, by which what one of them says is found again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from voicelab.text.well_formed import well_formed

__all__ = ["rater_name", "rater_names"]

_BLANKS = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")


def rater_name(given: str) -> str:
    """Return a rater's name as it is kept, and as pages for raters keep it: on one line, in the form NFC.

    Examples
    --------
    >>> rater_name(" Ann\\n Lee ")
    'Ann Lee'
    """
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", well_formed(given)).strip())


def rater_names(given: str | Iterable[str]) -> set[str]:
    """Return the names of several raters, or of one, each as `rater_name` has it."""
    return {rater_name(each) for each in ([given] if isinstance(given, str) else given)}
