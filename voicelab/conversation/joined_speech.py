"""JoinedSpeech: what a voice speaks in several parts, with pauses in which the model waits for tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicelab.conversation.spoken_reply import SpokenReply
    from voicelab.exchange.fields import Word

__all__ = ["JoinedSpeech"]


class JoinedSpeech:
    """Parts of one reply, each a `SpokenReply`, as one."""

    def __init__(self) -> None:
        self._parts: list[SpokenReply] = []
        self._begins: list[float] = []

    def add(self, part: SpokenReply, begins_at_seconds: float) -> None:
        """Add the next part, whose sound begins so far within the whole reply's, in seconds."""
        self._parts.append(part)
        self._begins.append(begins_at_seconds)

    @property
    def text(self) -> str:
        """What is spoken so far, or about to be."""
        if len(self._parts) == 1:
            return self._parts[0].text
        return " ".join(text for part in self._parts if (text := part.text.strip()))

    @property
    def words(self) -> list[Word]:
        """Those of it whose times are known so far."""
        if len(self._parts) == 1:
            return self._parts[0].words
        parts = zip(self._parts, self._begins, strict=True)
        return [word.later(begins_at) for part, begins_at in parts for word in part.words]

    @property
    def is_complete(self) -> bool:
        """Whether all sound of the parts so far was made."""
        return all(part.is_complete for part in self._parts)

    @property
    def first_text_at(self) -> float | None:
        """When the voice was given the first of it."""
        return next((part.first_text_at for part in self._parts if part.first_text_at is not None), None)

    @property
    def ssml_characters(self) -> int | None:
        """Characters that the voice was sent as SSML."""
        known = [part.ssml_characters for part in self._parts if part.ssml_characters is not None]
        return sum(known) if known else None

    @property
    def retries(self) -> int:
        """How often the voice began a part again."""
        return sum(part.retries for part in self._parts)
