"""The listening test in a notebook: what it keeps, and what the page learns."""

from __future__ import annotations

import pytest

import voicelab as vl
from tests.comparison.conftest import RYAN
from tests.comparison.listening.conftest import judge


def test_what_a_rater_has_judged_is_kept_at_once_and_not_asked_again(unjudged: vl.Comparison) -> None:
    test = unjudged.listen("voice", method="opinion", rater="Ann", max_trials=3)
    for number in (0, 0, 1, 7):
        test._handle(test, {"type": "judge", "trial": number, "ratings": [4]}, [])
    assert test.judged == len(unjudged.ratings) == 2
    again = unjudged.listen("voice", method="opinion", rater="Ann", max_trials=3)
    assert (again.judged, again._trial["number"], again._trial["total"]) == (2, 2, 3)
    assert again._trials[2] == test._trials[2]
    assert unjudged.listen("voice", method="opinion", rater="Bo").judged == 0
    judge(again, lambda *_: 1, unjudged)
    assert "opinions()" in again._trial["whenDone"]


@pytest.mark.parametrize("ratings", [[6], [1, 1], [], ["good"]])
def test_ratings_that_cannot_be_are_not_kept_and_that_is_said(
    unjudged: vl.Comparison, ratings: list[object]
) -> None:
    test = unjudged.listen("voice", method="opinion")
    test._handle(test, {"type": "judge", "trial": 0, "ratings": ratings}, [])
    assert test.judged == len(unjudged.ratings) == 0
    assert test._trial["problem"].startswith("This could not be kept: ")


def test_the_same_problem_reaches_the_page_each_time(unjudged: vl.Comparison) -> None:
    test = unjudged.listen("voice", method="opinion")
    problems: list[str] = []
    test.observe(lambda change: problems.append(change["new"]["problem"]), "_trial")
    for _ in range(2):
        test._handle(test, {"type": "judge", "trial": 0, "ratings": [6]}, [])
    assert len(list(filter(None, problems))) == 2


def test_the_page_learns_of_a_trial_what_was_asked_and_no_more(unjudged: vl.Comparison) -> None:
    test = unjudged.listen("voice", method="mushra", reference=RYAN)
    assert test._trial | {"question": "", "whenDone": ""} == {
        "number": 0,
        "total": 8,
        "method": "mushra",
        "question": "",
        "stimuli": 4,
        "hasReference": True,
        "whenDone": "",
        "problem": "",
    }
    assert test._heard("0-reference") == test._heard(
        f"0-{[each.kind for each in test._trials[0].stimuli].index('reference')}"
    )
