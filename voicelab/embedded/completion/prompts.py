"""The older completions: a bare prompt, answered by a chat model.

A chat model continues a bare text with more of its like, or ends at once. So the prompt goes to it as a
user's message, by its chat template, and its reply comes back in the older shape.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from voicelab.embedded.completion.shapes import data_event

__all__ = ["as_chat", "as_text", "as_text_event"]

_USUAL_TOKENS = 16
"""The most tokens where a client sets no limit, as OpenAI's reference has it."""
_WITHOUT_EFFECT = {
    "suffix": (None, ""),
    "logprobs": (None, 0, False),
    "best_of": (None, 1),
    "echo": (None, False),
}
"""What no chat model can be asked for, and the values by which nothing is asked."""


def as_chat(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the chat request for an older completion's.

    Raises
    ------
    ValueError
        It asks for what no chat model can do; the message is a sentence for the client.
    """
    prompt = body.get("prompt")
    if isinstance(prompt, list) and len(prompt) == 1:
        (prompt,) = prompt
    if isinstance(prompt, list) and all(isinstance(item, str) for item in prompt):
        raise ValueError(f"These services complete one prompt a request, not {len(prompt)}.")
    if not isinstance(prompt, str):
        raise ValueError("The prompt must be a text; tokens are not taken here.")
    for name, nothing in _WITHOUT_EFFECT.items():
        if body.get(name) not in nothing:
            raise ValueError(f"{name!r} is not supported here: a chat model completes the prompt.")
    asked = {key: value for key, value in body.items() if key != "prompt" and key not in _WITHOUT_EFFECT}
    if asked.get("max_tokens") is None and asked.get("max_completion_tokens") is None:
        asked["max_tokens"] = _USUAL_TOKENS
    return {**asked, "messages": [{"role": "user", "content": prompt}]}


def as_text(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return a chat model's answer, or a chunk of it, in the older shape."""
    choices = answer.get("choices")
    return {
        **answer,
        "object": "text_completion",
        "choices": [_text_choice(choice) for choice in choices] if isinstance(choices, list) else [],
    }


def as_text_event(event: bytes) -> bytes:
    """Return a server-sent event of a chat in the older shape; one that is none stays as it is."""
    data = event.strip().removeprefix(b"data:").strip()
    try:
        chunk = json.loads(data)
    except (ValueError, RecursionError):
        return event
    if not isinstance(chunk, dict) or "choices" not in chunk:
        return event
    return data_event(as_text(chunk))


def _text_choice(choice: Mapping[str, Any]) -> dict[str, Any]:
    reply = choice.get("message") or choice.get("delta") or {}
    text = reply.get("content") if isinstance(reply, Mapping) else None
    return {
        "index": choice.get("index", 0),
        "text": text or "",
        "finish_reason": choice.get("finish_reason"),
        "logprobs": None,
        **{name: value for name, value in choice.items() if name == "content_filter_results"},
    }
