"""Charts of a comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import voicelab as vl
from tests.comparison.charts.frames import frame_of
from tests.comparison.conftest import JENNY, RYAN
from voicelab.comparison.charts.distribution_chart import plot_distribution
from voicelab.comparison.charts.plot import Plot
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
    test._judge(0, [1, 0])
    assert unset.ranking(by)["judgements"].sum() == 2


def test_a_value_that_is_not_set_is_in_the_table_and_in_the_report(
    unset: vl.Comparison, tmp_path: Path
) -> None:
    table = unset.show(columns=["temperature", "style"])
    assert all(len(cells) == 1 for row in table._page["rows"] for cells in row["cells"])
    unset.to_html(tmp_path / "report.html", audio=False)
    assert (tmp_path / "report.html").read_text("utf-8").count("temperature default · style default") >= 4


def rows_of(plot: Plot) -> list[dict[str, Any]]:
    described = plot._repr_mimebundle_()["application/vnd.vegalite.v5+json"]
    return [row for values in described["datasets"].values() for row in values]


def test_latencies_are_drawn_as_distributions_with_their_median(grid: vl.Comparison) -> None:
    rows = rows_of(grid.plot_distribution("first_audio_ms", by="voice"))
    assert {(row["which"], row["percentile"]) for row in rows if "percentile" in row} == {
        (JENNY, "p50"),
        (RYAN, "p50"),
    }
    assert rows_of(grid.plot_distribution())


def test_a_trade_off_has_a_point_a_combination_and_marks_the_front(grid: vl.Comparison) -> None:
    rows = rows_of(grid.plot_tradeoff("round_trip_word_error_rate", "first_audio_ms"))
    on_front = {row["which"] for row in rows if row["front"] == "no other is better in both"}
    assert len({row["which"] for row in rows}) == 4
    assert on_front
    quickest = min(rows, key=lambda row: row["x"])
    assert quickest["which"] in on_front, "all are misheard alike"


def test_a_heat_map_has_a_number_in_each_cell(grid: vl.Comparison) -> None:
    rows = rows_of(grid.plot_heatmap("completion_tokens", rows="max_tokens"))
    assert {(row["which"], row["column"]) for row in rows} == {
        (f"max_tokens {limit}", voice) for limit in (16, 64) for voice in (JENNY, RYAN)
    }
    assert all(float(row["text"]) > 0 for row in rows)


def test_what_cannot_be_drawn_is_refused_with_the_nearest_name(grid: vl.Comparison) -> None:
    nearest = "no measure or score 'first_audio'; the nearest are: first_audio_ms"
    with pytest.raises(ValueError, match=nearest):
        grid.plot_distribution("first_audio")
    with pytest.raises(ValueError, match=nearest):
        grid.plot_tradeoff("first_audio", "cost")
    with pytest.raises(ValueError, match=nearest):
        grid.plot_heatmap("first_audio")
    with pytest.raises(ValueError, match="no cells have both first_audio_ms and cost"):
        grid.plot_tradeoff("cost", "first_audio_ms")
    with pytest.raises(ValueError, match="no cell has a value of cost"):
        grid.plot_heatmap("cost")


@pytest.mark.parametrize(
    ("draw", "why"),
    [
        (lambda grid: grid.plot(by=["case", "case"]), "the column 'case' is given twice"),
        (lambda grid: grid.plot(by=5), "no column 5"),
        (lambda grid: grid.plot(by="turns"), "'turns' is averaged, so that cells are not grouped by it"),
        (lambda grid: grid.plot(["latency"]), r"no chart \['latency'\]; there are: latency, turns"),
        (lambda grid: grid.plot_heatmap(5), "is given by its name, a text such as 'cost', not 5"),
        (lambda grid: grid.plot_heatmap("cost", rows=5), "no column 5"),
        (lambda grid: grid.plot_distribution(None), "is given by its name, a text such as 'cost', not None"),
        (lambda grid: grid.plot_tradeoff("x", "x"), "no measure or score 'x'"),
        (lambda grid: grid.ranking(["voice"]), r"no column \['voice'\]"),
        (lambda grid: grid.best("cost", then=5), "is given by its name, a text such as 'cost', not 5"),
    ],
)
def test_an_argument_of_another_kind_is_refused_in_a_sentence(
    grid: vl.Comparison, draw: Callable[[Any], object], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        draw(grid)


def test_printed_a_chart_says_what_it_is_of(grid: vl.Comparison) -> None:
    assert "first token, s; first audio, s" in repr(grid.plot("latency"))


def test_ten_thousand_cells_are_drawn_by_a_few_thousand_rows() -> None:
    count = 10_000
    cells = frame_of(
        voice=[f"voice {number % 50}" for number in range(count)],
        first_audio_ms=[400.0 + number % 997 for number in range(count)],
    )
    assert 50 < len(rows_of(plot_distribution(cells, ["voice"], ["first_audio_ms"]))) < 5_000
