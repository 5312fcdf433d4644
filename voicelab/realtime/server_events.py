"""Server events: what a service sends, read into the one form of `voicelab.realtime.events`.

OpenAI's names and those that Azure's Voice Live has kept stand side by side. Kinds and fields that nobody
here knows are let pass.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from voicelab.completion.reply_event import fields_of, name_of
from voicelab.realtime.event_fields import error_in, objects_in, seconds_in, text_in
from voicelab.realtime.events import (
    InputCommitted,
    InputNotTranscribed,
    InputTranscribed,
    InputTranscript,
    ItemDeleted,
    RealtimeEvent,
    RequestRefused,
    ServiceWarned,
    SpeechStarted,
    SpeechStopped,
)
from voicelab.realtime.heard_items import HeardItems
from voicelab.realtime.requests import is_gone, refused_request
from voicelab.realtime.response_reader import ResponseReader
from voicelab.text.server_words import server_words

if TYPE_CHECKING:
    from voicelab.realtime.event_fields import Fields
    from voicelab.realtime.failures import Failures

__all__ = ["EventReader"]

_TRANSCRIPTION = "conversation.item.input_audio_transcription"


class EventReader:
    """Reads the events of one connection, in their order."""

    def __init__(self, failures: Failures) -> None:
        self._failures = failures
        self.heard = HeardItems()
        """What was said, as items."""
        self._readers: dict[str, Callable[[Fields], Iterator[RealtimeEvent]]] = {
            "input_audio_buffer.speech_started": self._speech_started,
            "input_audio_buffer.speech_stopped": self._speech_stopped,
            "input_audio_buffer.committed": self._committed,
            "conversation.item.created": self._item,
            "conversation.item.added": self._item,
            f"{_TRANSCRIPTION}.delta": self._transcript,
            f"{_TRANSCRIPTION}.updated": self._transcript_so_far,
            f"{_TRANSCRIPTION}.completed": self._transcribed,
            f"{_TRANSCRIPTION}.failed": self._not_transcribed,
            **ResponseReader(failures).readers,
            "conversation.item.deleted": self._deleted,
            "error": self._error,
            "warning": self._warning,
        }

    def read(self, event: Fields) -> Iterator[RealtimeEvent]:
        """Yield what an event says; nothing where it is of no concern.

        Raises
        ------
        VoicelabError
            It says that the service closes the connection.
        """
        reader = self._readers.get(text_in(event, "type"))
        if reader is not None:
            yield from reader(event)

    def _speech_started(self, event: Fields) -> Iterator[RealtimeEvent]:
        yield SpeechStarted(text_in(event, "item_id"), seconds_in(event, "audio_start_ms"))

    def _speech_stopped(self, event: Fields) -> Iterator[RealtimeEvent]:
        self.heard.end_speech()
        yield SpeechStopped(text_in(event, "item_id"), seconds_in(event, "audio_end_ms"))

    def _committed(self, event: Fields) -> Iterator[RealtimeEvent]:
        item_id = text_in(event, "item_id")
        if self.heard.commit(item_id):
            yield InputCommitted(item_id)

    def _item(self, event: Fields) -> Iterator[RealtimeEvent]:
        item = fields_of(event.get("item"))
        if self.heard.add_item(item):
            yield InputCommitted(text_in(item, "id"))

    def _ended(self, ended: InputTranscribed | InputNotTranscribed) -> Iterator[RealtimeEvent]:
        """Yield how a transcription ended, behind its item."""
        item_id, is_news = self.heard.transcribe(ended.item_id)
        if is_news:
            yield InputCommitted(item_id)
        yield dataclasses.replace(ended, item_id=item_id)

    def _transcript(self, event: Fields) -> Iterator[RealtimeEvent]:
        if delta := text_in(event, "delta"):
            yield InputTranscript(text_in(event, "item_id"), delta)

    def _transcript_so_far(self, event: Fields) -> Iterator[RealtimeEvent]:
        if text := text_in(event, "transcript"):
            yield InputTranscript(text_in(event, "item_id"), text, is_whole=True)

    def _transcribed(self, event: Fields) -> Iterator[RealtimeEvent]:
        if event.get("status") == "in_progress":  # xAI's, while the user speaks
            yield from self._transcript_so_far(event)
            return
        first = next(iter(objects_in(event, "phrases")), {})
        text = text_in(event, "transcript").strip()
        language = name_of(first.get("locale"))
        yield from self._ended(InputTranscribed(text_in(event, "item_id"), text, language))

    def _not_transcribed(self, event: Fields) -> Iterator[RealtimeEvent]:
        why = server_words(event.get("error"))
        yield from self._ended(InputNotTranscribed(text_in(event, "item_id"), why))

    def _deleted(self, event: Fields) -> Iterator[RealtimeEvent]:
        yield ItemDeleted()

    def _error(self, event: Fields) -> Iterator[RealtimeEvent]:
        body = error_in(event)
        error = self._failures.of_event(body)
        if self._failures.ends_session(body):
            raise error
        words = " ".join(text_in(body, name) for name in ("code", "param", "message"))
        request = refused_request(name_of(body.get("event_id")), words)
        if request == "delete" and is_gone(words):
            yield ItemDeleted()
        elif request != "cancel":  # there was nothing to cancel any more
            yield RequestRefused(error, request)

    def _warning(self, event: Fields) -> Iterator[RealtimeEvent]:
        if words := server_words(event.get("warning")) or server_words(event):
            yield ServiceWarned(self._failures.warning(words))
