"""Items as clients send them: read, checked, and refused as the services word it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voicelab.embedded.completion.invalid_request import (
    LIST,
    OBJECT,
    TEXT,
    InvalidRequestError,
    check_value,
)
from voicelab.embedded.realtime.content_parts import ContentPart
from voicelab.embedded.realtime.conversation_items import ConversationItem, new_id
from voicelab.embedded.realtime.dialects import Dialect
from voicelab.embedded.realtime.wire_values import (
    AudioFormat,
    checked,
    decoded_audio,
    one_of,
    required,
    unknown_value,
)

__all__ = ["read_item"]

_KINDS = ("message", "function_call", "function_call_output")
_ROLES = ("system", "user", "assistant")


def read_item(value: Any, param: str, dialect: Dialect, form: AudioFormat) -> ConversationItem:
    """Read an item.

    Parameters
    ----------
    form
        How its sound is coded.

    Raises
    ------
    InvalidRequestError
        It is none that is known here.
    """
    check_value(param, value, OBJECT)
    kind = required(value, "type", one_of(*_KINDS), param)
    for name in ("id", "call_id"):
        if value.get(name) is not None:
            check_value(f"{param}.{name}", value[name], TEXT)
    item_id = value.get("id") or new_id("item")
    if kind == "function_call":
        return ConversationItem(
            "function_call",
            name=required(value, "name", checked(TEXT), param),
            arguments=required(value, "arguments", checked(TEXT), param),
            call_id=value.get("call_id") or new_id("call"),
            id=item_id,
        )
    if kind == "function_call_output":
        return ConversationItem(
            "function_call_output",
            call_id=required(value, "call_id", checked(TEXT), param),
            output=required(value, "output", checked(TEXT), param),
            id=item_id,
        )
    role = required(value, "role", one_of(*_ROLES), param)
    content = required(value, "content", checked(LIST), param)
    parts = [
        _part(part, f"{param}.content[{place}]", role, dialect, form) for place, part in enumerate(content)
    ]
    return ConversationItem("message", role=role, parts=parts, id=item_id)


def _part(value: Any, param: str, role: str, dialect: Dialect, form: AudioFormat) -> ContentPart:
    check_value(param, value, OBJECT)
    kinds = {
        "system": ("input_text",),
        "user": ("input_text", "input_audio", "input_image"),
        "assistant": (dialect.written_part,),
    }[role]
    kind = required(value, "type", checked(TEXT), param)
    if kind not in kinds:
        raise _wrong_kind(kind, kinds, f"{param}.type")
    if kind == "input_audio":
        return _sound(value, param, form)
    if kind == "input_image":
        return ContentPart("image", image_url=required(value, "image_url", checked(TEXT), param))
    return ContentPart("text", required(value, "text", checked(TEXT), param))


def _sound(value: Mapping[str, Any], param: str, form: AudioFormat) -> ContentPart:
    audio = required(value, "audio", lambda text, place: decoded_audio(text, place, form), param)
    given = value.get("transcript")
    return ContentPart(
        "audio",
        str(given or ""),
        audio=bytearray(audio),
        seconds=len(audio) / form.bytes_per_second,
        is_transcribed=given is not None,
    )


def _wrong_kind(kind: str, kinds: tuple[str, ...], param: str) -> InvalidRequestError:
    if len(kinds) > 1:
        return unknown_value(kind, kinds, param)
    return InvalidRequestError(f"Invalid value: {kind!r:.60}. Value must be {kinds[0]!r}.", param)
