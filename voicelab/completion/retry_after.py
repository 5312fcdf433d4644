"""How long a server asks to be left alone, and a time in the unit in which people say it."""

from __future__ import annotations

import contextlib
import email.utils
import math
import re
import time

__all__ = ["duration", "retry_after_seconds"]

_LONGEST_SECONDS = 31 * 86_400.0
"""The most that is believed: beyond it, a clock or a header is wrong."""

_PART = re.compile(
    r"(\d+(?:\.\d+)?) ?(?:(ms|milliseconds?)|(s|sec(?:ond)?s?)|(m|min(?:ute)?s?)|(h|hours?))(?![a-z]) ?",
    re.IGNORECASE,
)
_PART_SECONDS = (0.001, 1.0, 60.0, 3_600.0)
_WORDS = re.compile(r"\b(?:try again|retry) (?:in|after) (?=\d)", re.IGNORECASE)
"""As OpenAI and Azure word it: ``try again in 1m2.5s``, ``retry after 15 seconds``."""


def retry_after_seconds(error: Exception) -> float | None:
    """Return how long the service asks to be left alone, in seconds; `None` if it does not say.

    It says so in a header, else in its words: over a websocket, and in a stream, there are no others.
    """
    response = getattr(error, "response", None)
    headers = response.headers if response is not None else {}
    seconds = _number(headers.get("retry-after-ms", ""))
    if seconds is not None:
        seconds /= 1000
    else:
        seconds = _number(headers.get("retry-after", ""))
    if seconds is None:
        moment = email.utils.parsedate_tz(headers.get("retry-after", ""))
        with contextlib.suppress(ValueError, OverflowError):
            seconds = email.utils.mktime_tz(moment) - time.time() if moment is not None else None
    if seconds is None:
        seconds = _worded_seconds(str(error))
    return max(0.0, seconds) if seconds is not None and seconds <= _LONGEST_SECONDS else None


def _worded_seconds(words: str) -> float | None:
    asks = _WORDS.search(words)
    if asks is None:
        return None
    parts, place = [], asks.end()
    while part := _PART.match(words, place):
        unit = next(index for index, name in enumerate(part.groups()[1:]) if name)
        parts.append(float(part[1]) * _PART_SECONDS[unit])
        place = part.end()
    return sum(parts) if parts else None


def duration(seconds: float) -> str:
    """Return a time in the unit in which people say it."""
    for unit, length in (("days", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
