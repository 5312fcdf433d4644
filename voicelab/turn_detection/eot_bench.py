"""eot-bench's data: recorded turns of people who talk with an assistant, row by row.

A row is a turn: ``language``, ``audio``, ``silence_spans`` (each with ``start`` and ``end``), and perhaps
``id``, ``words`` (each with ``word`` and ``end``) and ``messages``. The last span is the turn's end, others
are pauses in it. The files are those of the hub (Parquet), or JSON, one row a line, that names the sound
files beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from voicelab.audio.arrays import check_rate
from voicelab.audio.clip import Audio
from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.exchange.plain_values import is_missing
from voicelab.text.languages import IDEOGRAPHIC, language_of
from voicelab.turn_detection.policy_sweep import JUDGED_AFTER_SECONDS
from voicelab.turn_detection.record_fields import RecordFields, parsed
from voicelab.turn_detection.recorded_pause import OnUnreadable, RecordedPause, sound_of, until_judged

__all__ = ["ROWS", "rows_of"]

ROWS = (".parquet", ".jsonl")
"""How files of rows end."""
_ROWS_AT_ONCE = 16
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SPAN_SECONDS = 0.1
"""Shorter silences are no pauses."""
_ROUNDING_SECONDS = 1e-3
"""By how much a silence may begin before the one ahead of it ends."""


def rows_of(path: Path, languages: Collection[str], on_unreadable: OnUnreadable) -> Iterator[RecordedPause]:
    """Yield the pauses of a file of rows; of languages that are named, if any is.

    Parameters
    ----------
    on_unreadable
        Called for each row that cannot be read, and for the rest of a file that cannot be read further.
    """
    wanted = {language_of(language) for language in languages}
    read = _parquet_rows if path.suffix.lower() == ".parquet" else _json_rows
    for where, row in read(path, on_unreadable):
        try:
            record = parsed(row, where) if isinstance(row, bytes) else row
            pauses = _pauses(RecordFields(record, where), wanted, path.parent)
        except ValueError as error:
            on_unreadable(error)
        else:
            yield from pauses


def _parquet_rows(path: Path, on_unreadable: OnUnreadable) -> Iterator[tuple[str, object]]:
    """Yield what each row is called in sentences, and the row."""
    import pyarrow as pa
    import pyarrow.parquet

    number = 0
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(_ROWS_AT_ONCE):
                for row in batch.to_pylist():
                    number += 1
                    yield f"{path}, row {number}", row
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        what = f"cannot be read beyond row {number}" if number else "is no Parquet file"
        on_unreadable(ValueError(f"{path} {what}: {error}"))


def _json_rows(path: Path, on_unreadable: OnUnreadable) -> Iterator[tuple[str, object]]:
    """Yield what each line that is not blank is called in sentences, and the line."""
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if number == 1 and line.strip() in (b"[", b"{"):
                    on_unreadable(ValueError(f"{path} is JSON over several lines; write one row a line"))
                    return
                if line.strip():
                    yield f"{path}, line {number}", line
    except OSError as error:
        on_unreadable(ValueError(f"{path} cannot be read: {error.strerror or error}"))


def _pauses(row: RecordFields, wanted: Collection[str], folder: Path) -> list[RecordedPause]:
    locale = row.text("language")
    if not _LANGUAGE.fullmatch(locale):
        raise row.refusal("language", "a code such as 'en' or 'pt-BR'")
    language = language_of(locale)
    if wanted and language not in wanted:
        return []
    name, sound = _name(row) or row.where, _sound(row, folder)
    spans = _spans(row, sound)
    said = [(_word(word), word.seconds("end")) for word in row.records("words")]
    joint, before = "" if language in IDEOGRAPHIC else " ", _last_message(row)
    pauses = []
    for number, (start, end) in enumerate(spans, start=1):
        is_end = number == len(spans)
        if is_end or end - start >= _SPAN_SECONDS:
            moment = start + JUDGED_AFTER_SECONDS
            pauses.append(
                RecordedPause(
                    place=f"{name} at {start:.2f} s",
                    language=locale,
                    sound=until_judged(sound, 0.0, start),
                    seconds=end - start,
                    is_end=is_end,
                    words=joint.join(word for word, ended in said if word and ended <= moment),
                    before=before,
                )
            )
    return pauses


def _spans(row: RecordFields, sound: Audio) -> list[tuple[float, float]]:
    """Return when silences begin and end, in seconds: one after the other, and within the sound."""
    spans: list[tuple[float, float]] = []
    for span in row.records("silence_spans"):
        start, end = span.seconds("start"), span.seconds("end")
        if end < start:
            raise span.refusal("end", f"start, {start:g}, or later")
        if spans and start < spans[-1][1] - _ROUNDING_SECONDS:
            raise span.refusal("start", f"{spans[-1][1]:g}, where the span before it ends, or later")
        if start > sound.duration_seconds:
            raise span.refusal("start", f"within the {sound.duration_seconds:.2f} s of the turn's audio")
        spans.append((start, end))
    if not spans:
        raise row.refusal("silence_spans", "a list of spans with start and end, the last one the turn's end")
    return spans


def _name(row: RecordFields) -> str:
    """Return what a row calls itself, perhaps by a number; nothing where it does not."""
    given = row.value("id")
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    if isinstance(given, float) and given.is_integer():
        return str(int(given))  # a column of whole numbers of which some are missing
    return "" if is_missing(given) else row.text("id", default="")


def _word(word: RecordFields) -> str:
    """Return a word that was written down; other tools call it its text."""
    field = "text" if word.value("word") is None and word.value("text") is not None else "word"
    if word.value(field) is None:
        raise word.refusal(field, "a text")
    return word.text(field, default="")


def _sound(row: RecordFields, folder: Path) -> Audio:
    """Return a row's sound: samples or a file's bytes in the row, or a file that it names."""
    allowed = "a sound file's bytes or path, or an array and its sampling_rate"
    audio = row.value("audio")
    if audio is None:
        audio = row.value("file_name")  # as folders of sounds call it
    if isinstance(audio, dict):
        if audio.get("array") is not None:
            return _decoded(row, audio, allowed)
        audio = audio.get("bytes") or audio.get("path")
    if isinstance(audio, bytes):
        return sound_of(audio, f"{row.where}, audio")
    if not isinstance(audio, str) or not audio.strip():
        raise row.refusal("audio", allowed)
    return sound_of(folder / audio, f"{row.where}, audio")


def _decoded(row: RecordFields, audio: dict[str, object], allowed: str) -> Audio:
    """Return sound that whoever wrote the row has decoded."""
    rate = audio.get("sampling_rate")
    if rate is None:
        raise row.refusal("audio", allowed)
    try:
        sound = Audio.from_array(audio["array"], check_rate(rate)).resample(SAMPLE_RATE_HZ)
    except ValueError as error:
        raise ValueError(f"{row.where}, audio: {error}") from None
    if not len(sound.samples):
        raise ValueError(f"{row.where}, audio: its array holds no sample")
    return sound


def _last_message(row: RecordFields) -> str:
    """Return what the assistant said last before the turn."""
    messages = row.records("messages")
    said = [_content(message) for message in messages if message.text("role") == "assistant"]
    return said[-1] if said else ""


def _content(message: RecordFields) -> str:
    """Return the text of a message, which may come in parts, as OpenAI has it."""
    if not isinstance(message.value("content"), list):
        return message.text("content", default="")
    parts = (part.text("text", default="") for part in message.records("content"))
    return " ".join(filter(None, parts))
