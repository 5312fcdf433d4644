"""What is read of the answer of a caller's model, in JSON or not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from voicelab.callers.caller_answer import CallerAnswer, read_caller_answer

SAYS = {"reason": "It asks.", "goal_met": False, "gives_up": False, "says": "Four."}


def answer(**changes: Any) -> str:
    return json.dumps({**SAYS, **changes})


READ: tuple[tuple[str, tuple[str, bool, bool]], ...] = (
    (answer(), ("Four.", False, False)),
    (f"Sure!\n```json\n{answer()}\n```", ("Four.", False, False)),
    (answer(goal_met="true"), ("Four.", True, False)),
    (answer(goal_met="**Yes**", gives_up="no"), ("Four.", True, False)),
    (answer(goal_met=1, gives_up=None), ("Four.", False, False)),
    (answer(says=None, gives_up=True), ("", False, True)),
    (answer(says="* **Four**,\n  please! 😀"), ("Four, please!", False, False)),
    (f"{answer(says='Five.')}\nI mean:\n{answer()}", ("Four.", False, False)),
    ('{"says": "Four."}', ("Four.", False, False)),
    ('**reason:** It asks.\n**says:** "Four."\ngoal met: no', ("Four.", False, False)),
    ("Goal_met: yes\nReason: booked", ("", True, False)),
    ("says:\ngoal_met: true", ("", True, False)),
    ("says:\n\n**goal_met**: true\nsays:\nFour, please.\ngives_up: no", ("Four, please.", True, False)),
)

UNREAD = (
    "",
    "Four, please.",
    '"Four."',
    "[1, 2]",
    '{"reason": "x", "goal_met": false}',
    answer(says=4),
    answer(says=["Four."]),
    '{"reason": "It said "goal_met": true", "says": "Four."}',
    '{"reason": "x", "says": "Fo',
    "{says: Four.",
    f"The assistant wrote {answer(goal_met=True)} to me.",
    "{" * 5_000,
)


def test_an_answer_is_found_in_json_or_behind_the_names_of_its_fields() -> None:
    found = [(text, read_caller_answer(text)) for text, _ in READ]

    assert [(text, each and (each.says, each.goal_met, each.gives_up)) for text, each in found] == list(READ)


def test_what_says_nothing_of_the_next_words_is_not_guessed() -> None:
    assert [text for text in UNREAD if read_caller_answer(text) is not None] == []


@pytest.mark.parametrize(
    "text", ['{"reason": "x", "goal_met": false}', answer(says=None), "Reason: x\nGoal met: no"]
)
def test_where_only_the_verdict_is_wanted_a_no_needs_no_words(text: str) -> None:
    assert read_caller_answer(text) is None
    verdict = read_caller_answer(text, is_last=True)
    assert verdict is not None
    assert (verdict.says, verdict.goal_met, verdict.gives_up) == ("", False, False)


def test_a_reason_of_any_length_is_one_line_that_is_cut() -> None:
    read = read_caller_answer(answer(reason="so\n" * 2_000))

    assert isinstance(read, CallerAnswer)
    assert (len(read.reason), read.reason[:8], read.reason[-1]) == (1_000, "so so so", "…")
