"""Faults drawn by chance: stage, kind, moment, and how often."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from voicelab.embedded.fault_kinds import Fault, MidTurn
from voicelab.embedded.faults import Stage
from voicelab.testing import (
    AnswerNoMatch,
    Close,
    CutStream,
    Delay,
    Drop,
    EmptyAudio,
    FailReply,
    FailTranscription,
    FilterPrompt,
    FilterReply,
    Garbage,
    Hang,
    HoldLastAudio,
    HoldTranscription,
    LimitContext,
    Refuse,
    RejectParameter,
)

__all__ = ["KINDS", "draw_faults"]

_ANY: tuple[type[Fault], ...] = (Refuse, Delay)
_CUTS: tuple[type[Fault], ...] = (Close, Drop, Garbage, Hang)
KINDS: dict[Stage, tuple[type[Fault], ...]] = {
    "recognition": (*_ANY, *_CUTS, AnswerNoMatch),
    "completion": (
        *_ANY,
        Drop,
        Garbage,
        Hang,
        CutStream,
        FilterPrompt,
        FilterReply,
        LimitContext,
        RejectParameter,
    ),
    "synthesis": (*_ANY, *_CUTS, EmptyAudio, HoldLastAudio),
    "realtime": (
        *_ANY,
        *_CUTS,
        AnswerNoMatch,
        EmptyAudio,
        HoldLastAudio,
        FilterReply,
        FailReply,
        FailTranscription,
        HoldTranscription,
    ),
    "voices": _ANY,
    "end-of-turn": _ANY,
}
"""What may befall each stage, as the documentation lists it."""

_CASCADE: dict[Stage, int] = {
    "recognition": 5,
    "completion": 4,
    "synthesis": 4,
    "voices": 1,
    "end-of-turn": 1,
}
_PATHS: dict[Stage, tuple[str, ...]] = {
    "recognition": (
        "turn.start",
        "speech.startDetected",
        "speech.hypothesis",
        "speech.endDetected",
        "speech.phrase",
        "turn.end",
    ),
    "synthesis": ("turn.start", "response", "audio.metadata", "audio", "turn.end"),
    "realtime": (
        "session.created",
        "session.updated",
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.input_audio_transcription.completed",
        "response.created",
        "response.output_item.added",
        "response.output_audio.delta",
        "response.output_audio_transcript.delta",
        "response.output_audio.done",
        "response.done",
    ),
}
_STATUSES = (400, 401, 403, 404, 408, 429, 429, 500, 500, 502, 503, 503, 504)
_FIELDS: dict[type[Fault], Callable[[random.Random], dict[str, Any]]] = {
    Refuse: lambda draw: {
        "status": draw.choice(_STATUSES),
        "retry_after_seconds": draw.choice((None, None, 0.2, 60.0)),
        "body": draw.choice((None, None, None, "<html><body>502 Bad Gateway</body></html>")),
    },
    Delay: lambda draw: {"seconds": round(draw.uniform(0.05, 3.0), 2)},
    Close: lambda draw: {"code": draw.choice((1000, 1001, 1007, 1008, 1011, 1012, 1013, 4429))},
    HoldLastAudio: lambda draw: {"seconds": round(draw.uniform(0.05, 3.0), 2)},
    HoldTranscription: lambda draw: {"seconds": round(draw.uniform(0.0, 1.0), 2)},
    RejectParameter: lambda draw: {
        "parameter": draw.choice(("max_tokens", "temperature", "stream_options", "max_completion_tokens"))
    },
    LimitContext: lambda draw: {"characters": draw.choice((10, 200, 400))},
    FailReply: lambda draw: {
        "code": draw.choice(("server_error", "rate_limit_exceeded", "insufficient_quota"))
    },
}


def draw_faults(draw: random.Random, engine: str) -> list[tuple[Stage, Fault]]:
    """Return one to four faults of stages that an engine has."""
    stages = ({"realtime": 1} if engine != "cascade" else _CASCADE)  # fmt: skip
    count = draw.choices((1, 2, 3, 4), (4, 3, 2, 1))[0]
    chosen: list[Stage] = draw.choices(list(stages), list(stages.values()), k=count)  # type: ignore[arg-type]
    return [(stage, _fault(draw, stage)) for stage in chosen]


def _fault(draw: random.Random, stage: Stage) -> Fault:
    kind = draw.choice(KINDS[stage])
    fields = _FIELDS[kind](draw) if kind in _FIELDS else {}
    fields["times"] = draw.choices((1, 2, 3, None), (6, 2, 1, 2))[0]
    if issubclass(kind, MidTurn):
        fields |= _moment(draw, stage)
    return kind(**fields)


def _moment(draw: random.Random, stage: Stage) -> dict[str, Any]:
    """Return when in a turn something happens: at its begin, after something, or in place of a message."""
    choices: list[dict[str, Any]] = [{}, {"after_messages": draw.randint(1, 8)}]
    if stage in _PATHS:
        choices.append({"before": draw.choice(_PATHS[stage])})
        choices.append({"after_audio_seconds": round(draw.uniform(0.1, 1.5), 2)})
    return draw.choice(choices)
