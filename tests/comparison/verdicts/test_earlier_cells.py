"""Earlier comparisons, from wherever they come."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import voicelab as vl
from voicelab.comparison.verdicts.earlier_cells import earlier_cells


def test_a_comparison_its_table_and_its_files_have_the_same_cells(
    grid: vl.Comparison, tmp_path: Path
) -> None:
    grid.to_parquet(tmp_path / "grid.parquet")
    grid.to_csv(tmp_path / "grid.csv.gz")
    frame = grid.df
    sources: list[Any] = [grid, frame, tmp_path / "grid.parquet", str(tmp_path / "grid.csv.gz")]
    for source in sources:
        cells = earlier_cells(source, frame)
        names = [name for name in frame.columns if not name.endswith("_utc")]  # which are text in CSV
        pd.testing.assert_frame_equal(
            cells[names].astype({"input_mode": "string", "outcome": "string"}),
            frame[names].astype({"input_mode": "string", "outcome": "string"}),
        )


def test_columns_are_of_the_types_of_the_later_one_as_far_as_their_values_allow() -> None:
    like = pd.DataFrame(
        {
            "case": pd.array(["a"], "string"),
            "right": pd.array([True], "boolean"),
            "score": pd.array([1], "Int64"),
            "words": pd.array([1.5], "Float64"),
        }
    )
    read = pd.DataFrame(
        {
            "case": [1.0, 2.0, None],
            "right": ["WAHR", "", "false"],
            "score": ["1.5", "2", None],
            "words": ["many", "1", "2"],
        }
    )
    cells = earlier_cells(read.assign(session="s", turn=1, outcome="completed", turns=None), like)
    assert cells["case"].tolist()[:2] == ["1", "2"]
    assert cells["right"].tolist() == [True, pd.NA, False]
    assert cells["score"].tolist()[:2] == [1.5, 2.0]
    assert cells["words"].tolist() == ["many", "1", "2"]


def test_cells_of_a_release_that_had_no_engines_are_those_of_the_cascade(grid: vl.Comparison) -> None:
    frame = grid.df
    assert set(earlier_cells(frame.drop(columns="engine"), frame)["engine"]) == {"cascade"}
    assert set(earlier_cells(frame.assign(engine=None), frame)["engine"]) == {"cascade"}


def test_what_is_no_earlier_comparison_is_refused_with_the_reason(
    grid: vl.Comparison, tmp_path: Path
) -> None:
    frame = grid.df
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and no more")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    wrong: list[tuple[Any, type[Exception], str]] = [
        (tmp_path / "none.parquet", FileNotFoundError, "there is no file .*none.parquet"),
        (tmp_path / "broken.parquet", ValueError, "is no Parquet file"),
        (
            tmp_path / "other.csv",
            ValueError,
            "other.csv is no table of a comparison: it has no column 'case'",
        ),
        (tmp_path, FileNotFoundError, "there is no file"),
        (None, TypeError, "not NoneType"),
        (frame.drop(columns="turn"), ValueError, "the DataFrame is no table .* no column 'turn'"),
        (frame.iloc[:0], ValueError, "the DataFrame has no cells"),
    ]
    for source, kind, message in wrong:
        with pytest.raises(kind, match=message):
            earlier_cells(source, frame)
