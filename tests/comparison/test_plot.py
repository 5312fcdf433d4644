"""Charts of a comparison."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import voicelab as vl
from tests.comparison.conftest import JENNY, RYAN
from voicelab.testing import ScriptedEngines, embedded_services


@pytest.mark.parametrize("what", ["latency", "length", "intelligibility"])
def test_a_chart_of_each_kind_is_described_for_the_notebook(grid: vl.Comparison, what: str) -> None:
    described = grid.plot(what)._repr_mimebundle_()["application/vnd.vegalite.v5+json"]
    assert described["$schema"].endswith("/v5.json")
    rows = [row for values in described["datasets"].values() for row in values]
    assert {f"{JENNY} · max_tokens 16", f"{RYAN} · max_tokens 64"} <= {row["which"] for row in rows}
    assert all(row["low"] is None or row["low"] <= row["mean"] <= row["high"] for row in rows)


def test_a_chart_that_does_not_exist_lists_those_that_do(grid: vl.Comparison) -> None:
    with pytest.raises(ValueError, match="there are: latency, turns, length, cost, intelligibility"):
        grid.plot("speed")


def test_a_chart_with_nothing_to_show_says_so(grid: vl.Comparison) -> None:
    with pytest.raises(ValueError, match="nothing to plot"):
        grid.plot("cost")


@pytest.fixture(scope="module")
def unset() -> Iterator[vl.Comparison]:
    """Compare with two settings left to the service in half of the cells, and one voice that fails."""
    with embedded_services(ScriptedEngines(reply="So.", transcripts=["So."])) as services:
        yield vl.compare(
            ["a"],
            voice=["en-US-AriaNeural", "en-US-JennyNeural"],
            max_tokens=[16, 64],
            temperature=[0, None],
            style=[None, "cheerful"],
            services=services.services,
            log=False,
            quiet=True,
        )


def test_a_value_that_is_not_set_has_its_place_in_every_chart(unset: vl.Comparison) -> None:
    described = unset.plot()._repr_mimebundle_()["application/vnd.vegalite.v5+json"]
    rows = [row for values in described["datasets"].values() for row in values]
    limits = [row for row in rows if "cut short" in row]
    assert len({(row["which"], row["limit"]) for row in limits}) == 16
    assert {row["cut short"] for row in limits} == {0.0, None}, "None of a voice that failed"


@pytest.mark.parametrize("by", ["temperature", "style", "outcome", ["style", "temperature"]])
def test_a_value_that_is_not_set_can_be_grouped_by(unset: vl.Comparison, by: str | list[str]) -> None:
    summary = unset.summary(by)
    assert len(summary) == (4 if isinstance(by, list) else 2)
    assert summary["cells"].sum() == 16
    unset.plot(by=by)


@pytest.mark.parametrize("by", ["temperature", "style"])
def test_a_value_that_is_not_set_is_judged_and_ranked(unset: vl.Comparison, by: str) -> None:
    test = unset.listen(by)
    assert test._trial["total"] == 4
    test._choose(0, "a")
    assert unset.ranking(by)["judgements"].sum() == 2


def test_a_value_that_is_not_set_is_in_the_table_and_in_the_report(
    unset: vl.Comparison, tmp_path: Path
) -> None:
    table = unset.show(columns=["temperature", "style"])
    assert all(len(cells) == 1 for row in table._page["rows"] for cells in row["cells"])
    unset.to_html(tmp_path / "report.html", audio=False)
    assert (tmp_path / "report.html").read_text("utf-8").count("temperature default · style default") >= 4
