"""Session: one client's conversation, event by event."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from voicelab.embedded.client_socket import TurnLostError
from voicelab.embedded.completion.invalid_request import (
    OBJECT,
    TEXT,
    InvalidRequestError,
    check_value,
)
from voicelab.embedded.realtime.content_parts import ContentPart
from voicelab.embedded.realtime.conversation_items import ConversationItem
from voicelab.embedded.realtime.input_worker import InputWorker
from voicelab.embedded.realtime.item_reading import read_item
from voicelab.embedded.realtime.recognising import recognise_part
from voicelab.embedded.realtime.reply_control import ReplyControl
from voicelab.embedded.realtime.response_reading import read_response
from voicelab.embedded.realtime.session_options import SessionOptions
from voicelab.embedded.realtime.session_state import SessionState
from voicelab.embedded.realtime.transcribing import send_transcription
from voicelab.embedded.realtime.voices import check_voice
from voicelab.embedded.realtime.wire_values import (
    checked,
    decoded_audio,
    one_of,
    required,
    unknown_value,
    whole_number,
)
from voicelab.errors import unexpected

__all__ = ["RealtimeSession"]

_Handler = Callable[[Mapping[str, Any]], Awaitable[None]]
_ITEM_ID = checked(TEXT)
_TRANSCRIPTION = "transcription"


class RealtimeSession:
    """What follows from the events of a client, and from what is heard."""

    def __init__(self, state: SessionState) -> None:
        self._state = state
        self._replies = ReplyControl(state, self._idle)
        self.input = InputWorker(state, self)
        self._beside: set[asyncio.Task[None]] = set()
        self._recognising = asyncio.Lock()
        self._handlers: Mapping[str, _Handler] = {
            "session.update": self._update,
            "input_audio_buffer.append": self._append,
            "input_audio_buffer.commit": self._commit,
            "input_audio_buffer.clear": self._clear,
            "conversation.item.create": self._create_item,
            "conversation.item.truncate": self._truncate_item,
            "conversation.item.delete": self._delete_item,
            "conversation.item.retrieve": self._retrieve_item,
            "response.create": self._create_response,
            "response.cancel": self._cancel_response,
        }

    async def begin(self) -> None:
        """Tell of the session."""
        await self._state.writer.send("session.created", session=self._to_wire())

    async def handle(self, event: Mapping[str, Any]) -> None:
        """Do what a client asks for.

        Raises
        ------
        InvalidRequestError
            It is refused; the session goes on.
        VoicelabError
            An engine fails.
        """
        kind = required(event, "type", checked(TEXT))
        handler = self._handlers.get(kind)
        if handler is None:
            raise unknown_value(kind, tuple(self._handlers), "type")
        await handler(event)

    async def close(self) -> None:
        """End what is under way, without a word."""
        await self._replies.close()
        for task in self._beside:
            task.cancel()
        if self._beside:
            await asyncio.wait(self._beside)

    async def speech_started(self) -> None:
        """End the reply where the session says so, and cut it to what was heard of it."""
        self._replies.stop_idling()
        turns = self._state.options.turn_detection
        if turns is None or not turns.interrupts:
            return
        await self._replies.interrupt()
        played = self._state.heard.stop()
        if played is not None and turns.truncates:
            item, heard_ms = played
            with contextlib.suppress(InvalidRequestError):  # a client cut it itself, or deleted it
                await self._truncate(item.id, 0, heard_ms)

    async def turn_over(self, item: ConversationItem, *, wants_reply: bool) -> None:
        """Reply, and tell what was said beside that."""
        if wants_reply and self._state.options.replies:
            await self._replies.reply()
        self._run_beside(send_transcription(self._state, item))

    async def _idle(self) -> None:
        turns = self._state.options.turn_detection
        if turns is not None and turns.idle_seconds is not None and not self.input.hearing.is_in_speech:
            await self.input.idle(max(0.0, self.input.hearing.position_seconds - turns.idle_seconds))

    async def _update(self, event: Mapping[str, Any]) -> None:
        given = dict(required(event, "session", checked(OBJECT)))
        before, dialect = self._state.options, self._state.dialect
        if dialect.needs_type:
            self._check_type(given)
        shape = dialect.session if before.replies else dialect.transcription or dialect.session
        options = shape.updated(before, given, "session")
        self._check_voice(before, options)
        self._state.options = options
        await self.input.configure(options)
        await self._state.writer.send("session.updated", session=self._to_wire())

    def _check_type(self, given: dict[str, Any]) -> None:
        kinds = ("realtime", _TRANSCRIPTION)
        kind = required(given, "type", one_of(*kinds), "session")
        del given["type"]
        own = kinds[0] if self._state.options.replies else kinds[1]
        if kind != own:
            raise InvalidRequestError(
                f"Passing a {kind} session update event to a {own} session is not allowed.", "session.type"
            )

    def _check_voice(self, before: SessionOptions, options: SessionOptions) -> None:
        if options.voice.wire == before.voice.wire:
            return
        if self._state.dialect.locks_voice and self._state.items.has_spoken:
            raise InvalidRequestError(
                "Cannot update a conversation's voice if assistant audio is present.",
                None,
                "cannot_update_voice",
            )
        host = self._state.host
        engines = host.engines_at_hand
        place = "session.audio.output.voice" if self._state.dialect.needs_type else "session.voice"
        check_voice(
            None if engines is None else engines.synthesis,
            options.voice,
            place,
            custom_models=host.custom_models,
        )

    async def _append(self, event: Mapping[str, Any]) -> None:
        form = self._state.options.input_sound
        await self.input.hear(required(event, "audio", lambda text, param: decoded_audio(text, param, form)))

    async def _commit(self, _event: Mapping[str, Any]) -> None:
        await self.input.commit()

    async def _clear(self, _event: Mapping[str, Any]) -> None:
        await self.input.clear()

    async def _create_item(self, event: Mapping[str, Any]) -> None:
        state = self._state
        given = required(event, "item", checked(OBJECT))
        item = read_item(given, "item", state.dialect, state.options.input_sound)
        after = event.get("previous_item_id")
        if after is not None:
            check_value("previous_item_id", after, TEXT)
        state.items.check_new(item, after)
        sounds = [part for part in item.parts if part.kind == "audio" and item.role == "user"]
        for part in sounds:
            part.heard = asyncio.get_running_loop().create_future()
            self._run_beside(self._recognise(part, state.options))
        await state.add_item(item, after)
        if sounds:
            self._run_beside(send_transcription(state, item))

    async def _recognise(self, part: ContentPart, options: SessionOptions) -> None:
        async with self._recognising:
            await recognise_part(self._state.host, options, part)

    async def _truncate_item(self, event: Mapping[str, Any]) -> None:
        item_id = required(event, "item_id", _ITEM_ID)
        content_index = required(event, "content_index", whole_number(0))
        await self._truncate(item_id, content_index, required(event, "audio_end_ms", whole_number(0)))

    async def _truncate(self, item_id: str, content_index: int, end_ms: int) -> None:
        self._state.items.truncate(item_id, content_index, end_ms)
        await self._state.writer.send(
            "conversation.item.truncated", item_id=item_id, content_index=content_index, audio_end_ms=end_ms
        )

    async def _delete_item(self, event: Mapping[str, Any]) -> None:
        item_id = required(event, "item_id", _ITEM_ID)
        self._state.items.delete(item_id)
        await self._state.writer.send("conversation.item.deleted", item_id=item_id)

    async def _retrieve_item(self, event: Mapping[str, Any]) -> None:
        item = self._state.items.find(required(event, "item_id", _ITEM_ID), "retrieving")
        wire = item.to_wire(self._state.dialect, with_audio=True)
        await self._state.writer.send("conversation.item.retrieved", item=wire)

    async def _create_response(self, event: Mapping[str, Any]) -> None:
        if not self._state.options.replies:
            raise InvalidRequestError("Response creation is not allowed in a transcription session.", "type")
        request = read_response(self._state, event)
        if request.is_kept:
            self._check_voice(self._state.options, request.options)
        if request.cancels_previous:
            await self._replies.interrupt()
        await self._replies.create(request)

    async def _cancel_response(self, event: Mapping[str, Any]) -> None:
        response_id = event.get("response_id")
        if response_id is not None:
            check_value("response_id", response_id, TEXT)
        await self._replies.cancel(response_id)

    def _run_beside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._beside.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._beside.discard(task)
        failure = None if task.cancelled() else task.exception()
        if failure is not None and not isinstance(failure, TurnLostError):
            unexpected(failure)  # which logs it; a lost connection is noticed by its reader

    def _to_wire(self) -> dict[str, Any]:
        """Return the session as its events have it."""
        state, options = self._state, self._state.options
        about = {"id": state.id, "expires_at": state.expires_at}
        if not options.replies and state.dialect.transcription is not None:
            kind = {"type": _TRANSCRIPTION, "object": "realtime.transcription_session"}
            return {**kind, **about, **state.dialect.transcription.to_wire(options)}
        kind = {"type": "realtime"} if state.dialect.needs_type else {}
        return {**kind, "object": "realtime.session", **about, **state.dialect.session.to_wire(options)}
