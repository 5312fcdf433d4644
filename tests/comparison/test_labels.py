"""Labels that tell the rows of a comparison from one another."""

from __future__ import annotations

import pandas as pd
import pytest

import voicelab as vl
from tests.comparison.conftest import compared
from voicelab.comparison.labels import Labels, plain
from voicelab.testing import EmbeddedServices

MISSING = {"temperature": "default", "noise_db": "none", "fields.topic": "none"}
PROMPTS = [
    "Answer in as few words as you possibly can, and be friendly.",
    "Answer in as few words as you possibly can, and be strict.",
    "Answer in as few words as you possibly can.",
]


def test_only_a_setting_that_is_missing_is_at_its_default() -> None:
    assert {name: plain(float("nan"), name) for name in MISSING} == MISSING


@pytest.mark.parametrize(
    "texts",
    [
        PROMPTS,
        ["a" * 200 + "b", "a" * 200 + "c", "a" * 200],
        ["x" * 60 + "1" + "y" * 60 + "1", "x" * 60 + "1" + "y" * 60 + "2", "x" * 60 + "2"],
        ["two  blanks", "two blanks"],
        ["short", "shorter"],
        ["A" + "z" * 39 + "…", "A" + "z" * 80],
        ["", " "],
    ],
)
def test_no_two_texts_have_one_label(texts: list[str]) -> None:
    frame = pd.DataFrame({"input": texts})
    shown = [Labels(frame, ["input"]).of(row) for row in frame.to_dict("records")]

    assert len(set(shown)) == len(texts)
    assert max(map(len, shown)) <= 46


def test_what_an_engine_does_not_have_is_no_default_of_its() -> None:
    cells = [
        ("cascade", 0.5, None),
        ("cascade", None, None),
        ("realtime", None, "talk"),
        ("realtime", None, None),
    ]
    frame = pd.DataFrame(cells, columns=["engine", "temperature", "realtime_deployment"], dtype=object)
    labels = Labels(frame, list(frame))
    assert [labels.of(row) for row in frame.to_dict("records")] == [
        "cascade · temperature 0.5 · realtime_deployment without effect",
        "cascade · temperature default · realtime_deployment without effect",
        "realtime · temperature without effect · talk",
        "realtime · temperature without effect · realtime_deployment default",
    ]


def test_a_short_text_is_shown_whole_and_a_long_one_by_its_beginning() -> None:
    frame = pd.DataFrame({"system_prompt": ["Be brief.", "b" * 50]})
    labels = Labels(frame, ["system_prompt"])
    assert [labels.of(row) for row in frame.to_dict("records")] == [
        "system_prompt Be brief.",
        f"system_prompt {'b' * 39}…",
    ]


def test_prompts_that_begin_alike_stand_apart_in_the_table_the_charts_and_the_report(
    embedded: EmbeddedServices,
) -> None:
    grid: vl.Comparison = compared(embedded, ["What is it?"], system_prompt=PROMPTS, repeats=2)
    described = grid.plot("length")._repr_mimebundle_()["application/vnd.vegalite.v5+json"]

    assert len(set(grid.show()._page["heads"])) == 3
    assert len({row["detail"] for row in grid.show(columns=[])._page["rows"]}) == 3
    for rows in described["datasets"].values():
        assert len({row["which"] for row in rows}) == 3
