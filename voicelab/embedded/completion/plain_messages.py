"""Messages as the local model reads them: who said it, and text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.completion.parameters import no_tools

__all__ = ["chat_messages", "response_messages", "with_plain_text"]

_ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}
_OF_TOOLS = ("tool", "function")
_TEXT_PARTS = {"text": "text", "input_text": "text", "output_text": "text", "refusal": "refusal"}
_CALLS = ("tool_calls", "function_call")


def chat_messages(given: list[Any]) -> list[dict[str, str]]:
    """Return the messages of a chat.

    Raises
    ------
    InvalidRequestError
        One is no message, or holds something else than text.
    """
    _check_any(given, "messages")
    return [_message(item, f"messages[{place}]") for place, item in enumerate(given)]


def response_messages(given: str | list[Any], instructions: str | None) -> list[dict[str, str]]:
    """Return the input of a response as the messages of a chat, its instructions first.

    What a model thought earlier is left out: the local one takes none of it.

    Raises
    ------
    InvalidRequestError
        An item is no message, or holds something else than text.
    """
    messages = [{"role": "system", "content": instructions}] if instructions else []
    if isinstance(given, str):
        return [*messages, {"role": "user", "content": given}]
    _check_any(given, "input")
    for place, item in enumerate(given):
        param = f"input[{place}]"
        kind = item.get("type") if isinstance(item, Mapping) else None
        if kind in (None, "message"):
            messages.append(_message(item, param))
        elif "call" in str(kind):
            raise no_tools(param)
        elif kind != "reasoning":
            raise InvalidRequestError(
                f"Invalid value for '{param}.type': {str(kind)[:40]!r} is not read by the local model.",
                f"{param}.type",
            )
    return messages


def with_plain_text(
    messages: Sequence[Mapping[str, str]], control_tokens: Sequence[str]
) -> list[dict[str, str]]:
    """Return messages whose texts hold none of a model's control tokens: no text can forge a message.

    llama.cpp looks for them in what the model's template made of all messages, and has no way to exclude a
    part. So a blank stands behind the first character of each.
    """
    return [{**message, "content": _parted(message["content"], control_tokens)} for message in messages]


def _parted(text: str, control_tokens: Sequence[str]) -> str:
    for token in control_tokens:
        text = text.replace(token, f"{token[0]} {token[1:]}")
    return text


def _check_any(given: list[Any], param: str) -> None:
    if not given:
        raise InvalidRequestError(
            f"Invalid {param!r}: empty array. Expected an array with minimum length 1, "
            "but got an empty array instead.",
            param,
            "empty_array",
        )


def _message(item: Any, param: str) -> dict[str, str]:
    if not isinstance(item, Mapping):
        raise InvalidRequestError(f"Invalid type for {param!r}: expected an object.", param, "invalid_type")
    role = item.get("role")
    if role in _OF_TOOLS:
        raise no_tools(f"{param}.role")
    if not isinstance(role, str) or role not in _ROLES:
        raise InvalidRequestError(
            f"Invalid value for '{param}.role': {str(role)[:40]!r}. "
            f"Supported values are: {', '.join(map(repr, _ROLES))}.",
            f"{param}.role",
        )
    for call in _CALLS:
        if item.get(call):
            raise no_tools(f"{param}.{call}")
    content = item.get("content")
    if content is None and role == "assistant":
        content = item.get("refusal")
    return {"role": _ROLES[role], "content": _text(content, f"{param}.content")}


def _text(content: object, param: str) -> str:
    if isinstance(content, str):
        return content
    if not isinstance(content, list) or not content:
        raise InvalidRequestError(
            f"Invalid type for {param!r}: expected a string or an array of parts.", param, "invalid_type"
        )
    return "\n".join(_part(part, f"{param}[{place}]") for place, part in enumerate(content))


def _part(part: object, param: str) -> str:
    if isinstance(part, str):
        return part
    kind = part.get("type") if isinstance(part, Mapping) else None
    if not isinstance(part, Mapping) or not isinstance(kind, str) or kind not in _TEXT_PARTS:
        raise InvalidRequestError(
            f"Invalid value for '{param}.type': {str(kind)[:40]!r}. The local model reads text alone, "
            "no images, sounds or files.",
            f"{param}.type",
        )
    text = part.get(_TEXT_PARTS[kind])
    if not isinstance(text, str):
        raise InvalidRequestError(
            f"Invalid type for '{param}.text': expected a string.", f"{param}.text", "invalid_type"
        )
    return text
