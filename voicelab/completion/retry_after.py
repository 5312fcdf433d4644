"""How long a server asks to be left alone, and a time in the unit in which people say it."""

from __future__ import annotations

import contextlib
import email.utils
import math
import time

__all__ = ["duration", "retry_after_seconds"]

_LONGEST_SECONDS = 31 * 86_400.0
"""The most that is believed: beyond it, a clock or a header is wrong."""


def retry_after_seconds(error: Exception) -> float | None:
    """Return how long the service asks to be left alone, in seconds; `None` if it does not say."""
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
    return max(0.0, seconds) if seconds is not None and seconds <= _LONGEST_SECONDS else None


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
