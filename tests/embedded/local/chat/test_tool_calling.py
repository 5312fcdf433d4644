"""Calls of functions by the model that comes by default."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from voicelab.embedded.engines import ChosenCalls
from voicelab.embedded.local.chat.chat_server import ChatServer
from voicelab.embedded.local.chat.tool_calling import LocalToolCalling
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.options import CHAT_MODEL
from voicelab.errors import ModelError

pytestmark = pytest.mark.models

WEATHER = {
    "name": "get_weather",
    "description": "Return the weather of a city.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
TIMER = {
    "name": "set_timer",
    "description": "Set a timer.",
    "parameters": {"type": "object", "properties": {"minutes": {"type": "integer"}}, "required": ["minutes"]},
}


@pytest.fixture(scope="module")
def calling() -> Iterator[LocalToolCalling]:
    chat = ChatServer(ensure_models([CHAT_MODEL])[0], CHAT_MODEL, threads=2, conversations=1)
    yield LocalToolCalling(chat)
    chat.close()


def chosen(calling: LocalToolCalling, question: str, *, must_call: bool = False, **more: Any) -> ChosenCalls:
    messages = [{"role": "user", "content": question}]
    functions = [{**WEATHER, **more}, TIMER]
    return calling.choose(messages, functions, must_call, may_call_several=True)


def test_the_model_calls_the_function_that_the_question_needs(calling: LocalToolCalling) -> None:
    first = chosen(calling, "How is the weather in Rome?")
    assert [(call.name, json.loads(call.arguments)) for call in first.calls] == [
        ("get_weather", {"city": "Rome"})
    ]
    assert first.prompt_tokens > first.completion_tokens > 0
    (second,) = chosen(calling, "Set a timer for ten minutes.").calls
    assert (second.name, json.loads(second.arguments)) == ("set_timer", {"minutes": 10})


def test_a_question_that_needs_no_function_calls_none_unless_one_must_be(calling: LocalToolCalling) -> None:
    question = "Who wrote Romeo and Juliet?"
    assert chosen(calling, question).calls == ()
    (call, *_) = chosen(calling, question, must_call=True).calls
    assert call.name in ("get_weather", "set_timer")
    assert isinstance(json.loads(call.arguments), dict)


def test_functions_that_the_context_has_no_room_for_are_told(calling: LocalToolCalling) -> None:
    with pytest.raises(ModelError, match="exceeds the available context") as refused:
        chosen(calling, "How is the weather in Rome?", description="Return it. " * 1_000)
    assert "fewer tools" in (refused.value.hint or "")
