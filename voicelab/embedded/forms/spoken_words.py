"""Words of the spoken form, and what is written for some of them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Found", "SpokenWord"]


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word of the spoken form."""

    low: str
    token: int
    """The place of the word that was written, of which this may be a part."""
    text: str
    """As it stood, without punctuation."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was said, as it is written."""

    text: str
    end: int
    """The place behind the last word."""
