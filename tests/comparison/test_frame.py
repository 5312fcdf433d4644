"""A comparison as tables: intervals, values."""

from __future__ import annotations

import pandas as pd

import voicelab as vl
from tests.comparison.conftest import compared
from voicelab.testing import ScriptedEngines, embedded_services


def test_no_interval_reaches_beyond_what_is_possible() -> None:
    replies = iter(["One.", "One two three four five six seven eight nine ten."] * 10)
    script = ScriptedEngines(reply=lambda _: next(replies))
    with embedded_services(script) as running:
        grid = compared(running, ["What?"], max_tokens=[8], repeats=2, limits=vl.Limits(concurrency=1))
    (row,) = grid.summary().to_dict("records")

    assert row["completion_tokens_low"] >= 0
    assert row["completion_tokens"] < row["completion_tokens_high"] <= 8
    assert row["first_audio_ms_low"] >= 0


def test_values_that_hold_commas_are_not_taken_for_others() -> None:
    values = [["Contoso, Ltd"], ["Contoso", "Ltd"], ['"Contoso', 'Ltd"'], ["Contoso"]]
    with embedded_services(ScriptedEngines()) as running:
        grid = compared(running, ["What?"], phrases=values)
    shown = ['"Contoso, Ltd"', "Contoso, Ltd", '"""Contoso", "Ltd"""', "Contoso"]
    assert grid.df["phrases"].tolist() == shown
    assert grid.summary()["phrases"].tolist() == shown


def test_labels_are_in_the_table_as_they_are_at_each_look() -> None:
    with embedded_services(ScriptedEngines()) as running:
        grid = compared(running, ["What?"])
    looks = [grid.df["label_thumbs_up"][0]]
    for thumbs_up in (True, False):
        grid.log.add_label(grid.exchange(1), thumbs_up=thumbs_up)
        looks.append(grid.df["label_thumbs_up"][0])
    grid.log.remove_label(grid.exchange(1))
    looks.append(grid.df["label_thumbs_up"][0])
    assert looks == [pd.NA, True, False, pd.NA]
    grid.log.close()
    assert len(grid.df) == 1
