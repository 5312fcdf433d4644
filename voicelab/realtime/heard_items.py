"""HeardItems: what a service made of the user's sound, also where only its transcript tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.realtime.event_fields import objects_in, text_in

if TYPE_CHECKING:
    from voicelab.realtime.event_fields import Fields

__all__ = ["HeardItems"]


class HeardItems:
    """The items of one connection's conversation that are what users said.

    Huggingface's server commits without a word, LocalAI's has other names in its transcripts.
    """

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._untranscribed: list[str] = []
        self._is_item_due = False

    def end_speech(self) -> None:
        """Note that what was said is over, and becomes an item."""
        self._is_item_due = True

    def add_ours(self, item_id: str) -> None:
        """Note an item that is ours: that it is there is no news."""
        self._known.add(item_id)

    def commit(self, item_id: str) -> bool:
        """Note that an item is committed; returns whether that is news."""
        is_news = item_id not in self._known
        self._is_item_due = self._is_item_due and not is_news
        if is_news and item_id:
            self._known.add(item_id)
            self._untranscribed.append(item_id)
        return is_news

    def add_item(self, item: Fields) -> bool:
        """Note an item of the conversation; returns whether it is what was just said, which is news."""
        has_sound = any(text_in(part, "type") == "input_audio" for part in objects_in(item, "content"))
        is_said = has_sound and text_in(item, "role") == "user"
        return is_said and self._is_item_due and self.commit(text_in(item, "id"))

    def transcribe(self, item_id: str) -> tuple[str, bool]:
        """Return which item the end of a transcription is about, and whether that it is there is news."""
        if item_id not in self._known and self._untranscribed:
            item_id = self._untranscribed[-1]
        is_news = bool(item_id) and self.commit(item_id)
        if item_id in self._untranscribed:
            self._untranscribed.remove(item_id)
        return item_id, is_news
