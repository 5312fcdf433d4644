"""The cells of an earlier comparison: another comparison, its table, or a file of either kind."""

from __future__ import annotations

import csv
import io
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd
import pyarrow as pa

from voicelab.expanded_path import expanded_path, shown_path
from voicelab.file_target import ending_of
from voicelab.log.csv_file import text_cells
from voicelab.log.csv_text import csv_text
from voicelab.log.export_kinds import CSV_EXPORT, PARQUET_EXPORT
from voicelab.log.formula_marks import unmarked
from voicelab.log.spreadsheet_words import is_missing_value, is_yes
from voicelab.working_folder import working_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from voicelab.comparison.comparison_cells import ComparisonCells

__all__ = ["Earlier", "earlier_cells"]

Earlier: TypeAlias = "ComparisonCells | pd.DataFrame | str | PathLike[str]"
"""A `Comparison`, its `df`, or the path of a file that `to_parquet` or `to_csv` wrote."""

_NEEDED = ("case", "session", "turn", "outcome", "turns")
"""Columns that every table of a comparison has, and by which cells are matched and counted."""


def earlier_cells(earlier: Earlier, like: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of an earlier comparison.

    Parameters
    ----------
    earlier
        See `Earlier`.
    like
        Cells of the later one: a column that both have is of the type that it has there, if all of its
        values are of that kind.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    TypeError
        It is nothing of the kind.
    ValueError
        It is no table of a comparison, or has no cells.
    """
    name, cells = _read(earlier)
    missing = [column for column in _NEEDED if column not in cells.columns]
    if missing:
        raise ValueError(f"{name} is no table of a comparison: it has no column {missing[0]!r}")
    if not len(cells):
        raise ValueError(f"{name} has no cells")
    if "engine" in like:
        cells = cells.assign(engine=_engines(cells))
    both = [column for column in cells.columns if column in like.columns]
    typed: pd.DataFrame = cells.assign(**{name: _typed(cells[name], like[name].dtype) for name in both})
    return typed


def _engines(cells: pd.DataFrame) -> pd.Series[Any] | str:
    """Return the engine of each cell, which releases that had the cascade alone did not name."""
    return cells["engine"].fillna("cascade") if "engine" in cells else "cascade"


def _read(earlier: Earlier) -> tuple[str, pd.DataFrame]:
    if isinstance(earlier, pd.DataFrame):
        return "the DataFrame", earlier.reset_index(drop=True)
    if isinstance(frame := getattr(earlier, "df", None), pd.DataFrame):
        return "the earlier comparison", frame
    if not isinstance(earlier, str | PathLike):
        raise TypeError(
            f"give an earlier comparison, its df, or the path of a file of it, not {type(earlier).__name__}"
        )
    path = expanded_path(earlier)
    if not path.is_file():
        raise FileNotFoundError(
            f"there is no file {shown_path(str(path))!r}, looked for from {working_folder()}; to_parquet "
            "writes one that later comparisons are held against"
        )
    readers: dict[str, Callable[[Path], pd.DataFrame]] = {
        **dict.fromkeys(PARQUET_EXPORT.endings, _from_parquet),
        **dict.fromkeys(CSV_EXPORT.endings, _from_csv),
    }
    ending = ending_of(path)
    if ending not in readers:
        raise ValueError(f"{path} is no table of a comparison by its name: {', '.join(readers)} are read")
    return str(path), readers[ending](path)


def _from_parquet(path: Path) -> pd.DataFrame:
    try:
        return pd.read_parquet(path)
    except (pa.ArrowException, OSError) as error:
        raise ValueError(f"{path} is no Parquet file: {error}") from None


def _from_csv(path: Path) -> pd.DataFrame:
    name, text = csv_text(path)
    head = csv.reader(io.StringIO(text.data.decode(), newline=""), delimiter=text.delimiter)
    try:
        names = next(head, [])
        cells = text_cells(text, names)
    except (pa.ArrowException, csv.Error, ValueError) as error:
        raise ValueError(f"{name} cannot be told into rows: {error}") from None
    columns = {each: unmarked(cells[each]).to_pandas() for each in dict.fromkeys(names)}
    read: pd.DataFrame = pd.DataFrame(columns).astype(pd.StringDtype())
    return read


def _typed(values: pd.Series[Any], dtype: Any) -> pd.Series[Any]:
    """Return a column as one of another type if all its values are of that kind; else as it is."""
    if values.dtype == dtype:
        return values
    if pd.api.types.is_bool_dtype(dtype):
        return _read_as(values, _truth, "boolean", dtype)
    if pd.api.types.is_numeric_dtype(dtype):
        return _read_as(values, float, "Float64", dtype)
    if pd.api.types.is_float_dtype(values.dtype) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")  # which a missing value made decimal: an id is 1, not 1.0
    is_words = pd.api.types.is_string_dtype(dtype) or isinstance(dtype, pd.CategoricalDtype)
    return values.astype(pd.StringDtype()) if is_words else values


def _read_as(values: pd.Series[Any], read: Callable[[Any], float], kind: Any, dtype: Any) -> pd.Series[Any]:
    codes, distinct = pd.factorize(values)  # each value is read once, -1 is none
    try:
        known = [None if _is_missing(value) else read(value) for value in distinct]
    except ValueError:
        return values
    column: pd.Series[Any] = pd.Series(pd.array([*known, None], dtype=kind)[codes], index=values.index)
    is_whole = pd.api.types.is_bool_dtype(dtype) or (column.dropna() % 1 == 0).all()
    return column.astype(dtype) if is_whole or pd.api.types.is_float_dtype(dtype) else column


def _is_missing(value: Any) -> bool:
    return is_missing_value(value.strip()) if isinstance(value, str) else bool(pd.isna(value))


def _truth(value: Any) -> bool:
    return is_yes(f"{value:g}" if isinstance(value, float) else str(value).strip())
