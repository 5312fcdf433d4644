"""Messages that are still open, by chat templates of several kinds."""

from __future__ import annotations

import pytest

from voicelab.embedded.local.turn_detection.open_message import Messages, OpenMessage
from voicelab.errors import ModelError


def chatml(messages: Messages) -> str:
    made = "".join(f"<|im_start|>{each['role']}\n{each['content']}<|im_end|>\n" for each in messages)
    return f"{made}<|im_start|>assistant\n"


def taking_turns(messages: Messages) -> str | None:
    """Stand for the templates that know no system's message and want a user's first."""
    roles = [message["role"] for message in messages]
    if roles != ["user", "assistant", "user"][: len(roles)]:
        return None
    return "".join(
        f"[INST] {each['content'].strip()} [/INST]" if each["role"] == "user" else f" {each['content']}</s>"
        for each in messages
    )


def only_the_last(messages: Messages) -> str:
    return f"### User: {messages[-1]['content']}\n### Reply:"


def test_a_message_is_open_behind_the_users_last_word() -> None:
    message = OpenMessage(chatml)

    prompt = message.prompt("What time is it in", "Hello.")

    assert prompt.endswith("<|im_start|>assistant\nHello.<|im_end|>\n<|im_start|>user\nWhat time is it in")
    assert message.end.startswith("<|im_end|>")


def test_a_template_may_want_users_and_assistants_to_take_turns() -> None:
    message = OpenMessage(taking_turns)

    assert message.prompt("And in", "Nine.") == "[INST] Hello. [/INST] Nine.</s>[INST] And in"
    assert message.end == "[/INST]"


def test_a_template_may_leave_out_what_was_said_before() -> None:
    assert OpenMessage(only_the_last).prompt("And in", "Nine.") == "### User: And in"


def test_a_template_that_changes_what_a_user_says_is_refused() -> None:
    with pytest.raises(ModelError, match="cannot tell whether a turn is over") as caught:
        OpenMessage(lambda messages: chatml(messages).lower())

    assert "end_of_turn='model'" in caught.value.hint
