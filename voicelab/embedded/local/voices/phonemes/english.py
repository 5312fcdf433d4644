"""EnglishPhonemes: American and British English, by hibari's lexicon, whose signs are Kokoro's."""

from __future__ import annotations

import re
import threading

from hibari.g2p import G2P

__all__ = ["EnglishPhonemes"]

_RARE = re.compile(r"[^A-Za-z' .,;:!?-]")
_MANY_DIGITS = re.compile(r"(\d{12})(?=\d)")


class EnglishPhonemes:
    """The pronunciation of one of the two; loads its lexicon."""

    def __init__(self, *, british: bool) -> None:
        self._lexicon = G2P(british=british)
        self._lock = threading.Lock()

    def __call__(self, text: str) -> str:
        """Return how a text is pronounced; punctuation stays."""
        text = _MANY_DIGITS.sub(r"\1 ", " ".join(text.split()))
        with self._lock:
            try:
                return str(self._lexicon(text))
            except (IndexError, TypeError, ValueError):
                # It trips over some rare characters; without them it reads the rest.
                return str(self._lexicon(_RARE.sub(" ", text)))
