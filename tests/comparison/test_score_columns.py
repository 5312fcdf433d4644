"""What the columns of scores are called."""

from __future__ import annotations

from typing import Any

import pytest

from voicelab.comparison.score_columns import score_columns


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
