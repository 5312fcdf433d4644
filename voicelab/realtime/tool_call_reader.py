"""ToolCallReader: the calls of tools in a response, wherever the service has their arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.realtime.event_fields import text_in
from voicelab.realtime.events import ToolCallRequested

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voicelab.realtime.event_fields import Fields

__all__ = ["ToolCallReader"]

_NAMES = ("call_id", "name", "arguments")


class ToolCallReader:
    """Puts the calls of one response together; each is given once.

    Services have the arguments in ``response.function_call_arguments.done``, in the item when it is added or
    done, in the response's end, or in several of them.
    """

    def __init__(self) -> None:
        self._open: dict[str, dict[str, str]] = {}
        self._requested: set[str] = set()

    def note_item(self, item: Fields) -> None:
        """Note what an item that begins says of a call."""
        if item.get("type") == "function_call":
            self._merge(item, text_in(item, "id"))

    def note_again(self, item: Fields) -> None:
        """Note what an item of the conversation says of a call that has begun."""
        if _key(item, text_in(item, "id")) in self._open:
            self.note_item(item)

    def note_arguments(self, event: Fields) -> None:
        """Note the arguments of a call, all of them."""
        self._merge(event, text_in(event, "item_id"))

    def end_item(self, item: Fields, response_id: str) -> Iterator[ToolCallRequested]:
        """Yield the call that an item is, once its arguments are known; one that was cut off is none."""
        if item.get("type") != "function_call":
            return
        if item.get("status") not in (None, "completed"):
            self._open.pop(_key(item, text_in(item, "id")), None)
            return
        key = self._merge(item, text_in(item, "id"))
        if self._open.get(key, {}).get("arguments"):
            yield from self._requests(key, response_id)

    def end(self, response_id: str, *, is_whole: bool) -> Iterator[ToolCallRequested]:
        """Yield the calls whose items did not end, if the response did."""
        if is_whole:
            for key in list(self._open):
                yield from self._requests(key, response_id)
        self._open.clear()
        self._requested.clear()

    def _merge(self, fields: Fields, item_id: str) -> str:
        key = _key(fields, item_id)
        if key and key not in self._requested:
            call = self._open.setdefault(key, {})
            stated = {name: text for name in _NAMES if (text := text_in(fields, name))}
            call.update(stated | ({"item_id": item_id} if item_id else {}))
        return key

    def _requests(self, key: str, response_id: str) -> Iterator[ToolCallRequested]:
        call = self._open.pop(key)
        self._requested.add(key)
        if call.get("name"):
            call_id, name, arguments = (call.get(each, "") for each in _NAMES)
            yield ToolCallRequested(response_id, call_id, name, arguments, call.get("item_id", ""))


def _key(fields: Fields, item_id: str) -> str:
    return text_in(fields, "call_id") or item_id
