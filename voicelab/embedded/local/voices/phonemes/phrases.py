"""Phrases of phonemes, short enough to be spoken at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = ["bounded"]


def bounded(phrases: Iterable[str], most: int) -> Iterator[str]:
    """Cut what became long when numbers were written out: the time a phrase takes grows with its square."""
    for phrase in phrases:
        while len(phrase) > most:
            cut = phrase.rfind(" ", 0, most) + 1 or most
            yield phrase[:cut]
            phrase = phrase[cut:]
        yield phrase
