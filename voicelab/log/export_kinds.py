"""What a log is exported as: how a file of each kind is known that an export may be written over."""

from __future__ import annotations

from typing import BinaryIO

import pyarrow as pa

from voicelab.file_target import CSV_ENDINGS, PARQUET_ENDINGS
from voicelab.log.compressed_file import text_beginning
from voicelab.log.whole_file import FileKind

__all__ = ["CSV_EXPORT", "JSON_EXPORT", "PARQUET_EXPORT"]

_NAMES = ("session", "transcript")
"""Columns that every export has."""


def _is_csv(file: BinaryIO) -> bool:
    """Say whether the first line names the columns, or the second where a spreadsheet put one before it."""
    lines = text_beginning(file).replace(b"\0", b"").splitlines()  # NUL: spreadsheets save UTF-16, too
    return any(all(name.encode() in line for name in _NAMES) for line in lines[:2])


def _is_json(file: BinaryIO) -> bool:
    text = text_beginning(file).strip()
    return text == b"[]" or (text.startswith(b"[") and all(f'"{name}"'.encode() in text for name in _NAMES))


def _is_parquet(file: BinaryIO) -> bool:
    import pyarrow.parquet as parquet  # not for CSV

    try:
        return set(_NAMES) <= set(parquet.read_schema(file).names)
    except (pa.ArrowException, OSError):
        return False


CSV_EXPORT = FileKind("CSV file of exchanges", _is_csv, CSV_ENDINGS)
JSON_EXPORT = FileKind("JSON file of exchanges", _is_json, (".json",))
PARQUET_EXPORT = FileKind("Parquet file of exchanges", _is_parquet, PARQUET_ENDINGS)
