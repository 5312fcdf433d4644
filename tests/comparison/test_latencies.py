"""Percentiles of latencies."""

from __future__ import annotations

import numpy as np
import pandas as pd

import voicelab as vl
from voicelab.comparison.latencies import LATENCIES, latencies_frame


def made_latencies(first_audio_ms: list[float], case: list[str]) -> pd.DataFrame:
    count = len(first_audio_ms)
    known = {"case": case, "session": "s", "turn": range(count), "outcome": "completed", "reply": "So."}
    cells = pd.DataFrame(known)
    cells = cells.assign(turns=pd.array([None] * count, "Int64"), **dict.fromkeys(LATENCIES, np.nan))
    timed: pd.DataFrame = cells.assign(first_audio_ms=first_audio_ms)
    return timed


def test_percentiles_are_of_the_replies_with_ends_where_there_are_enough() -> None:
    cells = made_latencies([float(place) for place in range(1, 101)], [f"case-{n}" for n in range(100)])
    (row,) = latencies_frame(cells, []).to_dict("records")
    assert (row["latency"], row["replies"], row["p50"]) == ("first_audio_ms", 100, 50.5)
    assert row["p50_low"] < 50.5 < row["p50_high"]
    assert row["p95_low"] < row["p95"] < row["p95_high"]
    assert np.isnan(row["p99_high"]), "100 replies cannot tell it"


def test_repeats_of_a_case_that_are_alike_count_as_one() -> None:
    alike = made_latencies(
        [100.0 * (place // 10) for place in range(100)], [f"c{n // 10}" for n in range(100)]
    )
    apart = alike.assign(case=[f"c{n}" for n in range(100)])
    (few,), (many,) = (latencies_frame(cells, []).to_dict("records") for cells in (alike, apart))
    assert few["p50"] == many["p50"]
    assert few["p50_high"] - few["p50_low"] > many["p50_high"] - many["p50_low"]


def test_replies_that_failed_or_are_shared_do_not_count_again() -> None:
    cells = made_latencies([100.0, 100.0, 900.0], ["a", "b", "c"]).assign(turn=[1, 1, 2])
    assert latencies_frame(cells.assign(outcome=["completed"] * 2 + ["failed"]), [])["replies"].tolist() == [
        1
    ]


def test_a_comparison_has_them_by_what_varies(grid: vl.Comparison) -> None:
    table = grid.latencies()
    assert set(table["latency"]) >= {"first_token_ms", "first_audio_ms", "done_ms"}
    assert "end_of_turn_ms" not in set(table["latency"]), "which live talks alone have"
    assert table.groupby(["voice", "max_tokens"]).ngroups == 4
    assert grid.latencies([])["replies"].tolist()[0] == 16
