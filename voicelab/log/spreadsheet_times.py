"""Moments as spreadsheets write them, by the habits of a country, brought back to ISO 8601 in UTC."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone

from voicelab.log.rows import utc_text
from voicelab.log.spreadsheet_words import is_afternoon

__all__ = ["iso_reader"]

_LOCAL = re.compile(
    r"(\d{1,4})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{2}|\d{4})(?:\.|\s*г\.)?"
    r"(?:,?\s+([^\d\s]\D*?)?\s*(\d{1,2})([:.])(\d{2})(?:\7(\d{2})(?:[.,](\d{1,6}))?)?(?:\s*([^\d\s]\D*))?)?"
)
"""A date in figures, and a time, perhaps, with the half of the day before it or behind it."""
_ZONE = re.compile(r"\s*(?:Z|UTC|GMT)$")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_DAY_ZERO = datetime(1899, 12, 30, tzinfo=timezone.utc)
"""From which spreadsheets count days."""
_YEARS = range(2000, 2200)
"""Years of logs; those of other calendars are not among them."""


def iso_reader(texts: Iterable[str]) -> Callable[[str], str]:
    """Return what reads the moments of a file: gives them as the log writes them.

    It raises `ValueError` if a text is no moment, or if all of the file's can be read with the day first and
    with the month first.

    Parameters
    ----------
    texts
        All moments of the file: one of them may tell where the day stands.
    """
    day_first = _day_first(texts)
    return lambda text: utc_text(_moment(text, day_first))


def _moment(text: str, day_first: bool | None) -> datetime:
    text = _ZONE.sub("", text)
    try:
        if found := _LOCAL.fullmatch(text):
            if found[2] in "/-" and len(found[1]) < 4 and day_first is None:
                raise _TwoWaysError(
                    "may have the day first or the month first; save the file with times as "
                    "2026-01-31 12:00:00"
                )
            return _local(found, found[2] == "." or day_first)
        if _SERIAL.fullmatch(text):
            return _DAY_ZERO + timedelta(days=float(text.replace(",", ".")))
        moment = datetime.fromisoformat(text)
    except _TwoWaysError:
        raise
    except (ValueError, OverflowError):
        raise ValueError("is no moment such as 2026-01-31T12:00:00Z") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc)


class _TwoWaysError(ValueError):
    """A date that can be read in two ways."""


def _local(found: re.Match[str], day_first: bool | None) -> datetime:
    first, _, second, third, before, hour, _, minute, seconds, fraction, behind = found.groups()
    if len(first) == 4:
        year, month, day = int(first), int(second), int(third)
    else:
        day, month = (int(first), int(second)) if day_first else (int(second), int(first))
        year = int(third) + (2000 if len(third) == 2 else 0)
    if year not in _YEARS:
        raise ValueError(f"{year} is no year of a log")
    of_day = int(hour or 0)
    if half := before or behind:
        of_day = of_day % 12 + (12 if is_afternoon(half) else 0)
    micro = int((fraction or "0").ljust(6, "0"))
    return datetime(year, month, day, of_day, int(minute or 0), int(seconds or 0), micro, tzinfo=timezone.utc)


def _day_first(texts: Iterable[str]) -> bool | None:
    """Say whether the day stands first, which one number above 12 tells of all; `None` if none does."""
    for text in texts:
        found = _LOCAL.fullmatch(text)
        if found and len(found[1]) < 4 and found[2] != ".":
            if int(found[1]) > 12:
                return True
            if int(found[3]) > 12:
                return False
    return None
