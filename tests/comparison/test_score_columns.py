"""What the columns of scores are called."""

from __future__ import annotations

from typing import Any

import pytest

from voicelab.comparison.measures import measures
from voicelab.comparison.score_columns import score_columns
from voicelab.scores import reply_words
from voicelab.scores.dialogue_values import dialogue_values

TURNS = [(True, True), (True, False)]


def a_score(exchange: Any, case: Any) -> bool:
    return True


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["failed", "cells", "distinct_replies"], ["score_failed", "score_cells", "score_distinct_replies"]),
        (["ok", "ok_low", "ok_high"], ["ok", "score_ok_low", "score_ok_high"]),
        (["ok_low", "ok"], ["ok_low", "score_ok"]),
        (["cost_low"], ["score_cost_low"]),
        (["score_cost", "cost"], ["score_cost", "score_score_cost"]),
        (["ok", "okay"], ["ok", "okay"]),
    ],
)
def test_no_score_shares_a_column_of_the_table_or_of_its_summary(names: list[str], shown: list[str]) -> None:
    said = {name: [{name: True}] for name in names}
    columns, scores = score_columns(said, {"cost"}, dict.fromkeys(names, a_score))
    assert list(columns) == [each.name for each in scores] == shown


def test_truths_of_dialogues_are_shares_whose_interval_stays_within_0_and_1() -> None:
    said: dict[str, Any] = {"right": [dialogue_values([{"right": a}, {"right": b}]) for a, b in TURNS]}
    columns, (score,) = score_columns(said, (), {"right": a_score})

    assert (score.kind, score.is_share) == ("number", True)
    mean = score.mean(columns["right"].to_numpy("float64"), cluster=None)
    assert (mean.value, mean.low, mean.high) == (0.75, 0.0, 1.0)
    assert measures([score])["right"].written(mean.value) == "75%"


def test_no_interval_of_counts_is_below_what_was_declared() -> None:
    columns, (score,) = score_columns(
        {"reply_words": [{"reply_words": count} for count in (0, 9)]}, (), {"reply_words": reply_words}
    )
    assert score.mean(columns["reply_words"].to_numpy("float64"), cluster=None).low == 0.0
