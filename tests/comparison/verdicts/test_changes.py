"""What has changed since an earlier comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

from tests.comparison.verdicts.made_cells import BRIAN, JENNY, RIGHT, RYAN, made_cells
from voicelab.comparison.measures import measures
from voicelab.comparison.score_columns import ScoreColumn
from voicelab.comparison.verdicts.changes import changes


def measured(right: Mapping[str, Sequence[Sequence[bool | None]]], session: str, **more: Any) -> pd.DataFrame:
    """Return cells with a column for each measure, most without values."""
    missing: dict[str, Any] = dict.fromkeys(measures())
    del missing["turns"]
    cells = made_cells(right, session=session, **{**missing, **more})
    numbers: pd.DataFrame = cells.astype(dict.fromkeys(missing, "Float64"))
    return numbers


BEFORE = measured({JENNY: [[True]] * 10 + [[False]] * 10}, "old")
NOW = measured({JENNY: [[False]] + [[True]] * 19}, "new")


def test_each_score_and_measure_that_both_have_is_compared_on_the_same_cases() -> None:
    found = changes(NOW, BEFORE.assign(cost=0.02), ["voice"], [RIGHT])
    assert found.df["measure"].tolist() == ["failed", "right"]
    (_, row) = found.df.to_dict("records")
    assert (row["before"], row["now"], row["difference"]) == (0.5, 0.95, pytest.approx(0.45))
    assert row["verdict"].startswith("now is better than before by ")
    assert row["test"] == "sign-flip test, Holm of 2"
    assert (found.only_now, found.only_before, found.notes) == ((), (), ())


def test_cases_that_turned_are_listed() -> None:
    found = changes(NOW, BEFORE, ["voice"], [RIGHT])
    assert found.regressed[["score", "case", "voice", "before", "now"]].to_numpy().tolist() == [
        ["right", "case-0", JENNY, 1.0, 0.0]
    ]
    assert found.mended["case"].tolist() == [f"case-{place}" for place in range(10, 20)]
    assert "right: 1 regressed: case-0" in repr(found)
    assert "right: 10 mended: case-10, case-11" in repr(found)
    assert "and 4 more" in repr(found)
    assert "<table>" in found._repr_html_()


def test_single_turns_that_turned_are_listed_beside_dialogues_too() -> None:
    shares = ScoreColumn("right", "number", higher_is_better=True, is_share=True)
    now, before = (frame.astype({"right": "Float64"}) for frame in (NOW, BEFORE))
    assert changes(now, before, ["voice"], [shares]).regressed["case"].tolist() == ["case-0"]


def test_what_is_right_in_half_of_its_repeats_is_not_right() -> None:
    before = measured({JENNY: [[True, True, False]] * 6}, "old")
    now = measured({JENNY: [[True, False]] * 6}, "new")
    assert changes(now, before, ["voice"], [RIGHT]).regressed["now"].tolist() == [0.5] * 6


def test_of_a_truth_without_a_direction_it_is_told_what_it_is_now() -> None:
    unknown = ScoreColumn("right", "truth")
    assert set(changes(NOW, BEFORE, ["voice"], [unknown]).turned["turned"]) == {"now true", "now false"}
    lower = ScoreColumn("right", "truth", higher_is_better=False)
    assert changes(NOW, BEFORE, ["voice"], [lower]).mended["case"].tolist() == ["case-0"]


def test_what_cannot_be_compared_is_told() -> None:
    polite = ScoreColumn("polite", "number", higher_is_better=True)
    short = ScoreColumn("short", "truth", higher_is_better=True)
    now = NOW.assign(polite=3.0, short=True)
    found = changes(now, BEFORE.assign(short=["1", "five"] * 10), ["voice"], [RIGHT, polite, short])
    assert found.notes == (
        "polite: the earlier comparison does not have it",
        "short: its earlier values are no truths",
    )


def test_only_what_is_named_is_compared() -> None:
    found = changes(NOW, BEFORE, ["voice"], [RIGHT], ["right"])
    assert found.df["test"].tolist() == ["sign-flip test"]
    with pytest.raises(ValueError, match="no measure or score 'left'"):
        changes(NOW, BEFORE, ["voice"], [RIGHT], ["left"])


def test_what_one_side_alone_has_and_what_is_set_otherwise_is_told() -> None:
    voices = {JENNY: [[True]] * 6, BRIAN: [[True]] * 6}
    now = measured(voices, "new", system_prompt="Short.")
    before = measured({JENNY: [[True]] * 7, RYAN: [[True]] * 7}, "old", system_prompt="Long.")
    shown = repr(changes(now, before, ["voice"], [RIGHT]))
    assert f"only now, and left out: voice {BRIAN}" in shown
    assert f"only before, and left out: case case-6, voice {RYAN}" in shown
    assert "set otherwise, system_prompt: Long. before, Short. now" in shown


def test_cells_that_all_failed_are_told_as_such_and_no_model_is_made_of_them() -> None:
    failed = measured({JENNY: [[None]] * 20}, "old").assign(outcome="failed", model=None)
    found = changes(NOW.assign(model="new-model"), failed, ["voice"], [RIGHT])
    assert found.notes == ("before each of 20 cells failed: no replies are compared",)
    assert found.df["measure"].tolist() == ["failed"]


def test_replies_that_the_log_had_are_counted() -> None:
    found = changes(NOW, NOW, ["voice"], [RIGHT])
    assert found.notes == ("20 of 20 replies are the very ones of before: the log had them",)
    assert len(found.turned) == 0
    assert found.df["verdict"].str.endswith("they are the same in each of 20 cases").all()
