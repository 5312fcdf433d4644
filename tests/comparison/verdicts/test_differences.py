"""Differences between the values of what varies, as a table of verdicts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.comparison.verdicts.made_cells import BRIAN, JENNY, RIGHT, RYAN, made_cells
from voicelab.comparison.verdicts.differences import differences_table
from voicelab.comparison.verdicts.matched_values import matched_measure
from voicelab.comparison.verdicts.verdict_table import VerdictTable

CELLS = made_cells(
    {JENNY: [[True]] * 20, RYAN: [[False]] * 14 + [[True]] * 6, BRIAN: [[True]] * 19 + [[False]]}
)


def differences(cells: pd.DataFrame, varied: list[str], by: Any = None, **more: Any) -> VerdictTable:
    return differences_table(cells, matched_measure("right", [RIGHT]), varied, by, **more)


def test_each_two_values_have_a_row_corrected_for_their_number() -> None:
    table = differences(CELLS, ["voice"])
    assert table[["a", "b"]].to_numpy().tolist() == [[JENNY, RYAN], [JENNY, BRIAN], [RYAN, BRIAN]]
    assert table["told_apart"].tolist() == [True, False, True]
    assert table["test"].tolist() == ["sign-flip test, Holm of 3"] * 3
    (first, second, _) = table.to_dict("records")
    assert (first["mean_a"], first["mean_b"], first["difference"]) == (1.0, 0.3, pytest.approx(0.7))
    assert first["verdict"].startswith(f"{JENNY} is better than {RYAN} by ")
    assert second["verdict"].startswith(f"{JENNY} and {BRIAN} are not told apart")
    assert "more cases would be needed" in second["verdict"]


def test_each_setting_that_varies_is_compared_with_the_others_alike() -> None:
    cells = pd.concat([CELLS.assign(max_tokens=16), CELLS.assign(max_tokens=64)], ignore_index=True)
    table = differences(cells, ["voice", "max_tokens"])
    assert table["setting"].tolist() == ["voice"] * 3 + ["max_tokens"]
    assert table["verdict"].tolist()[-1].endswith("they are the same in each of 20 cases")
    assert set(table["test"]) == {"sign-flip test, Holm of 4"}
    together = differences(cells, ["voice", "max_tokens"], ["voice", "max_tokens"])
    assert len(together) == 15
    assert together["a"].tolist()[0] == f"{JENNY} · max_tokens 16"


def test_several_looks_widen_the_interval() -> None:
    once, often = (differences(CELLS, ["voice"], "voice", sequential=looks) for looks in (False, True))
    assert (often["high"] - often["low"]).gt(once["high"] - once["low"]).all()
    assert often["test"].tolist()[0].startswith("confidence sequence")


def test_where_nobody_knows_which_way_is_better_it_is_higher() -> None:
    cells = CELLS.assign(completion_tokens=[30.0 + place % 3 for place in range(20)] * 2 + [20.0] * 20)
    table = differences_table(cells, matched_measure("completion_tokens", []), ["voice"])
    assert table["verdict"].tolist()[1].startswith(f"{JENNY} is higher than {BRIAN} by 10.95 tokens")


def test_of_latencies_the_lower_one_is_better() -> None:
    cells = CELLS.assign(first_audio_ms=[800.0 + place for place in range(20)] * 2 + [500.0] * 20)
    table = differences_table(cells, matched_measure("first_audio_ms", []), ["voice"])
    assert table["verdict"].tolist()[1].startswith(f"{BRIAN} is better than {JENNY} by 309.5 ms")


def test_a_table_shows_itself_by_its_verdicts_and_runs_nothing() -> None:
    prompts = ["<img src=x onerror=alert(1)>", "Be\x1b[2J brief | 'quoted'"]
    cells = made_cells({JENNY: [[True, False]] * 8}, system_prompt=prompts * 8)
    table = differences(cells, ["system_prompt"])
    assert "<img" not in table._repr_html_()
    assert "&lt;img" in table._repr_html_()
    assert repr(table).startswith("right: system_prompt <img src=x onerror=alert(1)> is better than ")
    assert "\x1b" not in repr(table)
    assert type(table[["a", "b"]]) is pd.DataFrame


@pytest.mark.parametrize(
    ("varied", "by", "message"),
    [
        ([], None, "no settings vary in this comparison"),
        (["voice"], "max_tokens", "'max_tokens' does not vary within a case; there are: voice"),
        (["voice"], [], "by names nothing"),
        (["voice"], ["voice", "voice"], "by names 'voice' twice"),
    ],
)
def test_what_does_not_vary_is_not_compared(varied: list[str], by: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        differences(CELLS, varied, by)


def test_one_value_alone_is_no_pair() -> None:
    with pytest.raises(ValueError, match="no two values"):
        differences(CELLS[CELLS["voice"] == JENNY], ["voice"])
