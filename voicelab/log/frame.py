"""The log's exchanges as columns: Arrow batches for the exports, DataFrames for the notebook.

Columns and their types are the same for an empty log and a full one, for pandas 2.2 and 3;
`SessionLog.df` says which.
"""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import pandas as pd
import pyarrow as pa

from voicelab.exchange.exchange import Exchange
from voicelab.exchange.fields import Latency, Outcome
from voicelab.log.failures import as_damage
from voicelab.log.label import Label
from voicelab.log.label_store import LabelStore
from voicelab.log.rows import utc_text
from voicelab.log.setting_values import setting_values
from voicelab.log.sound_paths import SoundPaths
from voicelab.log.store import LogStore
from voicelab.log.verified_rows import verify
from voicelab.settings import Settings
from voicelab.settings.text_lists import listed

__all__ = [
    "COLUMNS",
    "Column",
    "ColumnKind",
    "batches",
    "empty_frame",
    "exchanges_frame",
    "frame_from",
    "frame_of_rows",
    "labels_frame",
    "sessions_frame",
    "settings_frame",
]

ColumnKind = Literal["text", "choice", "whole", "measure", "yes-no", "time"]

_ARROW: dict[ColumnKind, pa.DataType] = {
    "text": pa.large_string(),
    "choice": pa.large_string(),
    "whole": pa.int64(),
    "measure": pa.float64(),
    "yes-no": pa.bool_(),
    "time": pa.large_string(),
}
_INPUT_MODES = typing.get_args(typing.get_type_hints(Exchange)["input_mode"])
_PANDAS: dict[pa.DataType, Any] = {
    pa.large_string(): pd.StringDtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a frame."""

    name: str
    kind: ColumnKind
    sql: str = ""
    """Where it comes from: an expression over the table; empty for a label's part and a setting."""
    choices: tuple[str, ...] = ()

    @property
    def field(self) -> pa.Field:
        """The column in a batch; choices and times are text there."""
        return pa.field(self.name, _ARROW[self.kind])


_RECOGNITION = "coalesce(end_of_turn_seconds, transcript_seconds, 0.0)"
_SPOKEN = f"{_RECOGNITION} + model_seconds + coalesce(tool_seconds, 0.0)"
_FIRST_TOKEN = f"min(coalesce(first_token_seconds, 1e9), {_SPOKEN})"
_UNACCOUNTED = f"""round(max(0.0, coalesce(first_heard_seconds, first_audio_seconds)
    - max({_RECOGNITION}, coalesce({_FIRST_TOKEN} + voice_seconds, {_SPOKEN}))) * 1000.0, 3)"""
"""What of the reply's latency no stage explains; see `Latency.unaccounted_seconds`."""


_TOOL_CALLS = """(SELECT group_concat(
    json_extract(value, '$.name') || '(' || json_extract(value, '$.arguments_json') || ')', ' / '
) FROM json_each(tool_calls))"""


def _exchange_columns() -> Iterator[Column]:
    def plain(kind: ColumnKind, names: str) -> Iterator[Column]:
        return (Column(name, kind, name) for name in names.split())

    yield from plain("text", "session")
    yield from plain("whole", "turn")
    yield from plain("time", "started_utc")
    yield Column("input_mode", "choice", "input_mode", _INPUT_MODES)
    yield Column("outcome", "choice", "outcome", typing.get_args(Outcome))
    yield from plain("text", "transcript reply spoken_text heard_text")
    for field in dataclasses.fields(Latency):
        name = field.name.removesuffix("_seconds")
        yield Column(f"{name}_ms", "measure", f"round({field.name} * 1000.0, 3)")
    yield Column("unaccounted_ms", "measure", _UNACCOUNTED)
    yield Column("tool_calls", "text", _TOOL_CALLS)
    yield from plain("yes-no", "cold")
    yield from plain("whole", "prompt_tokens completion_tokens prompt_audio_tokens completion_audio_tokens")
    yield from plain("whole", "cached_tokens cached_audio_tokens predicted_ends mistaken_ends")
    yield from plain("whole", "discarded_completions discarded_tokens discarded_characters")
    yield from plain("measure", "recognised_seconds")
    yield from plain("whole", "spoken_characters ssml_characters")
    yield from plain("text", "model finish_reason reasoning")
    yield from plain("measure", "confidence")
    yield Column("alternatives", "text", "(SELECT group_concat(value, ' / ') FROM json_each(alternatives))")
    yield from plain("text", "detected_language reply_language spoken_voice filter_category filter_severity")
    yield from plain("whole", "retries")
    yield from plain("text", "error_code error_stage error_message request_id heard_path spoken_path")


def _label_columns() -> Iterator[Column]:
    yield Column("label_thumbs_up", "yes-no")
    for name in ("expected", "transcript", "tags", "notes", "rater"):
        yield Column(f"label_{name}", "text")
    yield Column("labelled_utc", "time")


def _setting_columns() -> Iterator[Column]:
    kinds: dict[type, ColumnKind] = {str: "text", int: "whole", float: "measure", bool: "yes-no"}
    for name, hint in typing.get_type_hints(Settings).items():
        plain = next((part for part in typing.get_args(hint) if part is not type(None)), hint)
        yield Column(name, kinds[plain])


_LABELS = tuple(_label_columns())
_SETTINGS = tuple(_setting_columns())

COLUMNS = (*_exchange_columns(), *_LABELS, *_SETTINGS)
"""The columns of `SessionLog.df`: an exchange's own, those of its labels, then one for each setting."""

_STORED = [column for column in COLUMNS if column.sql]


def batches(store: LogStore, session: str | None, sounds: SoundPaths) -> Iterator[pa.RecordBatch]:
    """Yield the exchanges that are there now as batches of `COLUMNS`, of bounded size.

    Parameters
    ----------
    sounds
        The log's; the names of those that are not among them are missing.

    Raises
    ------
    LogError
        A row cannot be read.
    """
    labels = LabelStore(store, session).joined()
    selected = ", ".join(["session, turn", *(column.sql for column in _STORED), "settings_id"])
    for page in store.pages(selected, session):
        sessions, turns, *values, ids = zip(*page, strict=True)
        with as_damage(store.name):
            arrays = {column.name: _array(part, column) for column, part in zip(_STORED, values, strict=True)}
            arrays |= _label_arrays([labels.get(key) for key in zip(sessions, turns, strict=True)])
            arrays |= _settings_arrays(store, ids)
        for name in ("heard_path", "spoken_path"):
            places = map(sounds.place, arrays[name].to_pylist())
            arrays[name] = pa.array(
                [None if each is None else str(each) for each in places], pa.large_string()
            )
        yield pa.record_batch([arrays[c.name] for c in COLUMNS], pa.schema([c.field for c in COLUMNS]))


def exchanges_frame(store: LogStore, session: str | None, sounds: SoundPaths) -> pd.DataFrame:
    """Return the exchanges of a log as a frame of `COLUMNS`."""
    schema = pa.schema([column.field for column in COLUMNS])
    with as_damage(store.name):
        return frame_from(pa.Table.from_batches(batches(store, session, sounds), schema), COLUMNS)


def empty_frame() -> pd.DataFrame:
    """Return a frame of `COLUMNS` without a row."""
    return frame_of_rows((), COLUMNS)


def settings_frame(settings: Iterable[Settings]) -> pd.DataFrame:
    """Return settings as exchanges under them have them in their columns, a row each."""
    stored = (setting_values(json.loads(json.dumps(each.to_dict()))) for each in settings)
    rows = [tuple(each[column.name] for column in _SETTINGS) for each in stored]
    return frame_of_rows(rows, _SETTINGS)


def sessions_frame(store: LogStore, session: str | None) -> pd.DataFrame:
    """Return the sessions of a log as a frame, in the order of their start."""
    columns = (
        Column("session", "text", "session"),
        Column("started_utc", "time", "started_utc"),
        Column("ended_utc", "time", "ended_utc"),
        Column("end_reason", "text", "end_reason"),
        Column("services", "text", "services"),
        Column("exchanges", "whole", "(SELECT count(*) FROM exchanges e WHERE e.session = sessions.session)"),
    )
    selected = ", ".join(column.sql for column in columns)
    verify(store, "sessions", "?1 IS NULL OR session = ?1", [session])
    rows = store.query(
        f"SELECT {selected} FROM sessions WHERE ?1 IS NULL OR session = ?1 ORDER BY started_utc, session",  # noqa: S608
        [session],
    )
    with as_damage(store.name):
        return frame_of_rows(rows, columns)


def labels_frame(store: LogStore, session: str | None) -> pd.DataFrame:
    """Return the labels of a log as a frame, those of one exchange one below the other."""
    parts = tuple(dataclasses.replace(each, name=each.name.removeprefix("label_")) for each in _LABELS)
    columns = (Column("session", "text"), Column("turn", "whole"), *parts)
    with as_damage(store.name):
        rows = [
            (*key, *(_said(column, label) for column in _LABELS))
            for key, label in LabelStore(store, session).each()
        ]
        return frame_of_rows(rows, columns)


def frame_from(table: pa.Table, columns: Sequence[Column]) -> pd.DataFrame:
    """Return a table of some columns as a frame, each column of its own type."""
    for position, column in enumerate(columns):
        if column.kind == "time":
            moments = table[column.name].cast(pa.timestamp("us", "UTC"))
            table = table.set_column(position, column.name, moments)
    frame: pd.DataFrame = table.to_pandas(types_mapper=_PANDAS.get)
    kinds: dict[str, Any] = {c.name: _categories(c, frame[c.name]) for c in columns if c.choices}
    kinds |= {c.name: pd.DatetimeTZDtype("us", "UTC") for c in columns if c.kind == "time"}
    typed: pd.DataFrame = frame.astype(kinds)
    return typed


def _categories(column: Column, values: pd.Series) -> pd.CategoricalDtype:
    """Return the choices of a column, then those that another release has used in it."""
    others = set(values.dropna()) - set(column.choices)
    return pd.CategoricalDtype([*column.choices, *sorted(others)])


def frame_of_rows(rows: Sequence[tuple[Any, ...]], columns: Sequence[Column]) -> pd.DataFrame:
    """Return rows of some columns as a frame."""
    parts: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else ((),) * len(columns)
    arrays = [_array(part, column) for column, part in zip(columns, parts, strict=True)]
    return frame_from(pa.Table.from_arrays(arrays, schema=pa.schema([c.field for c in columns])), columns)


def _label_arrays(labels: Sequence[Label | None]) -> dict[str, pa.Array]:
    if not any(labels):
        return {column.name: pa.nulls(len(labels), column.field.type) for column in _LABELS}
    return {column.name: _array([_said(column, label) for label in labels], column) for column in _LABELS}


def _said(column: Column, label: Label | None) -> Any:
    """Return what a label says in a column; missing where it says nothing."""
    value = None if label is None else getattr(label, column.name.removeprefix("label_"))
    if isinstance(value, tuple):
        return listed(value) or None
    if isinstance(value, datetime):
        return utc_text(value)
    return None if value == "" and column.name != "label_transcript" else value


def _settings_arrays(store: LogStore, ids: Sequence[int]) -> dict[str, pa.Array]:
    distinct = sorted(set(ids))
    marks = ", ".join("?" * len(distinct))
    rows = store.query(f"SELECT id, json FROM settings WHERE id IN ({marks})", distinct)  # noqa: S608
    settings = [setting_values(json.loads(text)) for _, text in rows]
    place = {number: position for position, (number, _) in enumerate(rows)}
    # Those of exchanges that were deleted since their page was read are not there.
    indices = pa.array([place.get(number) for number in ids], pa.int32())
    return {
        column.name: _array([each[column.name] for each in settings], column).take(indices)
        for column in _SETTINGS
    }


def _array(values: Sequence[Any], column: Column) -> pa.Array:
    if column.kind == "yes-no":  # SQLite's are 0 and 1
        return pa.array([None if value is None else bool(value) for value in values], pa.bool_())
    return pa.array(values, _ARROW[column.kind])
