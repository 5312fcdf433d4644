"""eot-bench's data: recorded turns of people who talk with an assistant, row by row.

A row is a turn: ``id``, ``language``, ``audio``, ``silence_spans`` (each with ``start`` and ``end``), and
perhaps ``words`` (each with ``word`` and ``end``) and ``messages``. The last span is the turn's end, others
are pauses in it. The files are those of the hub (Parquet), or JSON, one row a line, that names the sound
files beside it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path

from voicelab.audio.clip import Audio
from voicelab.text.languages import IDEOGRAPHIC, language_of
from voicelab.turn_detection.policy_sweep import JUDGED_AFTER_SECONDS
from voicelab.turn_detection.record_fields import RecordFields
from voicelab.turn_detection.recorded_pause import RecordedPause, sound_of, until_judged

__all__ = ["ROWS", "rows_of"]

ROWS = (".parquet", ".jsonl")
"""How files of rows end."""
_ROWS_AT_ONCE = 16
_SPAN_SECONDS = 0.1
"""Shorter silences are no pauses."""


def rows_of(path: Path, languages: Collection[str]) -> Iterator[RecordedPause]:
    """Yield the pauses of a file of rows; of languages that are named, if any is.

    Raises
    ------
    FileNotFoundError
        A sound file is missing.
    ValueError
        It holds something else.
    """
    wanted = {language_of(language) for language in languages}
    rows = _parquet_rows(path) if path.suffix == ".parquet" else _json_rows(path)
    for number, row in enumerate(rows, start=1):
        fields = RecordFields(row, f"{path}, row {number}")
        language = language_of(fields.text("language"))
        if not wanted or language in wanted:
            yield from _pauses(fields, language, path.parent)


def _parquet_rows(path: Path) -> Iterator[object]:
    import pyarrow as pa
    import pyarrow.parquet

    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(_ROWS_AT_ONCE):
                yield from batch.to_pylist()
    except pa.ArrowInvalid as error:
        raise ValueError(f"{path} is no Parquet file: {error}") from None


def _json_rows(path: Path) -> Iterator[object]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise ValueError(f"{path}, line {number} is no JSON: {error}") from None


def _pauses(row: RecordFields, language: str, folder: Path) -> Iterator[RecordedPause]:
    name, sound = row.text("id"), _sound(row, folder)
    spans = [(span.seconds("start"), span.seconds("end"), span) for span in row.records("silence_spans")]
    if not spans:
        raise row.refusal("silence_spans", "a list of spans with start and end, the last one the turn's end")
    said = [(word.text("word", default=""), word.seconds("end")) for word in row.records("words")]
    joint = "" if language in IDEOGRAPHIC else " "
    for start, end, span in spans:
        if end < start:
            raise span.refusal("end", f"start, {start:g}, or later")
        if start > sound.duration_seconds:
            raise span.refusal("start", f"within the {sound.duration_seconds:.2f} s of the turn's audio")
        is_end = span is spans[-1][2]
        if is_end or end - start >= _SPAN_SECONDS:
            moment = start + JUDGED_AFTER_SECONDS
            yield RecordedPause(
                place=f"{name} at {start:.2f} s",
                language=language,
                sound=until_judged(sound, 0.0, start),
                seconds=end - start,
                is_end=is_end,
                words=joint.join(word for word, ended in said if word and ended <= moment),
                before=_last_message(row),
            )


def _sound(row: RecordFields, folder: Path) -> Audio:
    """Return a row's sound: bytes in the row, or a file that it names."""
    allowed = "a sound file's bytes, or its path"
    audio = row.value("audio")
    if audio is None:
        audio = row.value("file_name")  # as folders of sounds call it
    if isinstance(audio, dict):
        audio = audio.get("bytes") or audio.get("path")
    if isinstance(audio, bytes):
        return sound_of(audio, f"{row.where}, audio")
    if not isinstance(audio, str) or not audio.strip():
        raise row.refusal("audio", allowed)
    return sound_of(folder / audio, f"{row.where}, audio")


def _last_message(row: RecordFields) -> str:
    """Return what the assistant said last before the turn."""
    said = [
        message.text("content", default="")
        for message in row.records("messages")
        if message.text("role") == "assistant"
    ]
    return said[-1] if said else ""
