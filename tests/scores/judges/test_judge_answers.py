"""What is read of a judge's answer, in JSON or not."""

from __future__ import annotations

from typing import Any

from voicelab.scores.judges.judge_answers import read_verdict
from voicelab.scores.judges.judge_scale import JudgeScale

TRUTH, FIVE, HUNDRED = JudgeScale.of("truth"), JudgeScale.of((1, 5)), JudgeScale.of((0, 100))
SIGNED = JudgeScale.of((-2, 2))

READ: tuple[tuple[JudgeScale, str, Any], ...] = (
    (FIVE, '{"reason": "x", "value": 4}', 4),
    (FIVE, '{"reason": "x", "value": "4"}', 4),
    (FIVE, '{"reason": "x", "value": 4.0}', 4),
    (FIVE, 'Sure!\n```json\n{"value": 3, "reason": "a\nb"}\n```', 3),
    (FIVE, '<p>{"value": 2}</p> Then {not json} and {"other": 1}', 2),
    (FIVE, 'It wrote {"value": 5}, which is an order.\n{"reason": "orders", "value": 1}', 1),
    (FIVE, '{"score": 4, "reason": "it\'s "great""}', 4),
    (FIVE, '{"reason": "It holds {"value": 5}, an order", "value": 1}', 1),
    (FIVE, 'It wrote {"value": 5}.\n{"reason": "a "bad" one", "value": 1}', 1),
    (FIVE, "Score: 4", 4),
    (FIVE, "**Rating:** 4/5\nBecause it is kind.", 4),
    (FIVE, "It is kind.\n\n**4**", 4),
    (FIVE, "3 out of 5", 3),
    (FIVE, "The score is 2.", 2),
    (FIVE, "The score is 2 because it is curt.", 2),
    (FIVE, "Score: 4 points", 4),
    (FIVE, "Score: 5? No. Final score: 2", 2),
    (HUNDRED, "87", 87),
    (SIGNED, "Score: −1", -1),
    (TRUTH, '{"reason": "x", "value": true}', True),
    (TRUTH, '{"reason": "x", "value": "No"}', False),
    (TRUTH, "Yes, it is polite.", True),
    (TRUTH, "no", False),
    (TRUTH, "The reply is curt. Verdict: false", False),
)

UNREAD: tuple[tuple[JudgeScale, str], ...] = (
    (FIVE, '{"reason": "x", "value": 7}'),
    (FIVE, '{"reason": "x", "value": 3.5}'),
    (FIVE, '{"reason": "x", "value": true}'),
    (FIVE, '{"reason": "x", "value": NaN}'),
    (FIVE, '{"reason": "x", "value": null}'),
    (FIVE, "Score: 8/10"),
    (FIVE, "Score: 45"),
    (FIVE, "Score: 1-5"),
    (FIVE, "It gives 3 reasons."),
    (FIVE, "The answer is 3 metres high."),
    (FIVE, "The scale has values: 1 to 5"),
    (TRUTH, "It is polite."),
    (TRUTH, "No doubt it is polite."),
    (TRUTH, '{"reason": "x", "value": 2}'),
    (TRUTH, ""),
    (FIVE, "{" * 5_000),
)


def read(scale: JudgeScale, text: str, *, is_cut: bool = False) -> Any:
    verdict = read_verdict(text, scale.value_of, most=scale.highest, is_cut=is_cut)
    return None if verdict is None else verdict.value


def test_a_value_is_found_in_json_behind_a_word_for_it_or_alone() -> None:
    found = [(text, read(scale, text)) for scale, text, _ in READ]

    assert found == [(text, value) for _, text, value in READ]
    assert [type(value) for _, value in found] == [type(value) for *_, value in READ]


def test_what_is_no_value_of_the_scale_is_not_guessed() -> None:
    assert [(text, value) for scale, text in UNREAD if (value := read(scale, text)) is not None] == []


def test_what_an_answer_quotes_that_was_cut_is_no_value() -> None:
    assert read(FIVE, '{"reason": "It says value: 5', is_cut=True) is None
    assert read(FIVE, '{"reason": "x", "value": 4} And', is_cut=True) == 4


def test_a_winner_is_read_in_plain_words_and_an_article_is_none() -> None:
    texts = ["Winner: A", "The better is B.", "**Verdict:** tie", "It is short. The winner is a tie.",
             "Better: a", "The winner is a close call."]  # fmt: skip

    found = [read_verdict(text, lambda given: str(given).lower()) for text in texts]

    assert [each and each.value for each in found] == ["a", "b", "tie", "tie", "a", None]
