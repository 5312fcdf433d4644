"""Server events: what a service sends, read into the one form of `voicelab.realtime.events`.

OpenAI's names and those that Azure's Voice Live has kept stand side by side. Kinds and fields that nobody
here knows are let pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from voicelab.completion.reply_event import name_of
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
        self._readers: dict[str, Callable[[Fields], Iterator[RealtimeEvent]]] = {
            "input_audio_buffer.speech_started": self._speech_started,
            "input_audio_buffer.speech_stopped": self._speech_stopped,
            "input_audio_buffer.committed": self._committed,
            f"{_TRANSCRIPTION}.delta": self._transcript,
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
        yield SpeechStopped(text_in(event, "item_id"), seconds_in(event, "audio_end_ms"))

    def _committed(self, event: Fields) -> Iterator[RealtimeEvent]:
        yield InputCommitted(text_in(event, "item_id"))

    def _transcript(self, event: Fields) -> Iterator[RealtimeEvent]:
        if delta := text_in(event, "delta"):
            yield InputTranscript(text_in(event, "item_id"), delta)

    def _transcribed(self, event: Fields) -> Iterator[RealtimeEvent]:
        first = next(iter(objects_in(event, "phrases")), {})
        text = text_in(event, "transcript").strip()
        yield InputTranscribed(text_in(event, "item_id"), text, name_of(first.get("locale")))

    def _not_transcribed(self, event: Fields) -> Iterator[RealtimeEvent]:
        yield InputNotTranscribed(text_in(event, "item_id"), server_words(event.get("error")))

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
