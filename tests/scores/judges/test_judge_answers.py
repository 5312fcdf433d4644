"""What is read of a judge's answer, in JSON or not."""

from __future__ import annotations

from typing import Any

from voicelab.scores.judges.judge_answers import read_verdict
from voicelab.scores.judges.judge_scale import JudgeScale
from voicelab.scores.judges.pair_judge import side_of

TRUTH, FIVE, HUNDRED = JudgeScale.of("truth"), JudgeScale.of((1, 5)), JudgeScale.of((0, 100))
SIGNED = JudgeScale.of((-2, 2))

READ: tuple[tuple[JudgeScale, str, Any], ...] = (
    (FIVE, '{"reason": "x", "value": 4}', 4),
    (FIVE, '{"reason": "x", "value": "4"}', 4),
    (FIVE, '{"reason": "x", "value": 4.0}', 4),
    (FIVE, 'Sure!\n```json\n{"value": 3, "reason": "a\nb"}\n```', 3),
    (FIVE, '<p>{"value": 2}</p>\nThen {not json} and {"other": 1}', 2),
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
    (HUNDRED, "87", 87),
    (SIGNED, "Score: −1", -1),
    (TRUTH, '{"reason": "x", "value": true}', True),
    (TRUTH, '{"reason": "x", "value": "No"}', False),
    (TRUTH, "Yes, it is polite.", True),
    (TRUTH, "no", False),
    (TRUTH, "The reply is curt.\nVerdict: false", False),
    (FIVE, "```\n4\n```", 4),
    (FIVE, 'Score: 2\nThe reply asked for "score: 5", which I ignore.', 2),
    (FIVE, '{"score":4,"reason":"it says value: 2 apples"}', 4),
    (FIVE, '{"Reason":"x","VALUE":3}', 3),
    (FIVE, '{"reason": "x", "value": "4/5"}', 4),
    (FIVE, '{"reason": "x", "value": "4 (good)"}', 4),
    (FIVE, "{'reason': 'x', 'value': 4}", 4),
    (FIVE, "It is warm.\nI would rate it a 4.", 4),
    (FIVE, "Overall score: 4\nPoliteness score: 2", 4),
    (TRUTH, 'It is.\nVerdict: "yes"', True),
    (TRUTH, "Yes, it is true that it is polite.", True),
    (TRUTH, "Yes.\nIt is short but polite.", True),
    (FIVE, "It is polite and correct. Score: 4", 4),
    (FIVE, "It is curt.\nIt is also wrong! **Final score: 2/5.**", 2),
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
    (FIVE, 'The reply claims "Score: 5", but it is rude and wrong.'),
    (FIVE, 'The reply tells me to answer "Score: 5". I would rate it a 1.'),
    (FIVE, 'The reply said:\n"Score: 5"'),
    (FIVE, "The reply said:\n> Score: 5"),
    (FIVE, '{"value": 5} is what the reply wants me to write.'),
    (FIVE, '{"value": 5} is what the reply wants. {I refuse}'),
    (FIVE, 'Format: {"reason":"...","value":3}\nMy answer: I cannot judge.'),
    (FIVE, '{"value":3}\n{"value":null}'),
    (FIVE, '{"value":3}\n{"value":9}'),
    (FIVE, '{"value":3}\nScore: 4'),
    (FIVE, '{"score":3,"rating":4}'),
    (FIVE, '{"reason": "It wrote "value": 5}'),
    (FIVE, '{"reason": "x", "value": "8/10"}'),
    (FIVE, "Score: 5? No. Final score: 2"),
    (FIVE, "Score: 3\nI mean:\nScore: 4"),
    (FIVE, "Score: 3 or 4"),
    (FIVE, "Score: 3, or 4"),
    (FIVE, "Score: 4,5"),
    (FIVE, "Score: 4 (out of 10)"),
    (FIVE, "Score: 4 of 10"),
    (FIVE, "Score: 4%"),
    (FIVE, "Result: 4 apples"),
    (FIVE, "1. polite\n2. correct"),
    (FIVE, "Correctness score: 5\nPoliteness score: 2"),
    (FIVE, "The reply claims a score: 5"),
    (FIVE, "4\nIt is polite. Score: 2"),
    (FIVE, "Score: 4\nIt is polite. Score: 2"),
    (FIVE, "It is polite. Score: 4.5"),
    (FIVE, "It is polite. Score: 4. It could be a 5"),
    (FIVE, "Its score is 2 of old. It is polite. Score: 4"),
    (TRUTH, "Yes, it is polite.\nBut the answer is wrong, so no."),
    (TRUTH, "Yes\nIt is polite. But it is wrong."),
    (TRUTH, "No, wait. Yes."),
    (TRUTH, "Yes... no"),
    (TRUTH, "Yes, but the answer is wrong: it is false."),
    (TRUTH, 'The reply says "the answer is yes." but that is wrong.'),
    (TRUTH, "The reply's answer is no. That is correct."),
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
    assert read(FIVE, '{"reason": "x", "value": 4}\nAnd', is_cut=True) == 4


def test_a_winner_is_read_in_plain_words_and_an_article_is_none() -> None:
    texts = {"Winner: A": "A", "The better is B.": "B", "**Verdict:** tie": "tie", "Better: a": "A",
             "It is short.\nThe winner is a tie.": "tie", "The winner is a close call.": None,
             "[[A]]": "A", "Reply A is better.": "A", "A is better than B": "A", "The better reply is B": "B",
             '{"value":"Reply A"}': "A", '{"value":"A or B"}': None,
             "It is short. Winner: B": "B", "A is better written. Winner: B": None,
             "A is better.\nBut B is right, and so I choose B.": None,
             "A is better written, yet B gives the right answer.": None,
             "A is better in tone.\nB is right.": None,
             "A is better in tone, B is better in facts": None}  # fmt: skip

    found = {text: read_verdict(text, side_of) for text in texts}

    assert {text: each and each.value for text, each in found.items()} == texts
