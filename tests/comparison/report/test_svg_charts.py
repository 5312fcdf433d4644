"""Charts of a report, as SVG."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from markupsafe import Markup

from tests.comparison.charts.frames import FIRST_AUDIO, RIGHT, frame_of, summary_of
from voicelab.comparison.charts.distributions import distributions
from voicelab.comparison.charts.heat_map import heat_map
from voicelab.comparison.charts.tradeoff import tradeoff
from voicelab.comparison.measures import Measure
from voicelab.comparison.report.heat_table import heat_table
from voicelab.comparison.report.svg_distributions import distributions_chart
from voicelab.comparison.report.svg_means import means_chart
from voicelab.comparison.report.svg_rows import WIDTH
from voicelab.comparison.report.svg_tradeoff import tradeoff_chart

MARGIN = Measure("margin", "margin", 1.0, "{:.2f}", True, is_score=True)
HARD = "a<b>&\"c'| \u05e7\u05e6\u05e8 " + "long " * 60


def parsed(html: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(f"<div>{html}</div>")


def numbers(html: Markup, pattern: str) -> list[float]:
    return [float(found) for found in re.findall(pattern, html)]


def test_means_below_zero_are_left_of_the_line_at_zero_and_within_the_chart() -> None:
    rows = [
        {"voice": "a", "margin": -4.0, "margin_low": -9.0, "margin_high": 1.0},
        {"voice": "b", "margin": 2.0, "margin_low": 1.0, "margin_high": 3.0},
    ]
    chart = means_chart(summary_of(rows), ["voice"], MARGIN)
    below, above = numbers(chart, r"circle cx='([\d.]+)'")
    (zero,) = numbers(chart, r"x1='([\d.]+)' y1='0'")
    assert below < zero < above
    assert all(340 <= x <= WIDTH for x in numbers(chart, r"x[12]='(-?[\d.]+)'"))
    assert "-4.00" in chart


def test_texts_of_others_stay_texts() -> None:
    rows = [
        {"voice": HARD, "right": 0.5, "first_audio_ms": 500.0},
        {"voice": "b", "right": 0.5, "first_audio_ms": 9.0},
    ]
    summary = summary_of(rows, "right", "first_audio_ms")
    cells = frame_of(voice=[HARD, "b"], first_audio_ms=[500.0, 800.0])
    found = tradeoff(summary, ["voice"], FIRST_AUDIO, RIGHT)
    spread = distributions(cells, ["voice"], FIRST_AUDIO)
    heat = heat_map(summary.assign(limit=16), RIGHT, "voice", "limit")
    assert found is not None
    assert spread is not None
    assert heat is not None
    for chart in (
        means_chart(summary, ["voice"], RIGHT),
        distributions_chart(spread),
        tradeoff_chart(found),
        heat_table(heat),
    ):
        texts = "".join(parsed(chart).itertext())
        assert "a<b>&\"c'|" in texts


def test_labels_wider_than_their_column_stand_above() -> None:
    rows = [{"voice": "v" * 30, "style": "s" * 40, "right": 0.5}, {"voice": "b", "style": "t", "right": 0.5}]
    chart = means_chart(summary_of(rows, "right"), ["voice", "style"], RIGHT)
    assert len(numbers(chart, r"<text x='(16)' y")) == 2
    assert min(numbers(chart, r"circle cx='([\d.]+)'")) > 10


def test_a_distribution_has_an_outline_and_a_shape_for_each_percentile() -> None:
    found = distributions(frame_of(first_audio_ms=np.linspace(300.0, 900.0, 200)), [], FIRST_AUDIO)
    assert found is not None
    svg = parsed(distributions_chart(found)).find("svg")
    assert svg is not None
    assert svg.get("aria-label") == "first audio, s. all: p50 0.60 · p95 0.87 · p99 0.89"
    assert [len(svg.findall(f".//g/{shape}")) for shape in ("circle", "path")] == [1, 2]


def test_points_of_a_trade_off_are_numbered_as_in_its_table() -> None:
    rows = [
        {"voice": "a", "right": 0.9, "first_audio_ms": 900.0},
        {"voice": "b", "right": 0.5, "first_audio_ms": 900.0},
    ]
    found = tradeoff(summary_of(rows, "right", "first_audio_ms"), ["voice"], FIRST_AUDIO, RIGHT)
    assert found is not None
    whole = parsed(tradeoff_chart(found))
    assert [group.get("class") for group in whole.iter("g")] == ["front", "other"]
    cells = [["".join(cell.itertext()) for cell in row] for row in whole.iter("tr")][1:]
    assert cells == [["1", "a", "90%", "0.90", "yes"], ["2", "b", "50%", "0.90", ""]]


@pytest.mark.parametrize(("value", "shade"), [(0.0, "shade-0"), (1.0, "shade-7")])
def test_a_heat_map_is_a_table_with_heads_and_a_shade_a_cell(value: float, shade: str) -> None:
    rows = [
        {"voice": voice, "limit": limit, "right": float(voice == "b")} for voice in "ab" for limit in (16, 32)
    ]
    found = heat_map(summary_of(rows, "right"), RIGHT, "voice", "limit")
    assert found is not None
    table = parsed(heat_table(found))
    assert [head.get("scope") for head in table.iter("th")] == ["col", "col", "row", "row"]
    assert {cell.get("class") for cell in table.iter("td") if cell.text == f"{value:.0%}"} == {shade}
