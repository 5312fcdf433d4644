"""The log as Parquet and JSON files, written batch by batch in bounded memory."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from voicelab.log.compressed_file import text_file
from voicelab.log.export_kinds import JSON_EXPORT, PARQUET_EXPORT
from voicelab.log.failures import as_damage
from voicelab.log.frame import COLUMNS, batches, frame_from
from voicelab.log.sound_paths import SoundPaths
from voicelab.log.store import LogStore
from voicelab.log.whole_file import whole_file

__all__ = ["write_json", "write_parquet"]

_SCHEMA = pa.schema([column.field for column in COLUMNS])

_BATCHES_A_ROW_GROUP = 16


def write_parquet(store: LogStore, session: str | None, sounds: SoundPaths, path: Path) -> None:
    """Write the exchanges as Parquet; pandas reads the frame's own types back."""
    empty = frame_from(_SCHEMA.empty_table(), COLUMNS)
    schema = pa.Schema.from_pandas(empty, preserve_index=False)
    source = batches(store, session, sounds)
    with whole_file(path, PARQUET_EXPORT) as part, pyarrow.parquet.ParquetWriter(part, schema) as writer:
        while group := list(itertools.islice(source, _BATCHES_A_ROW_GROUP)):
            with as_damage(store.name):
                frame = frame_from(pa.Table.from_batches(group, _SCHEMA), COLUMNS)
            writer.write_table(pa.Table.from_pandas(frame, schema, preserve_index=False))


def write_json(store: LogStore, session: str | None, sounds: SoundPaths, path: Path) -> None:
    """Write the exchanges as a JSON list of records, one a line."""
    with text_file(path, JSON_EXPORT) as file:
        separator = "[\n"
        for record in _records(store, session, sounds):
            file.write((separator + json.dumps(record, ensure_ascii=False)).encode())
            separator = ",\n"
        file.write(b"[]\n" if separator == "[\n" else b"\n]\n")


def _records(store: LogStore, session: str | None, sounds: SoundPaths) -> Iterator[dict[str, object]]:
    for batch in batches(store, session, sounds):
        yield from batch.to_pylist()
