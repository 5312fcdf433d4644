"""ResponseReader: what a service sends of its responses, in the one form of `voicelab.realtime.events`."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from voicelab.completion.content_filter import filtered_in
from voicelab.completion.reply_event import fields_of, name_of
from voicelab.exchange.fields import Word
from voicelab.realtime.event_fields import objects_in, seconds_in, text_in
from voicelab.realtime.events import (
    RealtimeEvent,
    ReplyItemAdded,
    ReplySound,
    ReplyText,
    ReplyWords,
    ResponseCreated,
    ResponseDone,
    ResponseStatus,
)
from voicelab.realtime.message_order import MessageOrder
from voicelab.realtime.tool_call_reader import ToolCallReader
from voicelab.realtime.usage import token_usage

if TYPE_CHECKING:
    from voicelab.realtime.event_fields import Fields
    from voicelab.realtime.failures import Failures

__all__ = ["ResponseReader"]

_Reader: TypeAlias = "Callable[[Fields], Iterator[RealtimeEvent]]"

_STATUSES: Mapping[str, ResponseStatus] = {
    "completed": "completed", "cancelled": "cancelled", "incomplete": "incomplete",
}  # fmt: skip


class ResponseReader:
    """Reads the events of one connection's responses, in their order.

    Services leave out what others send. An event that names no response is of the last one; text that came
    in no pieces is that of the part, of the item or of the response at its end.
    """

    def __init__(self, failures: Failures) -> None:
        self._failures = failures
        self._model: str | None = None
        self._response_id = ""
        self._odd_bytes: dict[str, bytes] = {}
        self._order = MessageOrder()
        self._written: dict[str, str] = {}
        self._calls = ToolCallReader()
        sounds, texts = ("response.output_audio", "response.audio"), ("response.output_text", "response.text")
        written = (*(f"{name}_transcript" for name in sounds), *texts)
        self.readers: dict[str, _Reader] = {
            "session.created": self._session,
            "session.updated": self._session,
            "response.created": self._created,
            "response.output_item.added": self._item_added,
            "response.output_item.done": self._item_done,
            "conversation.item.done": self._item_again,
            "response.function_call_arguments.done": self._arguments,
            **{f"{name}.delta": self._placed(self._sound) for name in sounds},
            **{f"{name}.delta": self._placed(self._text) for name in written},
            **{f"{name}.done": self._placed(self._whole_text) for name in written},
            **{f"{name}.done": self._sound_ended for name in sounds},
            "response.audio_timestamp.delta": self._placed(self._words),
            "response.done": self._done,
        }
        """What reads each kind of event."""

    def _placed(self, read: _Reader) -> _Reader:
        """Return what reads an event of a message, in the place of that."""
        return lambda event: self._order.place(text_in(event, "item_id"), read(event))

    def _id_of(self, event: Fields) -> str:
        named = text_in(event, "response_id") or text_in(fields_of(event.get("response")), "id")
        self._response_id = named or self._response_id
        return self._response_id

    def _session(self, event: Fields) -> Iterator[RealtimeEvent]:
        self._model = name_of(fields_of(event.get("session")).get("model")) or self._model
        yield from ()

    def _created(self, event: Fields) -> Iterator[RealtimeEvent]:
        self._response_id = ""
        self._order = MessageOrder()
        self._odd_bytes.clear()
        self._written.clear()
        yield ResponseCreated(self._id_of(event))

    def _item_added(self, event: Fields) -> Iterator[RealtimeEvent]:
        item = fields_of(event.get("item"))
        self._calls.note_item(item)
        if item.get("type") == "message":
            item_id = text_in(item, "id")
            self._order.begin(item_id)
            yield from self._order.place(item_id, [ReplyItemAdded(self._id_of(event), item_id)])

    def _item_done(self, event: Fields) -> Iterator[RealtimeEvent]:
        item = fields_of(event.get("item"))
        yield from self._item_ended(item, self._id_of(event))
        yield from self._order.end(text_in(item, "id"))

    def _item_again(self, event: Fields) -> Iterator[RealtimeEvent]:
        self._calls.note_again(fields_of(event.get("item")))
        yield from ()

    def _arguments(self, event: Fields) -> Iterator[RealtimeEvent]:
        self._calls.note_arguments(event)
        yield from ()

    def _item_ended(self, item: Fields, response_id: str) -> Iterator[RealtimeEvent]:
        if item.get("type") == "message":
            parts = objects_in(item, "content")
            whole = "".join(text_in(part, "transcript") or text_in(part, "text") for part in parts)
            item_id = text_in(item, "id")
            yield from self._order.place(item_id, self._rest(response_id, item_id, whole))
        yield from self._calls.end_item(item, response_id)

    def _text(self, event: Fields) -> Iterator[RealtimeEvent]:
        if delta := text_in(event, "delta"):
            item_id = text_in(event, "item_id")
            self._written[item_id] = self._written.get(item_id, "") + delta
            yield ReplyText(self._id_of(event), delta)

    def _whole_text(self, event: Fields) -> Iterator[RealtimeEvent]:
        whole = text_in(event, "transcript") or text_in(event, "text")
        yield from self._rest(self._id_of(event), text_in(event, "item_id"), whole)

    def _rest(self, response_id: str, item_id: str, whole: str) -> Iterator[RealtimeEvent]:
        """Yield what of a text has not come in pieces."""
        is_known = bool(item_id) and "" not in self._written  # else any of the pieces may be of it
        came = self._written.get(item_id, "") if is_known else "".join(self._written.values())
        rest = whole.removeprefix(came) if came.strip() else whole
        if rest.strip() and (rest != whole or not came.strip()):
            self._written[item_id] = self._written.get(item_id, "") + rest
            yield ReplyText(response_id, rest)

    def _sound(self, event: Fields) -> Iterator[RealtimeEvent]:
        item_id = text_in(event, "item_id")
        try:
            data = self._odd_bytes.get(item_id, b"") + base64.b64decode(text_in(event, "delta"))
        except binascii.Error:
            return
        whole = len(data) - len(data) % 2
        self._odd_bytes[item_id] = data[whole:]
        if whole:
            yield ReplySound(self._id_of(event), data[:whole])

    def _sound_ended(self, event: Fields) -> Iterator[RealtimeEvent]:
        yield from self._order.end(text_in(event, "item_id"))

    def _words(self, event: Fields) -> Iterator[RealtimeEvent]:
        text = text_in(event, "text").strip()
        if text and event.get("timestamp_type") in (None, "word"):
            word = Word(
                text=text,
                start_seconds=seconds_in(event, "audio_offset_ms"),
                duration_seconds=seconds_in(event, "audio_duration_ms"),
            )
            yield ReplyWords(self._id_of(event), (word,))

    def _done(self, event: Fields) -> Iterator[RealtimeEvent]:
        response_id = self._id_of(event)
        response = fields_of(event.get("response")) or event
        details = fields_of(response.get("status_details"))
        body = fields_of(details.get("error"))
        stated = text_in(response, "status") or ("failed" if body else "completed")
        status = _STATUSES.get(stated, "failed")
        for item in objects_in(response, "output"):
            yield from self._item_ended(item, response_id)
        yield from self._order.end_all()
        yield from self._calls.end(response_id, is_whole=status == "completed")
        reason = name_of(details.get("reason"))
        if status == "cancelled" and reason and not body:  # a failure where nobody here has
            body = {"type": "server_error", "message": f"It cancelled its reply: {reason}."}
        failed = self._failures.of_event(body) if body else self._failures.of_code("service-error")
        yield ResponseDone(
            response_id=response_id,
            status=status,
            reason=reason,
            usage=token_usage(response.get("usage")),
            model=name_of(response.get("model")) or self._model,
            error=failed if status in ("failed", "cancelled") else None,
            filtered=filtered_in(response),
        )
