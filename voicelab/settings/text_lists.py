"""Several texts in one: separated by commas, a text that holds one in quotes, as in a CSV file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

__all__ = ["listed", "parts"]

_NEEDS_QUOTES = re.compile(r'[,"\r\n]|^\s|\s$|^$')


def listed(texts: Iterable[str]) -> str:
    """Return several texts as one, different for different texts.

    Examples
    --------
    >>> listed(["Contoso, Ltd", "Fabrikam"])
    '"Contoso, Ltd", Fabrikam'
    """
    return ", ".join(map(_quoted, texts))


def parts(text: str) -> tuple[str, ...]:
    """Return the texts that a text lists, without blanks around them; those in quotes may hold commas.

    Examples
    --------
    >>> parts('"Contoso, Ltd", Fabrikam')
    ('Contoso, Ltd', 'Fabrikam')
    """
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), skipinitialspace=True))
    except csv.Error:  # longer than its limit
        rows = [text.split(",")]
    return tuple(part.strip() for row in rows for part in row if part.strip())


def _quoted(text: str) -> str:
    if not _NEEDS_QUOTES.search(text):
        return text
    return '"' + text.replace('"', '""') + '"'
