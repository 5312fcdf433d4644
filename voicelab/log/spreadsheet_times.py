"""Moments as spreadsheets write them, by the habits of a country, brought back to ISO 8601 in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

import pyarrow as pa

from voicelab.log.rows import utc_text

__all__ = ["as_iso"]

_LOCAL = re.compile(
    r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4}),?\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?\s*"
    r"(?:([AaPp])\.?\s?[Mm]\.?)?"
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_DAY_ZERO = datetime(1899, 12, 30, tzinfo=timezone.utc)
"""From which spreadsheets count days."""


def as_iso(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return moments as the log writes them; what is missing stays missing.

    Raises
    ------
    ValueError
        A text is no moment, or all of them can be read with the day first and with the month first.
    """
    written = [None if text is None else str(text).strip() for text in texts.to_pylist()]
    day_first = _day_first(text for text in written if text)
    moments = [utc_text(_moment(text, day_first)) if text else None for text in written]
    return pa.chunked_array([pa.array(moments, pa.large_string())])


def _moment(text: str, day_first: bool | None) -> datetime:
    try:
        if found := _LOCAL.fullmatch(text):
            return _local(found, day_first)
        if _SERIAL.fullmatch(text):
            return _DAY_ZERO + timedelta(days=float(text.replace(",", ".")))
        moment = datetime.fromisoformat(re.sub(r"\s*Z$", "+00:00", text))
    except (ValueError, OverflowError) as error:
        if "day first" in str(error):
            raise
        raise ValueError(f"{text!r} is no moment such as 2026-01-31T12:00:00Z") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc)


def _local(found: re.Match[str], day_first: bool | None) -> datetime:
    first, separator, second, third, hour, minute, seconds, fraction, half = found.groups()
    if len(first) == 4:
        year, month, day = int(first), int(second), int(third)
    else:
        if separator != "." and day_first is None:
            raise ValueError(
                f"{found[0]!r} may have the day first or the month first; save the file with times as "
                "2026-01-31 12:00:00"
            )
        day, month = (int(first), int(second)) if separator == "." or day_first else (int(second), int(first))
        year = int(third) + (2000 if len(third) <= 2 else 0)
    of_day = int(hour) % 12 + (12 if half in ("P", "p") else 0) if half else int(hour)
    micro = int((fraction or "0").ljust(6, "0"))
    return datetime(year, month, day, of_day, int(minute), int(seconds or 0), micro, tzinfo=timezone.utc)


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
