"""Refusals: whether words say that somebody will not, or cannot, do what was asked."""

from __future__ import annotations

import re
from itertools import islice

from voicelab.scores.refusal_phrases import EXCEPTIONS, REFUSALS
from voicelab.text.sentences import sentences_of
from voicelab.text.words import folded

__all__ = ["refuses"]

_SENTENCES = 3
"""A reply refuses in its first sentences; what it cannot do beyond, it says behind an answer."""
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|「[^」]*」|『[^』]*』")
_APOSTROPHES = str.maketrans("’‘ʼ′`´", "''''''")
_REFUSAL = re.compile("|".join(f"(?:{pattern})" for patterns in REFUSALS.values() for pattern in patterns))
_EXCEPTION = re.compile(EXCEPTIONS)


def refuses(reply: str) -> bool:
    """Say whether a spoken reply refuses in its first sentences."""
    first = " ".join(islice(sentences_of(_QUOTED.sub(" ", reply)), _SENTENCES))
    text = _EXCEPTION.sub(" ", folded(first).translate(_APOSTROPHES))
    return _REFUSAL.search(text) is not None
