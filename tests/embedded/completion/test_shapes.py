"""Calls of functions by a script, in the words of chat completions and of responses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.embedded.clients import plain_client
from voicelab.testing import ScriptedEngines, ToolCall, embedded_services

CALL = ToolCall("get_weather", {"city": "Paris"}, text="Let me see.")
FUNCTION = {"name": "get_weather", "parameters": {"type": "object"}}
CHAT: dict[str, Any] = {
    "model": "scripted",
    "messages": [{"role": "user", "content": "How is the weather?"}],
    "tools": [{"type": "function", "function": FUNCTION}],
}
RESPONSE: dict[str, Any] = {
    "model": "scripted",
    "input": "How is the weather?",
    "tools": [{"type": "function", "strict": False, **FUNCTION}],
}


def test_a_chat_calls_a_function() -> None:
    with embedded_services(ScriptedEngines(reply=[CALL, "It is sunny."])) as embedded:
        client = plain_client(embedded.services)
        (choice,) = client.chat.completions.create(**CHAT).choices
        (after,) = client.chat.completions.create(**CHAT).choices

    assert choice.finish_reason == "tool_calls"
    assert choice.message.content == "Let me see."
    (call,) = choice.message.tool_calls or []
    assert call.type == "function"
    assert (call.function.name, call.function.arguments) == ("get_weather", '{"city": "Paris"}')
    assert (after.finish_reason, after.message.content) == ("stop", "It is sunny.")


def test_a_streamed_chat_calls_a_function_piece_by_piece() -> None:
    with embedded_services(ScriptedEngines(reply=CALL)) as embedded:
        chunks = list(plain_client(embedded.services).chat.completions.create(stream=True, **CHAT))

    deltas = [choice.delta for chunk in chunks for choice in chunk.choices]
    calls = [call for delta in deltas for call in delta.tool_calls or ()]
    assert "".join(delta.content or "" for delta in deltas) == "Let me see."
    assert [call.function.name for call in calls if call.function and call.function.name] == ["get_weather"]
    assert "".join(call.function.arguments or "" for call in calls if call.function) == '{"city": "Paris"}'
    assert len(calls) > 2
    assert chunks[-1].choices[0].finish_reason == "tool_calls"


@pytest.mark.parametrize("is_streamed", [False, True])
def test_a_response_calls_a_function(is_streamed: bool) -> None:
    with embedded_services(ScriptedEngines(reply=CALL)) as embedded:
        client = plain_client(embedded.services)
        if is_streamed:
            events = list(client.responses.create(stream=True, **RESPONSE))
            response: Any = events[-1].response
            pieces = [event for event in events if event.type == "response.function_call_arguments.delta"]
            assert "".join(piece.delta for piece in pieces) == '{"city": "Paris"}'
        else:
            response = client.responses.create(**RESPONSE)

    assert [item.type for item in response.output] == ["message", "function_call"]
    assert response.output[1].arguments == '{"city": "Paris"}'


def test_a_request_without_functions_gets_the_words_alone() -> None:
    with embedded_services(ScriptedEngines(reply=CALL)) as embedded:
        asked = {name: value for name, value in CHAT.items() if name != "tools"}
        (choice,) = plain_client(embedded.services).chat.completions.create(**asked).choices

    assert (choice.finish_reason, choice.message.content) == ("stop", "Let me see.")
    assert choice.message.tool_calls is None


def test_arguments_that_are_a_text_are_sent_as_they_are() -> None:
    assert ToolCall("look", "{not JSON").arguments_json == "{not JSON"
