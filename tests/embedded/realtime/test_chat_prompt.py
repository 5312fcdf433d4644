"""Conversations as the model that replies reads them."""

from __future__ import annotations

from typing import Any

from voicelab.embedded.realtime.chat_prompt import chat_body, chat_messages_of, without_oldest
from voicelab.embedded.realtime.content_parts import ContentPart
from voicelab.embedded.realtime.conversation_items import ConversationItem
from voicelab.embedded.realtime.dialects import GA


def said(role: str, text: str) -> ConversationItem:
    return ConversationItem(role=role, parts=[ContentPart("audio", text)])


def test_words_calls_and_their_outputs_are_messages() -> None:
    items = [
        said("user", "How is the weather?"),
        said("assistant", "Let me see."),
        ConversationItem("function_call", name="look", call_id="1", arguments="{}"),
        ConversationItem("function_call", name="ask", call_id="2", arguments="{}"),
        ConversationItem("function_call_output", call_id="1", output="sun"),
        said("user", ""),
    ]

    def call(call_id: str, name: str) -> dict[str, Any]:
        return {"id": call_id, "type": "function", "function": {"name": name, "arguments": "{}"}}

    assert chat_messages_of("Be brief.", items) == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "How is the weather?"},
        {"role": "assistant", "content": "Let me see.", "tool_calls": [call("1", "look"), call("2", "ask")]},
        {"role": "tool", "tool_call_id": "1", "content": "sun"},
    ]


def test_pictures_stand_beside_words() -> None:
    parts = [ContentPart("text", "What is it?"), ContentPart("image", image_url="data:image/png;base64,AA")]
    (message,) = chat_messages_of("", [ConversationItem(role="user", parts=parts)])
    assert message["content"] == [
        {"type": "text", "text": "What is it?"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}},
    ]


def test_a_request_has_what_was_set_and_nothing_else() -> None:
    options = GA.usual_options("gpt-realtime")
    messages = [{"role": "user", "content": "Hello."}]
    assert chat_body(options, messages) == {
        "model": "gpt-realtime",
        "messages": messages,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    tools = [{"type": "function", "name": "look", "description": None, "parameters": {"type": "object"}}]
    choice = {"type": "function", "name": "look"}
    asked = {"tools": tools, "tool_choice": choice, "max_output_tokens": 9}
    body = chat_body(GA.session.updated(options, asked, "session"), messages)
    function = {"name": "look", "parameters": {"type": "object"}}
    assert body["tools"] == [{"type": "function", "function": function}]
    assert body["tool_choice"] == {"type": "function", "function": {"name": "look"}}
    assert body["max_tokens"] == 9


def test_a_conversation_that_is_too_long_loses_its_oldest_and_keeps_its_instructions() -> None:
    talk = [{"role": "system", "content": "s"}, *({"role": "user", "content": str(n)} for n in range(10))]
    shorter = without_oldest(talk)
    assert shorter == [talk[0], *talk[3:]]
    calls = [{"role": "user"}, {"role": "assistant"}, {"role": "tool"}, {"role": "user"}]
    assert without_oldest(calls) == [{"role": "assistant"}, {"role": "tool"}, {"role": "user"}]
    assert without_oldest(calls[1:]) == [{"role": "user"}]
    assert without_oldest(talk[:2]) is None
