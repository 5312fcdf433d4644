"""Pauses of recorded turns, to try detectors on: those that a ``pauses.json`` lists, or eot-bench's data."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path

from voicelab.audio.clip import Audio
from voicelab.turn_detection.eot_bench import ROWS, rows_of
from voicelab.turn_detection.record_fields import RecordFields
from voicelab.turn_detection.recorded_pause import RecordedPause, sound_of, until_judged

__all__ = ["read_pauses"]

_LISTED = "pauses.json"


def read_pauses(path: Path, *, languages: Collection[str] = ()) -> Iterator[RecordedPause]:
    """Yield the pauses of recorded turns, file by file.

    Parameters
    ----------
    path
        A folder with ``pauses.json`` and the sound files that it names; or eot-bench's data: a ``.parquet``
        or ``.jsonl`` file, or a folder with such files.
    languages
        Only turns in these, such as ``en``, where their languages are known; by default all.

    Raises
    ------
    FileNotFoundError
        There is no such file or folder, or none of a sound file that is named.
    ValueError
        It holds something else; the message says which file, which field, and what is allowed.
    """
    listed = path if path.name == _LISTED else path / _LISTED
    if listed.is_file():
        yield from _listed(listed)
        return
    if not path.exists():
        raise FileNotFoundError(f"there is no {path}; name a folder with {_LISTED}, or eot-bench's data")
    files = [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.suffix in ROWS)
    if not files or files[0].suffix not in ROWS:
        what = "is neither" if path.is_file() else f"holds neither {_LISTED} nor"
        raise ValueError(f"{path} {what} a file that ends in {' or '.join(ROWS)}")
    for file in files:
        yield from rows_of(file, languages)


def _listed(path: Path) -> Iterator[RecordedPause]:
    """Yield the pauses that a ``pauses.json`` lists: for each sound file a list of records."""
    try:
        files = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is no JSON: {error}") from None
    by_file = RecordFields(files, str(path))
    for name in files:
        sound = sound_of(path.parent / name, f"{path}, {name}")
        for fields in by_file.records(name):
            yield _pause(fields, name, sound)


def _pause(fields: RecordFields, name: str, sound: Audio) -> RecordedPause:
    at, begin = fields.seconds("at_seconds"), fields.seconds("utterance_start_seconds")
    if begin >= at:
        raise fields.refusal("utterance_start_seconds", f"less than at_seconds, {at:g}")
    if at > sound.duration_seconds:
        raise fields.refusal("at_seconds", f"within the {sound.duration_seconds:.2f} s of {name}")
    return RecordedPause(
        place=f"{name} at {at:.2f} s",
        language=None,
        sound=until_judged(sound, begin, at),
        seconds=fields.seconds("pause_seconds"),
        is_end=fields.flag("finished"),
        words=fields.text("words", default=""),
        before=fields.text("before", default=""),
    )
