"""Usage: the tokens of a response, as the services count them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voicelab.completion.reply_event import count, fields_of
from voicelab.realtime.events import TokenUsage

__all__ = ["token_usage"]


def token_usage(usage: Any) -> TokenUsage:
    """Return what a ``usage`` says; what is missing, or no count, is `None`."""
    used = fields_of(usage)
    prompt, reply = _details(used, "input"), _details(used, "output")
    cached = fields_of(prompt.get("cached_tokens_details"))
    return TokenUsage(
        input_tokens=count(used.get("input_tokens")),
        output_tokens=count(used.get("output_tokens")),
        input_audio_tokens=count(prompt.get("audio_tokens")),
        output_audio_tokens=count(reply.get("audio_tokens")),
        cached_tokens=count(prompt.get("cached_tokens")),
        cached_audio_tokens=count(cached.get("audio_tokens")),
    )


def _details(used: Mapping[str, Any], side: str) -> Mapping[str, Any]:
    """Return the kinds of tokens; Alibaba names them as the Responses API does."""
    return fields_of(used.get(f"{side}_token_details")) or fields_of(used.get(f"{side}_tokens_details"))
