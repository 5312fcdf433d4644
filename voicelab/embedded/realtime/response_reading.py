"""What a ``response.create`` asks for: a response otherwise than the session has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from voicelab.embedded.completion.invalid_request import (
    LIST,
    OBJECT,
    TEXT,
    InvalidRequestError,
    check_value,
)
from voicelab.embedded.realtime.conversation_items import ConversationItem
from voicelab.embedded.realtime.item_reading import read_item
from voicelab.embedded.realtime.responses import ResponseRequest
from voicelab.embedded.realtime.session_state import SessionState
from voicelab.embedded.realtime.wire_values import (
    one_of,
)

__all__ = ["read_response"]

_OWN = ("conversation", "metadata", "input")
_AZURE = (
    "commit", "cancel_previous", "append_input_items", "input_items", "pre_generated_assistant_message",
    "interim_response", "invoke_input",
)  # fmt: skip
_MOST_METADATA = 16


def read_response(state: SessionState, event: Mapping[str, Any]) -> ResponseRequest:
    """Read what a client asks for.

    Raises
    ------
    InvalidRequestError
        A field is not known, or its value is none.
    """
    given = event.get("response")
    if given is None:
        given = {}
    check_value("response", given, OBJECT)
    is_azure = state.dialect.is_azure
    own = {
        name: given[name] for name in (*_OWN, *(_AZURE if is_azure else ())) if given.get(name) is not None
    }
    rest = {
        name: value for name, value in given.items() if name not in (*_OWN, *(_AZURE if is_azure else ()))
    }
    options = state.dialect.response.updated(state.options, rest, "response")
    conversation = one_of("auto", "none")(own.get("conversation", "auto"), "response.conversation")
    if is_azure and isinstance(event.get("additional_instructions"), str):
        more = event["additional_instructions"]
        options = replace(options, instructions=f"{options.instructions}\n{more}".strip())
    items = own.get("input", own.get("input_items"))
    return ResponseRequest(
        options=options,
        items=None if items is None else _items(state, items, "response.input"),
        more_items=_items(state, own.get("append_input_items", []), "response.append_input_items"),
        is_kept=conversation == "auto",
        text=_given_text(state, own.get("pre_generated_assistant_message")),
        cancels_previous=bool(own.get("cancel_previous")),
        metadata=_metadata(own.get("metadata")),
    )


def _items(state: SessionState, value: Any, param: str) -> list[ConversationItem]:
    check_value(param, value, LIST)
    found = []
    for place, item in enumerate(value):
        check_value(f"{param}[{place}]", item, OBJECT)
        known = state.items.resolved(item)
        form = state.options.input_sound
        found.append(known or read_item(item, f"{param}[{place}]", state.dialect, form))
    return found


def _metadata(value: Any) -> Mapping[str, Any] | None:
    if value is None:
        return None
    check_value("response.metadata", value, OBJECT)
    if len(value) > _MOST_METADATA:
        raise InvalidRequestError(
            f"Invalid 'response.metadata': too many properties. Expected an object with at most "
            f"{_MOST_METADATA} properties, but got an object with {len(value)} properties instead.",
            "response.metadata",
            "object_above_max_properties",
        )
    for name, text in value.items():
        check_value(f"response.metadata.{name:.64}", text, TEXT)
    return dict(value)


def _given_text(state: SessionState, value: Any) -> str | None:
    if value is None:
        return None
    param = "response.pre_generated_assistant_message"
    item = read_item(
        {"type": "message", "role": "assistant", **value}, param, state.dialect, state.options.input_sound
    )
    return "\n".join(part.text for part in item.parts)
