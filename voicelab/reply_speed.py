"""How quick a reply comes: when it begins, and how many tokens a second follow."""

from __future__ import annotations

import time
from dataclasses import dataclass

__all__ = ["ReplySpeed", "ReplyTimer"]

_LEAST_SECONDS = 0.001
"""A reply whose pieces come within less was sent in one, whatever it was written in."""


@dataclass(frozen=True, slots=True)
class ReplySpeed:
    """A reply, and how quick it came."""

    text: str
    first_token_seconds: float | None
    """`None` for one without a word."""
    tokens_per_second: float | None
    """`None` for one that came in one piece."""


class ReplyTimer:
    """Takes the pieces of a reply as they come; begins when it is made."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._came: list[float] = []
        self._pieces: list[str] = []

    def add(self, piece: str) -> None:
        """Take the next piece."""
        if piece:
            self._came.append(time.perf_counter() - self._began)
            self._pieces.append(piece)

    def speed(self, tokens: int | None = None) -> ReplySpeed:
        """Return what was measured.

        Parameters
        ----------
        tokens
            How many the reply has, where that is known; otherwise each piece is one.
        """
        text, rate = "".join(self._pieces), None
        if not self._came:
            return ReplySpeed(text, None, None)
        first, last = self._came[0], self._came[-1]
        count = tokens or len(self._came)
        if len(self._came) > 1 and count > 1 and last - first >= _LEAST_SECONDS:
            rate = (count - 1) / (last - first)
        return ReplySpeed(text, first, rate)
