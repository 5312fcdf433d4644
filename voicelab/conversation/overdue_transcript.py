"""OverdueTranscript: of a turn that was answered ahead of its final transcript, which is late."""

from __future__ import annotations

import time

from voicelab.recognition.recognizer import Hypothesis, Utterance
from voicelab.text.same_words import same_words
from voicelab.text.words import words

__all__ = ["OverdueTranscript"]

_LONGEST_SECONDS = 30.0
"""How long it may still come, in seconds: after that, who says the same says it again."""


class OverdueTranscript:
    """Knows the words that make no second turn when they come."""

    def __init__(self) -> None:
        self._text = ""
        self._until = 0.0

    def expect(self, text: str) -> None:
        """Expect the transcript of words that are answered."""
        self._text, self._until = text, time.monotonic() + _LONGEST_SECONDS

    def forget(self) -> None:
        """Expect nothing any more."""
        self._text = ""

    def is_in(self, heard: Hypothesis | Utterance, locales: tuple[str, ...]) -> bool:
        """Tell whether this is that transcript, or becomes it; other words say that it will not come."""
        if not self._text or time.monotonic() > self._until:
            return False
        is_same = same_words(self._text, heard.text, locales)
        begun = words(heard.text)
        if isinstance(heard, Utterance) or not (is_same or words(self._text)[: len(begun)] == begun):
            self.forget()
            return is_same
        return True
