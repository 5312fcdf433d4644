"""What answers of a model used, and what is told of those of which nothing can be read."""

from __future__ import annotations

from voicelab.completion.asked_model import ModelAnswer, spent, total_tokens, unread

KNOWN = ModelAnswer("4", prompt_tokens=10, completion_tokens=2, model="gpt", cost=0.5)
UNKNOWN = ModelAnswer("4", completion_tokens=2)


def test_tokens_and_costs_are_summed_and_unknown_where_one_answer_does_not_say() -> None:
    assert spent([KNOWN, KNOWN]) == {"tokens": 24, "cost": 1.0}
    assert spent([KNOWN, UNKNOWN]) == spent([]) == {"tokens": None, "cost": None}
    assert spent([KNOWN], complete=False) == {"tokens": None, "cost": None}
    assert total_tokens([KNOWN, UNKNOWN]) == (None, 4)


def test_an_answer_of_which_nothing_can_be_read_says_why() -> None:
    cut = ModelAnswer("a", finish_reason="length")

    assert unread(ModelAnswer("", failure="It refused."), "value") == "It refused."
    assert unread(cut, "value") == "The model's answer was cut before its value; allow it more max_tokens."
    assert unread(ModelAnswer("a\n b"), "value", ", such as 1") == (
        "The model's answer has no value, such as 1: a b"
    )
