"""Faults: what the embedded services do wrong when a test asks them to.

Each fault is a small frozen value, queued for a stage. A fault takes effect `times` times and is then
gone, so 'twice 429, then well again' is ``faults.add("completion", Refuse(status=429, times=2))``.
The first fault in the queue that fits takes effect: one at each connection or request, one in each turn.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_args

from voicelab.text.wide_letters import weighted_length

__all__ = [
    "AnswerNoMatch",
    "Close",
    "CutStream",
    "Delay",
    "Drop",
    "EmptyAudio",
    "Fault",
    "Faults",
    "FilterPrompt",
    "FilterReply",
    "Garbage",
    "Hang",
    "HoldLastAudio",
    "LimitContext",
    "Refuse",
    "RejectParameter",
    "Stage",
]

Stage = Literal["recognition", "synthesis", "completion", "voices", "end-of-turn"]
"""What a fault befalls; ``voices`` is the list of voices, all other synthesis is ``synthesis``;
``end-of-turn`` are the questions whether a turn is over."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something that goes wrong."""

    times: int | None = 1
    """How many times, from 1; `None` is until the faults are cleared."""

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
        texts = [asked] if isinstance(asked, str) else [str(message.get("content")) for message in asked]
        return sum(map(weighted_length, texts))


_Kind = TypeVar("_Kind", bound=Fault)
_NAMES: dict[str, type[Fault]] = {
    kind.__name__: kind
    for kind in (
        Close, CutStream, Delay, Drop, EmptyAudio, FilterPrompt, FilterReply, Garbage, Hang, HoldLastAudio,
        AnswerNoMatch, LimitContext, Refuse, RejectParameter,
    )
}  # fmt: skip


class Faults:
    """The queues of faults, one for each stage; may be used from any thread.

    Examples
    --------
    >>> faults = Faults()
    >>> faults.add("completion", Refuse(status=429, retry_after_seconds=2, times=2))
    >>> faults.pop("completion", Refuse).status
    429
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queues: dict[str, list[Fault]] = {stage: [] for stage in get_args(Stage)}

    def add(self, stage: Stage, *faults: Fault) -> None:
        """Queue faults for a stage.

        Raises
        ------
        ValueError
            No such stage, or a fault that never happens.
        """
        if stage not in self._queues:
            raise ValueError(f"no stage {stage!r}; there are: {', '.join(self._queues)}")
        for fault in faults:
            if fault.times is not None and fault.times < 1:
                raise ValueError(f"times must be 1 or more, or None, not {fault.times!r}")
        with self._lock:
            self._queues[stage].extend(faults)

    def add_from_dict(self, values: Mapping[str, Any]) -> None:
        """Queue a fault that is described by plain values: ``stage``, ``fault`` (its name), its fields.

        Raises
        ------
        ValueError
            No such stage, fault or field.
        """
        fields = dict(values)
        stage, name = fields.pop("stage", None), fields.pop("fault", None)
        if name not in _NAMES:
            raise ValueError(f"no fault {name!r}; there are: {', '.join(_NAMES)}")
        try:
            fault = _NAMES[name](**fields)
        except TypeError as error:
            known = ", ".join(field.name for field in dataclasses.fields(_NAMES[name]))
            raise ValueError(f"{name} has the fields {known}; got {', '.join(fields)}") from error
        self.add(stage, fault)

    def pop(
        self, stage: Stage, *kinds: type[_Kind], request: Mapping[str, Any] | None = None
    ) -> _Kind | None:
        """Return the first fault of some kinds in a stage's queue and count it down; `None` if there is none.

        Parameters
        ----------
        request
            The body of a completion's; faults that do not befall it are passed over.
        """
        with self._lock:
            queue = self._queues[stage]
            for position, fault in enumerate(queue):
                if not isinstance(fault, kinds):
                    continue
                if not fault.befalls(request or {}):
                    continue
                if fault.times == 1:
                    del queue[position]
                elif fault.times is not None:
                    queue[position] = dataclasses.replace(fault, times=fault.times - 1)
                return fault
        return None

    def pending(self, stage: Stage) -> tuple[Fault, ...]:
        """Return what is still queued for a stage."""
        with self._lock:
            return tuple(self._queues[stage])

    def clear(self) -> None:
        """Remove every fault."""
        with self._lock:
            for queue in self._queues.values():
                queue.clear()
