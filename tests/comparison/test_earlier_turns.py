"""The turns that a case brings along: what the model sees ahead of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

import voicelab as vl
from tests.comparison.conftest import compared
from tests.exchanges import an_exchange
from voicelab.comparison.earlier_turns import earlier_turns
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


def before(exchange: vl.Exchange, case: vl.Case) -> str:
    return ", ".join(message["content"] for message in case.fields.get("messages", []))


def test_scores_see_the_turns_of_a_talk_that_were_before(embedded: EmbeddedServices) -> None:
    first = an_exchange(turn=1, transcript="Where is Lima?", reply="In Peru.", heard_audio=None)
    second = an_exchange(turn=2, transcript="How large is it?", heard_audio=None)

    grid = compared(embedded, [first, second], scores=[before])

    assert grid.df["before"].tolist() == ["", "Where is Lima?, In Peru."]
    assert "fields.messages" not in grid.df
