"""The texts of a reply's items, which some interfaces send in pieces, then whole, then all at once."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["ItemTexts"]


class ItemTexts:
    """Takes pieces and whole texts, and gives what of them is new, with a line's end between two items."""

    def __init__(self) -> None:
        self._item = ""
        self._items: list[list[str]] = []
        self._is_done = False

    def add(self, text: str, item: str = "") -> str:
        """Take the next piece of an item's text.

        Parameters
        ----------
        item
            The item's id; without any, a new one begins behind one that is done.
        """
        if not text:
            return ""
        is_new = item != self._item if item and self._item else self._is_done
        self._item, self._is_done = item or self._item, False
        separator = ""
        if is_new or not self._items:
            last = self._items[-1][-1][-1:] if self._items else ""
            separator = "" if not last or last.isspace() or text[0].isspace() else "\n"
            self._items.append([])
        self._items[-1].append(text)
        return separator + text

    def done(self, text: str, item: str = "") -> str:
        """Take the whole text of an item, or of a part of it; return what did not come in pieces."""
        if not text:
            return ""
        is_other = bool(item and self._item and item != self._item)
        known = "".join(self._items[-1]) if self._items and not is_other else ""
        if known and not self._is_done and text.startswith(known):
            rest = self.add(text[len(known) :], self._item)
        else:
            rest = "" if text.strip() in known else self.add(text, item)
        self._is_done = bool(self._items)
        return rest

    def rest(self, texts: Sequence[str]) -> str:
        """Take all the texts, now that the reply is whole; return those of which nothing came."""
        missing = texts[len(self._items) :]
        self._is_done = True
        return "".join(self.add(text, f"without id {len(self._items)}") for text in missing)
