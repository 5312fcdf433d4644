"""Server events: what a service sends, read into the one form of `voicelab.realtime.events`.

OpenAI's names and those that Azure's Voice Live has kept stand side by side. Kinds and fields that nobody
here knows are let pass.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from voicelab.completion.content_filter import filtered_in
from voicelab.completion.reply_event import fields_of, name_of
from voicelab.exchange.fields import Word
from voicelab.realtime.events import (
    InputCommitted,
    InputNotTranscribed,
    InputTranscribed,
    InputTranscript,
    RealtimeEvent,
    ReplyItemAdded,
    ReplySound,
    ReplyText,
    ReplyWords,
    RequestRefused,
    ResponseCreated,
    ResponseDone,
    ResponseStatus,
    SpeechStarted,
    SpeechStopped,
    ToolCallRequested,
)
from voicelab.realtime.requests import request_of
from voicelab.realtime.usage import token_usage
from voicelab.text.server_words import server_words

if TYPE_CHECKING:
    from voicelab.realtime.failures import Failures

__all__ = ["EventReader"]

_Fields = Mapping[str, Any]

_TRANSCRIPTION = "conversation.item.input_audio_transcription"
_STATUSES: Mapping[str, ResponseStatus] = {
    "completed": "completed", "cancelled": "cancelled", "incomplete": "incomplete",
}  # fmt: skip
_NOTHING_TO_CANCEL = "response_cancel_not_active"


class EventReader:
    """Reads the events of one connection, in their order."""

    def __init__(self, failures: Failures) -> None:
        self._failures = failures
        self._model: str | None = None
        self._odd_byte = b""
        audio, text = ("response.output_audio", "response.audio"), ("response.output_text", "response.text")
        self._readers: dict[str, Callable[[_Fields], Iterator[RealtimeEvent]]] = {
            "session.created": self._session,
            "session.updated": self._session,
            "input_audio_buffer.speech_started": self._speech_started,
            "input_audio_buffer.speech_stopped": self._speech_stopped,
            "input_audio_buffer.committed": self._committed,
            f"{_TRANSCRIPTION}.delta": self._transcript,
            f"{_TRANSCRIPTION}.completed": self._transcribed,
            f"{_TRANSCRIPTION}.failed": self._not_transcribed,
            "response.created": self._created,
            "response.output_item.added": self._item_added,
            "response.output_item.done": self._item_done,
            **{f"{name}.delta": self._sound for name in audio},
            **{f"{name}_transcript.delta": self._text for name in audio},
            **{f"{name}.delta": self._text for name in text},
            "response.audio_timestamp.delta": self._words,
            "response.done": self._done,
            "error": self._error,
        }

    def read(self, event: _Fields) -> Iterator[RealtimeEvent]:
        """Yield what an event says; nothing where it is of no concern.

        Raises
        ------
        VoicelabError
            It says that the service closes the connection.
        """
        reader = self._readers.get(_word(event, "type"))
        if reader is not None:
            yield from reader(event)

    def _session(self, event: _Fields) -> Iterator[RealtimeEvent]:
        self._model = name_of(fields_of(event.get("session")).get("model")) or self._model
        yield from ()

    def _speech_started(self, event: _Fields) -> Iterator[RealtimeEvent]:
        yield SpeechStarted(_word(event, "item_id"), _seconds(event.get("audio_start_ms")))

    def _speech_stopped(self, event: _Fields) -> Iterator[RealtimeEvent]:
        yield SpeechStopped(_word(event, "item_id"), _seconds(event.get("audio_end_ms")))

    def _committed(self, event: _Fields) -> Iterator[RealtimeEvent]:
        yield InputCommitted(_word(event, "item_id"))

    def _transcript(self, event: _Fields) -> Iterator[RealtimeEvent]:
        if delta := _word(event, "delta"):
            yield InputTranscript(_word(event, "item_id"), delta)

    def _transcribed(self, event: _Fields) -> Iterator[RealtimeEvent]:
        phrases = event.get("phrases")
        first = fields_of(phrases[0]) if isinstance(phrases, list) and phrases else {}
        text = _word(event, "transcript").strip()
        yield InputTranscribed(_word(event, "item_id"), text, name_of(first.get("locale")))

    def _not_transcribed(self, event: _Fields) -> Iterator[RealtimeEvent]:
        yield InputNotTranscribed(_word(event, "item_id"), server_words(event.get("error")))

    def _created(self, event: _Fields) -> Iterator[RealtimeEvent]:
        self._odd_byte = b""
        yield ResponseCreated(_word(fields_of(event.get("response")), "id"))

    def _item_added(self, event: _Fields) -> Iterator[RealtimeEvent]:
        item = fields_of(event.get("item"))
        if item.get("type") == "message":
            yield ReplyItemAdded(_word(event, "response_id"), _word(item, "id"))

    def _item_done(self, event: _Fields) -> Iterator[RealtimeEvent]:
        item = fields_of(event.get("item"))
        # The arguments of a call that was cut off would be no call.
        if item.get("type") == "function_call" and item.get("status") in (None, "completed"):
            named = _word(item, "call_id"), _word(item, "name"), _word(item, "arguments")
            yield ToolCallRequested(_word(event, "response_id"), *named, _word(item, "id"))

    def _text(self, event: _Fields) -> Iterator[RealtimeEvent]:
        if delta := _word(event, "delta"):
            yield ReplyText(_word(event, "response_id"), delta)

    def _sound(self, event: _Fields) -> Iterator[RealtimeEvent]:
        try:
            data = self._odd_byte + base64.b64decode(_word(event, "delta"))
        except binascii.Error:
            return
        whole = len(data) - len(data) % 2
        self._odd_byte = data[whole:]
        if whole:
            yield ReplySound(_word(event, "response_id"), data[:whole])

    def _words(self, event: _Fields) -> Iterator[RealtimeEvent]:
        text = _word(event, "text").strip()
        if text and event.get("timestamp_type") in (None, "word"):
            word = Word(
                text=text,
                start_seconds=_seconds(event.get("audio_offset_ms")),
                duration_seconds=_seconds(event.get("audio_duration_ms")),
            )
            yield ReplyWords(_word(event, "response_id"), (word,))

    def _done(self, event: _Fields) -> Iterator[RealtimeEvent]:
        response = fields_of(event.get("response"))
        details = fields_of(response.get("status_details"))
        status = _STATUSES.get(_word(response, "status"), "failed")
        body = fields_of(details.get("error"))
        failed = self._failures.of_event(body) if body else self._failures.of_code("service-error")
        yield ResponseDone(
            response_id=_word(response, "id"),
            status=status,
            reason=name_of(details.get("reason")),
            usage=token_usage(response.get("usage")),
            model=name_of(response.get("model")) or self._model,
            error=failed if status == "failed" else None,
            filtered=filtered_in(response),
        )

    def _error(self, event: _Fields) -> Iterator[RealtimeEvent]:
        body = fields_of(event.get("error"))
        error = self._failures.of_event(body)
        if self._failures.ends_session(body):
            raise error
        if body.get("code") != _NOTHING_TO_CANCEL:
            yield RequestRefused(error, request_of(name_of(body.get("event_id"))))


def _word(fields: _Fields, name: str) -> str:
    """Return a text; empty where it is missing, or is none."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _seconds(milliseconds: Any) -> float:
    is_number = isinstance(milliseconds, int | float) and not isinstance(milliseconds, bool)
    return max(0.0, milliseconds / 1_000.0) if is_number else 0.0
