"""Names of raters, by which what one of them says is found again."""

from __future__ import annotations

import re
import unicodedata

from voicelab.text.well_formed import well_formed

__all__ = ["rater_name"]

_BLANKS = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")


def rater_name(given: str) -> str:
    """Return a rater's name as it is kept, and as pages for raters keep it: on one line, in the form NFC.

    Examples
    --------
    >>> rater_name(" Ann\\n Lee ")
    'Ann Lee'
    """
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", well_formed(given)).strip())
