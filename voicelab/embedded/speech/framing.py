"""The messages of Azure Speech's websocket protocol: header lines, an empty line, a body.

A text message is the header lines joined by CRLF, an empty line and the body. A binary message is two
bytes with the length of the header lines, big-endian, the header lines, and audio. Times on the wire are
ticks of 100 ns.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voicelab.text.json_objects import json_object

__all__ = [
    "SUBPROTOCOL",
    "TICKS_PER_SECOND",
    "ProtocolError",
    "ProtocolMessage",
    "audio_message",
    "parse",
    "section",
    "text_message",
    "to_ticks",
]

SUBPROTOCOL = "USP"
"""Name of the websocket subprotocol that Azure's clients ask for."""

TICKS_PER_SECOND = 10_000_000
"""Ticks of 100 ns in a second."""


class ProtocolError(Exception):
    """A client sent something that is not the protocol; the message is fit for a close reason."""


@dataclass(frozen=True, slots=True)
class ProtocolMessage:
    """One message of the protocol."""

    path: str
    """What kind of message it is, in lower case, such as ``speech.context``."""
    request_id: str
    """The turn it belongs to; empty on ``speech.config``."""
    headers: Mapping[str, str]
    """All header lines by name in lower case."""
    body: str | bytes
    """Text, or audio."""

    @property
    def json(self) -> dict[str, Any]:
        """The body as a JSON object.

        Raises
        ------
        ProtocolError
            It is not one.
        """
        value = json_object(self.body or "{}")
        if value is None:
            raise ProtocolError(f"The body of {self.path} is not a JSON object.")
        return value


def parse(data: str | bytes) -> ProtocolMessage:
    """Parse a websocket message.

    Raises
    ------
    ProtocolError
        The framing is broken or the message has no ``Path``.
    """
    if isinstance(data, str):
        head, separator, text = data.partition("\r\n\r\n")
        if not separator:
            raise ProtocolError("A text message has no empty line after its headers.")
        body: str | bytes = text
    else:
        length = int.from_bytes(data[:2], "big")
        if len(data) < 2 + length:
            raise ProtocolError("A binary message is shorter than its headers.")
        head, body = data[2 : 2 + length].decode("utf-8", "replace"), data[2 + length :]
    headers = {}
    for line in head.splitlines():
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    if not headers.get("path"):
        raise ProtocolError("A message has no Path header.")
    return ProtocolMessage(headers["path"].lower(), headers.get("x-requestid", ""), headers, body)


def section(payload: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return the object that lies in a payload under some names; empty where there is none."""
    value: Any = payload
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return dict(value) if isinstance(value, Mapping) else {}


def text_message(path: str, request_id: str, payload: Mapping[str, Any]) -> str:
    """Return a JSON message of the service."""
    head = f"X-RequestId:{request_id}\r\nContent-Type:application/json; charset=utf-8\r\nPath:{path}"
    return f"{head}\r\n\r\n{json.dumps(payload, ensure_ascii=False)}"


def audio_message(request_id: str, stream_id: str, audio: bytes) -> bytes:
    """Return an ``audio`` message of the service; no audio ends the stream."""
    kind = "Content-Type:audio/x-wav\r\n" if audio else ""
    head = f"X-RequestId:{request_id}\r\n{kind}X-StreamId:{stream_id}\r\nPath:audio\r\n".encode()
    return len(head).to_bytes(2, "big") + head + audio


def to_ticks(seconds: float) -> int:
    """Return a time in ticks, never negative."""
    return max(0, round(seconds * TICKS_PER_SECOND))
