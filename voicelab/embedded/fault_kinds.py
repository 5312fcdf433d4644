"""Kinds of faults: what the embedded services do wrong when a test asks them to, one frozen value each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_type_hints

from voicelab.text.wide_letters import weighted_length

__all__ = [
    "AnswerNoMatch",
    "Close",
    "CutStream",
    "Delay",
    "Drop",
    "EmptyAudio",
    "FailReply",
    "FailTranscription",
    "Fault",
    "FilterPrompt",
    "FilterReply",
    "Garbage",
    "Hang",
    "HoldLastAudio",
    "HoldTranscription",
    "LimitContext",
    "MidTurn",
    "Refuse",
    "RejectParameter",
]

_MOST = 1_000_000_000
_RANGES = {"times": (1, _MOST), "status": (200, 599), "code": (1000, 4999)}
"""What numbers may be, by their field; others are from 0 to `_MOST`."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something that goes wrong."""

    times: int | None = 1
    """How many times, from 1; `None` is until the faults are cleared."""

    def __post_init__(self) -> None:
        for name, hint in get_type_hints(type(self)).items():
            self._check(name, getattr(self, name), get_args(hint) or (hint,))

    def _check(self, name: str, value: object, kinds: tuple[type, ...]) -> None:
        """Check that a field can do what it says: else the server would fail in a way that nobody asked for.

        Raises
        ------
        ValueError
            It cannot.
        """
        allowed = (*kinds, int) if float in kinds else kinds
        if isinstance(value, bool) or not isinstance(value, allowed):
            expected = " or ".join(kind.__name__ for kind in kinds)
            raise ValueError(f"{name} must be {expected}, not {value!r}")
        lowest, highest = _RANGES.get(name, (0, _MOST))
        if isinstance(value, (int, float)) and not lowest <= value <= highest:
            raise ValueError(f"{name} must be a number from {lowest} to {highest}, not {value!r}")

    def befalls(self, request: Mapping[str, Any]) -> bool:
        """Return whether it befalls a request with this body."""
        return True


@dataclass(frozen=True, kw_only=True)
class Refuse(Fault):
    """Answer a request, or a websocket's upgrade, with an error status."""

    status: int = 500
    """HTTP status."""
    code: str = ""
    """Azure's code of the error; by default the usual one for the status."""
    message: str = ""
    """The error's message; by default the usual sentence for the status."""
    retry_after_seconds: float | None = None
    """Value of the ``Retry-After`` header, in seconds; `None` sends none."""
    body: str | None = None
    """The whole body, sent as HTML: an answer that no client of the protocol expects."""


@dataclass(frozen=True, kw_only=True)
class Delay(Fault):
    """Answer a request, or a websocket's upgrade, late."""

    seconds: float = 1.0
    """How late, in seconds."""


@dataclass(frozen=True, kw_only=True)
class MidTurn(Fault):
    """Something that happens within a turn: at its start, unless a field below sets a later moment."""

    after_messages: int = 0
    """How many messages (of a completion: streamed chunks) the client gets first."""
    before: str = ""
    """Path of the message in whose place it happens, such as ``speech.phrase``; empty for any."""
    after_audio_seconds: float = 0.0
    """How much audio (received for recognition, sent for synthesis) passes first, in seconds."""


@dataclass(frozen=True, kw_only=True)
class Close(MidTurn):
    """Close the websocket with a code."""

    code: int = 1011
    """Websocket close code."""
    reason: str = "Internal server error."
    """Close reason, as the client gets to see it."""


@dataclass(frozen=True, kw_only=True)
class Drop(MidTurn):
    """Cut the TCP connection without closing the websocket."""


@dataclass(frozen=True, kw_only=True)
class Garbage(MidTurn):
    """Send bytes that are not the protocol."""


@dataclass(frozen=True, kw_only=True)
class Hang(MidTurn):
    """Send nothing more, and keep the connection open."""


@dataclass(frozen=True, kw_only=True)
class CutStream(MidTurn):
    """End a streamed completion early: the connection closes with no finish reason."""


@dataclass(frozen=True, kw_only=True)
class AnswerNoMatch(Fault):
    """Answer the next utterance with ``NoMatch``."""


@dataclass(frozen=True, kw_only=True)
class FilterPrompt(Fault):
    """Refuse a prompt as Azure's content filter does: 400 with ``content_filter``."""

    category: str = "violence"
    """The category that is filtered: ``hate``, ``self_harm``, ``sexual`` or ``violence``."""


@dataclass(frozen=True, kw_only=True)
class FilterReply(MidTurn):
    """Stop a reply as Azure's content filter does: ``finish_reason`` ``content_filter``."""

    category: str = "violence"
    """The category that is filtered."""


@dataclass(frozen=True, kw_only=True)
class EmptyAudio(Fault):
    """Synthesise no audio at all, and report success."""


@dataclass(frozen=True, kw_only=True)
class HoldLastAudio(Fault):
    """Send the last piece of audio late."""

    seconds: float = 1.0
    """How late, in seconds."""


@dataclass(frozen=True, kw_only=True)
class RejectParameter(Fault):
    """Refuse a completion that has a parameter, as models do that no longer know it."""

    parameter: str = "max_tokens"
    """The parameter; requests that do not have it pass, and do not count."""
    times: int | None = None

    def befalls(self, request: Mapping[str, Any]) -> bool:
        """Return whether a request has the parameter."""
        return self.parameter in request


@dataclass(frozen=True, kw_only=True)
class LimitContext(Fault):
    """Refuse a completion whose messages are longer than the model's context."""

    characters: int = 1_000
    """How many fit, a letter of Chinese, Japanese or Korean being four; shorter requests do not count."""
    times: int | None = None

    def befalls(self, request: Mapping[str, Any]) -> bool:
        """Return whether a request is too long."""
        return self.count(request) > self.characters

    @staticmethod
    def count(request: Mapping[str, Any]) -> int:
        """Return how many characters a request has."""
        asked = request.get("messages") or request.get("input") or request.get("prompt") or ""
        several = asked if isinstance(asked, list) else [asked]
        texts = (each.get("content") if isinstance(each, Mapping) else each for each in several)
        return sum(weighted_length(str(text)) for text in texts)


@dataclass(frozen=True, kw_only=True)
class FailReply(Fault):
    """End a realtime response as failed, in place of the model's reply."""

    code: str = "server_error"
    """The error's code: ``server_error``, ``rate_limit_exceeded``, ``insufficient_quota``…"""
    message: str = ""
    """The error's message; by default the usual sentence for the code."""


@dataclass(frozen=True, kw_only=True)
class HoldTranscription(Fault):
    """Tell what the user said only once the reply to it is over: its transcription comes when it comes."""

    seconds: float = 0.0
    """How long after the end of the reply, in seconds; where nothing replies, after the utterance."""


@dataclass(frozen=True, kw_only=True)
class FailTranscription(Fault):
    """Fail to transcribe what the user said; the model hears it all the same."""

    message: str = "Input transcription failed for item."
    """The error's message."""
