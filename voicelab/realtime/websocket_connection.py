"""WebsocketConnection: a `RealtimeConnection` over a websocket that an SDK opened."""

from __future__ import annotations

import base64
import logging
import time
from collections import deque
from typing import TYPE_CHECKING, Any, Literal

from voicelab.completion.reply_event import fields_of
from voicelab.event_loop import to_the_end
from voicelab.realtime.event_fields import error_in
from voicelab.realtime.events import RequestRefused
from voicelab.realtime.input_sound import InputSound
from voicelab.realtime.pending_deletions import PendingDeletions
from voicelab.realtime.requests import RequestNumbers, new_item_id
from voicelab.realtime.server_events import EventReader
from voicelab.realtime.session_fields import changed_fields
from voicelab.realtime.websocket import WebsocketLostError
from voicelab.text.json_objects import json_object

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from voicelab.errors import CompletionError, VoicelabError
    from voicelab.realtime.events import RealtimeEvent, Request
    from voicelab.realtime.failures import Failures
    from voicelab.realtime.session_fields import SessionFields
    from voicelab.realtime.websocket import Websocket
    from voicelab.settings import Settings

__all__ = ["WebsocketConnection"]

_logger = logging.getLogger(__name__)

_FIRST_WORDS = ("session.created", "conversation.created")
"""What services begin with: xAI's has begun with its conversation."""


class WebsocketConnection:
    """An open connection; see `RealtimeConnection`.

    Parameters
    ----------
    fields
        How the service has the settings.
    """

    output_rate_hz = 24_000

    def __init__(
        self, websocket: Websocket, fields: SessionFields, failures: Failures, deployment: str
    ) -> None:
        self.deployment = deployment
        self.heard_at = time.monotonic()
        self._websocket = websocket
        self._fields = fields
        self._failures = failures
        self._reader = EventReader(failures)
        self._waiting: deque[RealtimeEvent] = deque()
        self._numbers = RequestNumbers()
        self._deletions = PendingDeletions(lambda: self.failure("bad-answer"))
        self._session: Mapping[str, object] = fields.usual
        self._last_error: VoicelabError | None = None
        self._has_begun = False
        self._sound = InputSound(fields.input_rate_hz)

    def failure(self, code: str) -> CompletionError:
        """See `RealtimeConnection`."""
        return self._failures.of_code(code)

    async def begin(self) -> None:
        """Wait for the service's first word.

        Raises
        ------
        VoicelabError
            The service refuses, or closes the connection.
        """
        while True:
            event = await self._receive()
            if event.get("type") == "error":
                raise self._failures.of_event(error_in(event))
            self._read(event)
            self._fields = self._fields.as_stated(fields_of(event.get("session")))
            if event.get("type") in _FIRST_WORDS:
                self._has_begun = True
                return

    async def update(
        self, settings: Settings, *, listens: bool, tools: Sequence[dict[str, object]] = ()
    ) -> None:
        """See `RealtimeConnection`."""
        session = self._fields.session(settings, listens=listens, tools=tools)
        changed = changed_fields(session, self._session)
        self._session = session
        if changed:
            await self._send("update", "session.update", session={**self._fields.fixed, **changed})

    async def probe(self) -> None:
        """See `RealtimeConnection`."""
        same = {name: self._session[name] for name in ("instructions",) if name in self._session}
        await self._send("probe", "session.update", session={**self._fields.fixed, **same})

    async def append(self, pcm: bytes) -> None:
        """See `RealtimeConnection`."""
        await self._append(self._sound.convert(pcm))

    async def commit(self) -> None:
        """See `RealtimeConnection`."""
        await self._append(self._sound.finish())
        self._reader.heard.end_speech()
        await self._send("commit", "input_audio_buffer.commit")

    async def clear(self) -> None:
        """See `RealtimeConnection`."""
        self._sound.finish()
        await self._send("clear", "input_audio_buffer.clear")

    async def add_message(
        self, role: Literal["user", "assistant"], text: str, *, after: str | None = None
    ) -> str:
        """See `RealtimeConnection`."""
        kind = "input_text" if role == "user" else self._fields.written_part
        content = {"type": kind, "text": text}
        return await self._add("add_message", after, type="message", role=role, content=[content])

    async def add_sound(self, pcm: bytes) -> str:
        """See `RealtimeConnection`."""
        sound = InputSound(self._fields.input_rate_hz)
        content = {"type": "input_audio", "audio": _base64(sound.convert(pcm) + sound.finish())}
        return await self._add("add_sound", None, type="message", role="user", content=[content])

    async def add_tool_output(self, call_id: str, output: str) -> str:
        """See `RealtimeConnection`."""
        item = {"type": "function_call_output", "call_id": call_id, "output": output}
        return await self._add("add_tool_output", None, **item)

    async def delete(self, item_id: str) -> None:
        """See `RealtimeConnection`."""
        self._deletions.note_asked()
        await self._send("delete", "conversation.item.delete", item_id=item_id)

    async def truncate(self, item_id: str, heard_seconds: float) -> None:
        """See `RealtimeConnection`."""
        place = {"item_id": item_id, "content_index": 0}
        heard_ms = int(1_000 * heard_seconds)  # never more than there is
        await self._send("truncate", "conversation.item.truncate", **place, audio_end_ms=heard_ms)

    async def respond(self, settings: Settings) -> None:
        """See `RealtimeConnection`."""
        self._deletions.note_response()
        await self._send("respond", "response.create", response=self._fields.response(settings))

    async def cancel(self) -> None:
        """See `RealtimeConnection`."""
        await self._send("cancel", "response.cancel")

    async def next(self) -> RealtimeEvent:
        """See `RealtimeConnection`."""
        while not self._waiting:
            self._read(await self._receive())
        return self._waiting.popleft()

    async def close(self) -> None:
        """See `RealtimeConnection`."""
        await to_the_end(self._websocket.close())

    def _read(self, message: Mapping[str, object]) -> None:
        for event in self._reader.read(message):
            refused = event if isinstance(event, RequestRefused) else None
            # Services say with an error why they close; what they say of a request is none of that.
            self._last_error = refused.error if refused is not None and refused.request is None else None
            if refused is not None and refused.request == "update":
                self._session = {}  # nothing of it holds: the next update says all
            self._waiting.extend(self._deletions.read(event))

    async def _append(self, sound: bytes) -> None:
        if sound:
            await self._send("append", "input_audio_buffer.append", audio=_base64(sound))

    async def _add(self, request: Request, after: str | None, **item: object) -> str:
        item_id = new_item_id()
        self._reader.heard.add_ours(item_id)
        place = {} if after is None else {"previous_item_id": after}
        await self._send(request, "conversation.item.create", **place, item={"id": item_id, **item})
        return item_id

    async def _send(self, request: Request, kind: str, **fields: object) -> None:
        event = {"type": kind, "event_id": self._numbers.next(request), **fields}
        try:
            await self._websocket.send(event)
        except WebsocketLostError as lost:
            raise self._failures.of_closing(lost, has_begun=self._has_begun) from None

    async def _receive(self) -> dict[str, Any]:
        """Return the next message that is an event."""
        while True:
            try:
                message = await self._websocket.receive()
            except WebsocketLostError as lost:
                raise self._last_error or self._failures.of_closing(lost, has_begun=self._has_begun) from None
            self.heard_at = time.monotonic()
            event = json_object(message)
            if event is not None:
                return event
            _logger.warning("the service sent a message that is no event, of %d bytes", len(message))


def _base64(sound: bytes) -> str:
    return base64.b64encode(sound).decode("ascii")
