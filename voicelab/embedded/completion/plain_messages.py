"""Messages as the local model reads them: who said it, and text.

What functions returned stands behind the question for which they were called: a small model that sees the
calls themselves repeats them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from voicelab.embedded.completion.invalid_request import LIST, OBJECT, InvalidRequestError, check_value

__all__ = ["chat_messages", "response_messages", "with_plain_text"]

_ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}
_TEXT_PARTS = {"text": "text", "input_text": "text", "output_text": "text", "refusal": "refusal"}
_NAMELESS = "The function"
"""Called one whose call is not in the conversation."""


def chat_messages(given: list[Any]) -> list[dict[str, str]]:
    """Return the messages of a chat.

    Raises
    ------
    InvalidRequestError
        One is no message, or holds something else than text.
    """
    _check_any(given, "messages")
    messages: list[dict[str, str]] = []
    names: dict[str, str] = {}
    for place, item in enumerate(given):
        _add_message(messages, names, item, f"messages[{place}]")
    return messages


def response_messages(given: str | list[Any], instructions: str | None) -> list[dict[str, str]]:
    """Return the input of a response as the messages of a chat, its instructions first.

    What a model thought earlier is left out: the local one takes none of it.

    Raises
    ------
    InvalidRequestError
        An item is no message, or holds something else than text.
    """
    messages = [{"role": "system", "content": instructions}] if instructions else []
    names: dict[str, str] = {}
    if isinstance(given, str):
        return [*messages, {"role": "user", "content": given}]
    _check_any(given, "input")
    for place, item in enumerate(given):
        param = f"input[{place}]"
        kind = item.get("type") if isinstance(item, Mapping) else None
        if kind in (None, "message"):
            messages.append(_message(item, param))
        elif kind == "function_call":
            names[str(item.get("call_id"))] = str(item.get("name"))
        elif kind == "function_call_output":
            name = names.get(str(item.get("call_id")), _NAMELESS)
            _add_result(messages, name, _text(item.get("output"), f"{param}.output"))
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


def _add_message(messages: list[dict[str, str]], names: dict[str, str], item: Any, param: str) -> None:
    """Add a chat's message; of one that only calls functions, and of a result, what is said of them."""
    role = item.get("role") if isinstance(item, Mapping) else None
    if role == "tool":
        name = names.get(str(item.get("tool_call_id")), _NAMELESS)
        _add_result(messages, name, _text(item.get("content"), f"{param}.content"))
        return
    calls = item.get("tool_calls") if role == "assistant" else None
    if calls:
        names.update(_names_of(calls, f"{param}.tool_calls"))
    if not calls or item.get("content"):
        messages.append(_message(item, param))


def _names_of(calls: Any, param: str) -> dict[str, str]:
    """Return the name of the function by the id of each call."""
    check_value(param, calls, LIST)
    names = {}
    for place, call in enumerate(calls):
        check_value(f"{param}[{place}]", call, OBJECT)
        check_value(f"{param}[{place}].function", call.get("function"), OBJECT)
        names[str(call.get("id"))] = str(call["function"].get("name"))
    return names


def _add_result(messages: list[dict[str, str]], name: str, result: str) -> None:
    returned = f"{name} returned: {result}"
    if messages and messages[-1]["role"] == "user":
        messages[-1]["content"] += f"\n\n{returned}"
    else:
        messages.append({"role": "user", "content": returned})


def _message(item: Any, param: str) -> dict[str, str]:
    if not isinstance(item, Mapping):
        raise InvalidRequestError(f"Invalid type for {param!r}: expected an object.", param, "invalid_type")
    role = item.get("role")
    if not isinstance(role, str) or role not in _ROLES:
        raise InvalidRequestError(
            f"Invalid value for '{param}.role': {str(role)[:40]!r}. "
            f"Supported values are: {', '.join(map(repr, _ROLES))}.",
            f"{param}.role",
        )
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
