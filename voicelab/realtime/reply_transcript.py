"""ReplyTranscript: what a model says in a reply, over all of its messages, and when its words sound."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from voicelab.text.well_formed import WellFormed

if TYPE_CHECKING:
    from voicelab.exchange.fields import Word

__all__ = ["ReplyTranscript"]


class ReplyTranscript:
    """The text of one reply, as it comes."""

    def __init__(self) -> None:
        self.text = ""
        self.words: list[Word] = []
        """Words whose times are known so far."""
        self._begins_at = 0.0
        self._gap = ""
        self._well_formed = WellFormed()

    def begin_message(self, begins_at_seconds: float) -> None:
        """Begin the next message, whose sound begins so far within the reply's, in seconds."""
        self._begins_at = begins_at_seconds
        self._gap = " " if self.text and not self.text[-1].isspace() else ""

    def add(self, delta: str) -> str:
        """Add the next piece of the text; returns it as it stands in the whole."""
        added = self._gap + self._well_formed.feed(delta)
        self._gap = ""
        self.text += added
        return added

    def add_words(self, words: Iterable[Word]) -> None:
        """Add words by their place in the sound of the message."""
        self.words.extend(word.later(self._begins_at) for word in words)
