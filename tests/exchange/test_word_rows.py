"""Where words stand under a waveform: in cells by Python, in the panel by its script."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.node import run_node
from voicelab.exchange.word_rows import ROWS, needs_leader, rows_of, scale_of

ROOT = Path(__file__).parents[2]
CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "word_rows.json").read_text("utf-8"))
_TIMES = st.floats(0, 60)
_WORDS = st.lists(st.tuples(_TIMES, st.floats(1, 360)), max_size=60)

IN_NODE = """
import { needsLeader, rowsOf, scaleOf } from "./voicelab/widgets/panel/word_rows.js";
import { readFileSync } from "node:fs";
const cases = JSON.parse(readFileSync(process.argv[1], "utf-8"));
console.log(JSON.stringify(cases.map(({ seconds, width, starts, widths }) => {
  const scale = scaleOf(seconds, width, starts, widths);
  const places = rowsOf(starts, widths, scale);
  return [scale, places.map((place, i) => [place.left, place.row, needsLeader(place, starts[i], scale)])];
})));
"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_words_stand_where_they_should(case: dict[str, Any]) -> None:
    scale = scale_of(case["seconds"], case["width"], case["starts"], case["widths"])
    places = rows_of(case["starts"], case["widths"], scale)
    assert scale == pytest.approx(case["scale"], abs=0.001)
    assert [[round(place.left, 3), place.row] for place in places] == case["places"]


@given(_WORDS, st.floats(1, 200), st.integers(1, ROWS))
def test_no_word_is_left_out_none_is_on_another_and_none_ahead_of_its_time(
    words: list[tuple[float, float]], scale: float, rows: int
) -> None:
    starts, widths = [start for start, _ in words], [width for _, width in words]
    places = rows_of(starts, widths, scale, rows)
    assert len(places) == len(words)
    assert all(place.left >= start * scale for place, start in zip(places, starts, strict=True))
    for row in range(rows):
        ends = sorted(
            (place.left, place.left + width)
            for place, width in zip(places, widths, strict=True)
            if place.row == row
        )
        assert all(end < left for (_, end), (left, _) in itertools.pairwise(ends))
    in_time = sorted(zip(starts, range(len(starts)), strict=True))
    lefts = [places[index].left for _, index in in_time]
    assert lefts == sorted(lefts)


def test_the_panel_and_the_cell_place_words_alike(tmp_path: Path) -> None:
    some = random.Random(5)
    cases: list[dict[str, Any]] = []
    for _ in range(200):
        seconds = some.choice([0.3, 2.0, 8.0, 90.0, 1_500.0])
        count = some.randrange(0, 60)
        starts = [round(some.uniform(0, seconds), some.choice([0, 3])) for _ in range(count)]
        widths = [some.uniform(4, some.choice([40, 360])) for _ in range(count)]
        cases.append(
            {"seconds": seconds, "width": some.uniform(100, 1_600), "starts": starts, "widths": widths}
        )
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(cases), "utf-8")
    here = []
    for case in cases:
        scale = scale_of(case["seconds"], case["width"], case["starts"], case["widths"])
        places = rows_of(case["starts"], case["widths"], scale)
        with_leaders = [
            [place.left, place.row, needs_leader(place, start, scale)]
            for place, start in zip(places, case["starts"], strict=True)
        ]
        here.append([scale, with_leaders])
    script = IN_NODE.replace("./voicelab", (ROOT / "voicelab").as_uri())
    ended = run_node("--input-type=module", "--eval", script, file)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == here
