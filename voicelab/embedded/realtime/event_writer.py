"""EventWriter: what a connection sends, one event after the other, each with an id; and its faults."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

from voicelab.embedded.client_socket import ClientSocket, TurnLostError
from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.fault_kinds import Close, Drop, Garbage, Hang, MidTurn
from voicelab.embedded.host import Host
from voicelab.embedded.realtime.conversation_items import new_id

__all__ = ["EventWriter"]

_FAULTS = (Close, Drop, Garbage, Hang)
_IDS = ("response_id", "item_id")


class EventWriter:
    """Writes the events of one connection; any task may send.

    A fault takes effect in a turn: the first begins with the connection, the next ones with each response.
    What is not yet due goes over to the next.
    """

    def __init__(self, socket: ClientSocket, host: Host) -> None:
        self._socket = socket
        self._host = host
        self._lock = asyncio.Lock()
        self._fault: MidTurn | None = None
        self._messages = 0
        self._audio_seconds = 0.0
        self._is_mute = False
        self.begin_turn()

    def begin_turn(self) -> None:
        """Begin a turn."""
        if self._fault is None:
            self._fault = self._host.faults.pop("realtime", *_FAULTS)
            self._messages, self._audio_seconds = 0, 0.0

    async def send(self, kind: str, **fields: Any) -> None:
        """Send an event.

        Raises
        ------
        TurnLostError
            The connection is gone, or a fault ended it.
        """
        await self._send({"type": kind, "event_id": new_id("event"), **fields})

    async def send_audio(self, kind: str, audio: bytes, seconds: float, **fields: Any) -> None:
        """Send an event with sound in it, of a length in seconds.

        Raises
        ------
        TurnLostError
            The connection is gone, or a fault ended it.
        """
        event = {"type": kind, "event_id": new_id("event"), **fields}
        await self._send({**event, "delta": base64.b64encode(audio).decode()}, event, len(audio))
        self._audio_seconds += seconds

    async def refuse(self, error: InvalidRequestError, event_id: object) -> None:
        """Send the refusal of a client's event; the connection stays."""
        await self.fail("invalid_request_error", error.code, str(error), error.param, event_id)

    async def fail(
        self, kind: str, code: str | None, message: str, param: str | None = None, event_id: object = None
    ) -> None:
        """Send an error."""
        named = event_id if isinstance(event_id, str) else None
        error = {"type": kind, "code": code, "message": message, "param": param, "event_id": named}
        await self.send("error", error=error)

    async def _send(
        self, event: dict[str, Any], logged: dict[str, Any] | None = None, audio_bytes: int = 0
    ) -> None:
        async with self._lock:
            await self._apply_fault_if_due(event["type"])
            if self._is_mute:
                return
            if self._socket.is_closing:
                raise TurnLostError
            if self._host.request_log is not None:
                self._host.request_log.note_message(
                    "realtime",
                    sent=True,
                    path=event["type"],
                    request_id=next((str(event[name]) for name in _IDS if event.get(name)), ""),
                    body=json.dumps(event if logged is None else logged),
                    audio_bytes=audio_bytes,
                )
            await self._socket.send(json.dumps(event))
            self._messages += 1

    async def _apply_fault_if_due(self, kind: str) -> None:
        fault = self._fault
        if (
            fault is None
            or self._messages < fault.after_messages
            or self._audio_seconds < fault.after_audio_seconds
            or (fault.before and fault.before != kind)
        ):
            return
        self._fault = None
        if isinstance(fault, Hang):
            self._is_mute = True  # what comes in is read on, so that the client's end is noticed
        else:
            await self._socket.apply_fault(fault)
