"""The turns that a case brings along: what the model sees ahead of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import voicelab as vl
from tests.comparison.conftest import compared
from tests.exchanges import an_exchange
from voicelab.comparison.earlier_turns import earlier_turns
from voicelab.exchange.tool_use import ToolUse
from voicelab.testing import EmbeddedServices

CHAT = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Where is Lima?"},
    {"role": "assistant", "content": "In Peru."},
    {"role": "user", "content": "Thanks."},
]


def case(messages: Any) -> vl.Case:
    return vl.Case(input="How large is it?", fields={"messages": messages})


@pytest.mark.parametrize("messages", [CHAT, json.dumps(CHAT)], ids=["list", "cell of a table"])
def test_pairs_of_user_and_assistant_are_turns(messages: Any) -> None:
    (turn,) = earlier_turns(case(messages))
    assert (turn.transcript, turn.reply) == ("Where is Lima?", "In Peru.")


@pytest.mark.parametrize("messages", [None, "see below", 3, [1, {"role": "user"}], [{"content": ["x"]}], {}])
def test_what_is_no_chat_is_no_turn(messages: Any) -> None:
    assert earlier_turns(case(messages)) == ()


def test_messages_in_parts_are_texts_and_what_is_more_parts_what_was_before_from_what_follows() -> None:
    image = [{"type": "image_url", "image_url": {"url": "x"}}]
    chat = [
        {"role": "user", "content": [{"type": "input_text", "text": "Where is Lima?"}]},
        {"role": "assistant", "content": None},
        {"role": "tool", "content": [{"type": "file"}]},
        {"role": "assistant", "content": [{"type": "output_text", "text": "In Peru."}]},
        {"role": "user", "content": "What is it?"},
        {"role": "user", "content": image},
        {"role": "assistant", "content": "A cat."},
        {"role": "user", "content": "Draw it."},
        {"role": "assistant", "content": image},
        {"role": "user", "content": "Thanks."},
        {"role": "assistant", "content": "Gladly."},
    ]

    held = [(turn.transcript, turn.reply) for turn in earlier_turns(case(chat))]

    assert held == [("Where is Lima?", "In Peru."), ("Thanks.", "Gladly.")]


def test_the_model_sees_them_ahead_of_the_case_unless_there_is_no_history(embedded: EmbeddedServices) -> None:
    compared(embedded, [case(CHAT)], history=[True, False])

    seen = sorted(
        [message["content"] for message in body["messages"] if message["role"] != "system"]
        for body in embedded.request_log.chat_requests
    )
    assert seen == [["How large is it?"], ["Where is Lima?", "In Peru.", "How large is it?"]]


def call(call_id: str, city: str, content: str | None = "") -> dict[str, Any]:
    function = {"name": "look", "arguments": json.dumps({"city": city})}
    return {"role": "assistant", "content": content, "tool_calls": [{"id": call_id, "function": function}]}


def result(call_id: str, content: str) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": call_id, "content": content}


def test_calls_of_tools_and_what_they_returned_are_part_of_the_turn() -> None:
    chat = [
        {"role": "user", "content": "Is it sunny?"},
        call("a", "Rome", "I look."),
        result("a", "yes"),
        call("b", "Oslo", None),
        call("b", "Bonn", None),
        {"role": "assistant", "tool_calls": ["b", {"function": {"name": 3}}]},
        result("b", "no"),
        result("other", "no"),
        {"role": "assistant", "content": "In Rome."},
        {"role": "user", "content": "Thanks."},
        {"role": "assistant", "content": "Gladly."},
    ]

    first, second = earlier_turns(case(chat))

    assert (first.reply, second.reply) == ("I look.\nIn Rome.", "Gladly.")
    assert [(use.name, use.arguments, use.result) for use in first.tool_calls] == [
        ("look", {"city": "Rome"}, "yes"),
        ("look", {"city": "Oslo"}, "no"),
    ]
    assert second.tool_calls == ()


def test_the_model_sees_the_calls_of_a_case_of_a_log(embedded: EmbeddedServices, tmp_path: Path) -> None:
    log = vl.SessionLog(tmp_path / "log.sqlite")
    for turn, city in enumerate(("Rome", "Oslo", "Bonn"), start=1):
        use = ToolUse(name="look", arguments_json=json.dumps({"city": city}), result="sunny")
        log.append(an_exchange(turn=turn, transcript=city, tool_calls=(use,), heard_audio=None))

    compared(embedded, list(log.cases())[2])

    (body,) = embedded.request_log.chat_requests
    called = [each for message in body["messages"] for each in message.get("tool_calls", [])]
    assert [json.loads(each["function"]["arguments"])["city"] for each in called] == ["Rome", "Oslo"]
    returned = [message["tool_call_id"] for message in body["messages"] if message["role"] == "tool"]
    assert returned == [each["id"] for each in called]


def before(exchange: vl.Exchange, case: vl.Case) -> str:
    return ", ".join(message["content"] for message in case.fields.get("messages", []))


def test_scores_see_the_turns_of_a_talk_that_were_before(embedded: EmbeddedServices) -> None:
    first = an_exchange(turn=1, transcript="Where is Lima?", reply="In Peru.", heard_audio=None)
    second = an_exchange(turn=2, transcript="How large is it?", heard_audio=None)

    grid = compared(embedded, [first, second], scores=[before])

    assert grid.df["before"].tolist() == ["", "Where is Lima?, In Peru."]
    assert "fields.messages" not in grid.df
