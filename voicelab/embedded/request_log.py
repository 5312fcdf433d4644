"""RequestLog: a record of what came over the wire, for tests; no credentials in it."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from voicelab.embedded.faults import Stage

__all__ = ["LoggedMessage", "LoggedRequest", "RequestLog"]

_WAV_HEADER_BYTES = 44
_CREDENTIALS = {"ocp-apim-subscription-key", "api-key", "authorization", "sec-websocket-protocol"}


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """An HTTP request, or a websocket's upgrade; also those that are refused."""

    at: float
    """When, by ``time.monotonic()``, in seconds."""
    method: str
    path: str
    query: Mapping[str, str]
    """Names in lower case; credentials left out."""
    headers: Mapping[str, str]
    """Names in lower case; credentials left out."""
    body: Mapping[str, Any] | None = None
    """The JSON body of a completion."""


@dataclass(frozen=True, slots=True)
class LoggedMessage:
    """A message on a websocket."""

    at: float
    """When, by ``time.monotonic()``, in seconds."""
    stage: Stage
    sent: bool
    """Whether the server sent it; otherwise it came from the client."""
    path: str
    request_id: str
    body: str
    """The text; empty for audio."""
    audio_bytes: int = 0
    """Length of the audio, in bytes; a WAV header left out."""


@dataclass
class RequestLog:
    """What came over the wire, in order; may be read from any thread."""

    requests: list[LoggedRequest] = field(default_factory=list)
    """HTTP requests and upgrades."""
    messages: list[LoggedMessage] = field(default_factory=list)
    """Messages of all websockets, both ways."""
    connections: Counter[str] = field(default_factory=Counter)
    """Websockets that were opened, by stage."""
    open_connections: Counter[str] = field(default_factory=Counter)
    """Websockets that are open now, by stage."""
    _changed: threading.Condition = field(default_factory=threading.Condition, repr=False)

    def received(self, stage: Stage, path: str) -> list[LoggedMessage]:
        """Return the messages of one path that clients sent."""
        with self._changed:
            return [m for m in self.messages if not m.sent and m.stage == stage and m.path == path]

    def sent(self, stage: Stage, path: str) -> list[LoggedMessage]:
        """Return the messages of one path that the server sent."""
        with self._changed:
            return [m for m in self.messages if m.sent and m.stage == stage and m.path == path]

    @property
    def recognition_contexts(self) -> list[dict[str, Any]]:
        """Every ``speech.context``."""
        return [json.loads(m.body) for m in self.received("recognition", "speech.context")]

    @property
    def synthesis_contexts(self) -> list[dict[str, Any]]:
        """Every ``synthesis.context``."""
        return [json.loads(m.body) for m in self.received("synthesis", "synthesis.context")]

    @property
    def ssml(self) -> list[str]:
        """Every SSML document."""
        return [m.body for m in self.received("synthesis", "ssml")]

    @property
    def text_pieces(self) -> list[str]:
        """Every piece of every text stream."""
        return [m.body for m in self.received("synthesis", "text.piece")]

    def realtime_events(self, *, sent: bool) -> list[dict[str, Any]]:
        """Return the events of realtime connections, the audio left out.

        Parameters
        ----------
        sent
            Whether those that the server sent, or those that came from clients.
        """
        with self._changed:
            return [json.loads(m.body) for m in self.messages if m.stage == "realtime" and m.sent == sent]

    @property
    def audio_samples(self) -> int:
        """Samples that came for recognition, headers left out."""
        return sum(m.audio_bytes for m in self.received("recognition", "audio")) // 2

    @property
    def chat_requests(self) -> list[Mapping[str, Any]]:
        """The JSON body of every completion."""
        with self._changed:
            return [request.body for request in self.requests if request.body is not None]

    def wait_for(self, condition: Callable[[RequestLog], bool], timeout_seconds: float = 10.0) -> bool:
        """Wait until something is so; `False` if it is not within the time."""
        with self._changed:
            return self._changed.wait_for(lambda: condition(self), timeout_seconds)

    def clear(self) -> None:
        """Clear the log; connections that are open stay counted."""
        with self._changed:
            self.requests.clear()
            self.messages.clear()
            self.connections.clear()

    def note_request(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: Mapping[str, Any] | None = None,
    ) -> None:
        """Record a request."""
        request = LoggedRequest(
            time.monotonic(), method, path, _without_credentials(query), _without_credentials(headers), body
        )
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()

    def note_connection(self, stage: Stage, change: int) -> None:
        """Record that a websocket opened (1) or closed (-1)."""
        with self._changed:
            if change > 0:
                self.connections[stage] += 1
            self.open_connections[stage] += change
            self._changed.notify_all()

    def note_message(
        self,
        stage: Stage,
        *,
        sent: bool,
        path: str,
        request_id: str,
        body: str | bytes,
        audio_bytes: int = 0,
    ) -> None:
        """Record a message.

        Parameters
        ----------
        audio_bytes
            Of the audio within a text, in bytes.
        """
        text = body if isinstance(body, str) else ""
        if isinstance(body, bytes):
            audio_bytes = len(body) - (_WAV_HEADER_BYTES if body[:4] == b"RIFF" else 0)
        message = LoggedMessage(time.monotonic(), stage, sent, path, request_id, text, audio_bytes)
        with self._changed:
            self.messages.append(message)
            self._changed.notify_all()


def _without_credentials(values: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in values.items() if name.lower() not in _CREDENTIALS}
