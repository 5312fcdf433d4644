"""What the wait for a reply's first sound was made of, one part behind the other."""

from __future__ import annotations

from typing import Literal

from voicelab.exchange.fields import ExchangeFields

__all__ = ["WaitPart", "wait_parts"]

WaitPart = Literal["recognition", "detection", "model", "tools", "voice", "other"]


def wait_parts(exchange: ExchangeFields) -> dict[WaitPart, float]:
    """Return the parts of `Latency.heard_seconds`, in seconds: together they are no longer than that.

    Recognition's lasts until the user's turn was taken to be over, or until the model was asked that says so
    itself. With a speech-to-speech model that is the service's turn detection, and the model, which speaks,
    has the rest up to its first sound. Tools have what the model waited for them, before and after which it
    has its own time. A reply that was begun before counts with what was still waited for
    then; `other` is what no stage explains, where all of them are known.
    """
    latency = exchange.latency
    whole = latency.heard_seconds
    if whole is None:
        return {}
    over = latency.recognition_seconds
    model, tools = latency.model_seconds, latency.tool_seconds
    voice, first_token = latency.voice_seconds, latency.first_token_seconds
    if model is not None and voice is not None and over is not None and first_token is not None:
        if exchange.settings.end_of_turn == "model" and first_token <= over:
            over = max(0.0, first_token - model - (tools or 0.0))
        waited = max(0.0, first_token - over)
        tools = None if tools is None else min(tools, waited)
        model = min(model, waited - (tools or 0.0))
    stages: dict[WaitPart, float | None] = {
        "detection" if exchange.settings.is_speech_to_speech else "recognition": over,
        "model": model,
        "tools": tools,
        "voice": voice,
    }
    parts: dict[WaitPart, float] = {}
    rest = whole
    for name, seconds in stages.items():
        if seconds is not None:
            parts[name] = min(seconds, rest)
            rest -= parts[name]
    if latency.unaccounted_seconds is not None:
        parts["other"] = rest
    return parts
