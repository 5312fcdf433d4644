"""Choices: what a chunk of chat completions or legacy completions holds; servers mix the two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from voicelab.completion.content_filter import filtered_in
from voicelab.completion.reply_event import ReplyEvent, count, fields_of, first_of, name_of, text_of, usage_of
from voicelab.completion.tool_calls import ToolCallPiece, arguments_json
from voicelab.text.server_words import server_words

__all__ = ["read_choice"]

_BESIDE = ("extra_content",)
"""Fields of a call that Gemini wants back: it refuses calls without its ``thought_signature``."""
_SENT_BACK = "reasoning_content"
"""DeepSeek refuses calls whose thought is not given back by this name."""
_FAILED = "the server ended the reply with an error"


def read_choice(event: Mapping[str, Any]) -> ReplyEvent:
    """Return what a chunk holds.

    Azure's first chunk carries only the prompt's filter results, the last only the usage. Some servers send
    the whole message, in place of a stream or at its end.
    """
    choices, choice = event.get("choices"), first_of(event.get("choices"))
    delta, message = fields_of(choice.get("delta")), fields_of(choice.get("message"))
    reason = name_of(choice.get("finish_reason"))
    whole = text_of(message.get("content")) or text_of(message.get("refusal"))
    return ReplyEvent(
        # A model that refuses says so in a field of its own.
        text=text_of(delta.get("content")) or text_of(delta.get("refusal")) or text_of(choice.get("text")),
        role=name_of(delta.get("role")),
        wholes=(whole,) if whole else (),
        reasoning=_reasoning(delta) or _reasoning(message) or _reasoning(choice),
        thought=text_of(delta.get(_SENT_BACK)) or text_of(message.get(_SENT_BACK)),
        calls=(*_calls(delta), *_calls(message, is_whole=True)),
        refuses=bool(text_of(delta.get("refusal")) or text_of(message.get("refusal"))),
        reason=reason,
        model=name_of(event.get("model")),
        filtered=filtered_in(choice),
        is_known=bool(choices or event.get("usage") or (choices is not None and not server_words(event))),
        failure=choice.get("error") or ({"message": _FAILED} if reason == "error" else None),
        **usage_of(event, "prompt_tokens", "completion_tokens"),
    )


def _reasoning(part: Mapping[str, Any]) -> str:
    """Return what a server keeps apart as the model's thought; each calls it by another name."""
    names = (_SENT_BACK, "reasoning", "thinking")
    return next(filter(None, (text_of(part.get(name)) for name in names)), "")


def _calls(part: Mapping[str, Any], *, is_whole: bool = False) -> Iterator[ToolCallPiece]:
    """Yield the pieces of calls, also of the one that there could be before there were tools."""
    calls = part.get("tool_calls")
    for call in map(fields_of, calls if isinstance(calls, list) else []):
        function = fields_of(call.get("function"))
        yield ToolCallPiece(
            call_id=name_of(call.get("id")) or "",
            index=count(call.get("index")),
            name=name_of(function.get("name")) or "",
            arguments=arguments_json(function.get("arguments")),
            beside={name: call[name] for name in _BESIDE if name in call},
            is_whole=is_whole,
        )
    if function := fields_of(part.get("function_call")):
        name, arguments = name_of(function.get("name")) or "", arguments_json(function.get("arguments"))
        yield ToolCallPiece(index=0, name=name, arguments=arguments, is_whole=is_whole)
