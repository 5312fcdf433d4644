"""Charts of a comparison."""

from __future__ import annotations

import pytest

import voicelab as vl
from tests.comparison.conftest import JENNY, RYAN


@pytest.mark.parametrize("what", ["latency", "length", "intelligibility"])
def test_a_chart_of_each_kind_is_described_for_the_notebook(grid: vl.Comparison, what: str) -> None:
    described = grid.plot(what)._repr_mimebundle_()["application/vnd.vegalite.v5+json"]
    assert described["$schema"].endswith("/v5.json")
    rows = [row for values in described["datasets"].values() for row in values]
    assert {f"{JENNY} · max_tokens 16", f"{RYAN} · max_tokens 64"} <= {row["which"] for row in rows}
    assert all(row["low"] is None or row["low"] <= row["mean"] <= row["high"] for row in rows)


def test_a_chart_that_does_not_exist_lists_those_that_do(grid: vl.Comparison) -> None:
    with pytest.raises(ValueError, match="there are: latency, length, cost, intelligibility"):
        grid.plot("speed")


def test_a_chart_with_nothing_to_show_says_so(grid: vl.Comparison) -> None:
    with pytest.raises(ValueError, match="nothing to plot"):
        grid.plot("cost")
