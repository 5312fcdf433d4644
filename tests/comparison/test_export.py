"""A comparison as files of rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import voicelab as vl
from tests.comparison.conftest import REPLY
from voicelab.errors import LogError


def test_a_parquet_file_gives_the_frame_back(grid: vl.Comparison, tmp_path: Path) -> None:
    grid.to_parquet(tmp_path / "grid.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "grid.parquet"), grid.df)


def test_a_csv_file_runs_nothing_in_a_spreadsheet(grid: vl.Comparison, tmp_path: Path) -> None:
    grid.to_csv(tmp_path / "grid.csv")
    grid.to_csv(tmp_path / "raw.csv", raw=True)
    assert (tmp_path / "grid.csv").read_bytes().startswith(b"\xef\xbb\xbf"), "so that it shows ö as ö"
    assert set(pd.read_csv(tmp_path / "grid.csv")["reply"]) == {"'" + REPLY}
    raw = pd.read_csv(tmp_path / "raw.csv")
    assert set(raw["reply"]) == {REPLY}
    with pytest.raises(
        ValueError, match=r"a CSV file of a comparison.*pandas\.read_csv, or write to_parquet"
    ):
        vl.read_csv(tmp_path / "grid.csv")
    assert list(raw.columns) == list(grid.df.columns)
    assert list(raw["first_audio_ms"]) == list(grid.df["first_audio_ms"])


@pytest.mark.parametrize("form", ["to_csv", "to_parquet", "to_html"])
def test_no_file_of_a_comparison_replaces_a_log(grid: vl.Comparison, tmp_path: Path, form: str) -> None:
    with vl.SessionLog(tmp_path / "log.sqlite") as log:
        for ending in ("", "-wal", "-shm"):
            with pytest.raises(LogError, match="not written over"):
                getattr(grid, form)(tmp_path / f"log.sqlite{ending}")
        assert len(log) == 0
    with pytest.raises(TypeError, match="give the path of a file to write, not None"):
        getattr(grid, form)(None)
