"""A comparison's rows as a CSV or Parquet file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv

from voicelab.log.compressed_file import text_beginning
from voicelab.log.csv_file import new_csv_file
from voicelab.log.export_kinds import CSV_EXPORT, PARQUET_EXPORT
from voicelab.log.formula_marks import marked
from voicelab.log.whole_file import FileKind, whole_file

__all__ = ["JUDGEMENTS_CSV", "write_csv", "write_parquet"]

JUDGEMENTS_CSV = FileKind(
    "CSV file of judgements", lambda file: b'"judged_utc","rater"' in text_beginning(file), CSV_EXPORT.endings
)


def write_csv(frame: pd.DataFrame, path: Path, *, raw: bool, kind: FileKind = CSV_EXPORT) -> None:
    """Write rows as CSV, UTF-8 with its mark: text in quotes, missing values empty, times in ISO 8601.

    Parameters
    ----------
    kind
        What is written, and may be written over.
    """
    times = frame.select_dtypes("datetimetz")
    frame = frame.assign(**{name: times[name].dt.strftime("%Y-%m-%dT%H:%M:%S.%fZ") for name in times})
    table = pa.Table.from_pandas(frame, preserve_index=False)
    for place, field in enumerate(table.schema):
        column = table.column(place)
        if pa.types.is_dictionary(field.type):
            column = column.cast(field.type.value_type)
        if not raw and (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            column = marked(column.cast(pa.large_string()))
        table = table.set_column(place, field.name, column)
    with new_csv_file(path, kind) as file:
        pyarrow.csv.write_csv(table, file)


def write_parquet(frame: pd.DataFrame, path: Path) -> None:
    """Write rows as Parquet; pandas reads the frame's own types back."""
    with whole_file(path, PARQUET_EXPORT) as part:
        frame.to_parquet(part, index=False)
