"""Pauses of recorded turns, to try detectors on: those that a ``pauses.json`` lists, or eot-bench's data."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from voicelab.audio.clip import Audio
from voicelab.turn_detection.eot_bench import ROWS, rows_of
from voicelab.turn_detection.record_fields import RecordFields, parsed
from voicelab.turn_detection.recorded_pause import (
    OnUnreadable,
    RecordedPause,
    refuse,
    sound_of,
    until_judged,
)

__all__ = ["read_pauses"]

_LISTED = "pauses.json"


def read_pauses(
    path: Path, *, languages: Collection[str] = (), on_unreadable: OnUnreadable = refuse
) -> Iterator[RecordedPause]:
    """Yield the pauses of recorded turns, file by file.

    Parameters
    ----------
    path
        A folder with ``pauses.json`` and the sound files that it names; or eot-bench's data: a ``.parquet``
        or ``.jsonl`` file, or a folder with such files.
    languages
        Only turns in these, such as ``en``, where their languages are known; by default all.
    on_unreadable
        Called for each turn, pause or file that cannot be read, which is then left out; by default it raises.

    Raises
    ------
    FileNotFoundError
        There is no such file or folder.
    ValueError
        It holds something else; the message says which file, which field, and what is allowed.
    """
    listed = path if path.name == _LISTED else path / _LISTED
    if listed.is_file():
        yield from _listed(listed, on_unreadable)
        return
    if not path.exists():
        raise FileNotFoundError(f"there is no {path}; name a folder with {_LISTED}, or eot-bench's data")
    files = [path] if path.is_file() else sorted(filter(_holds_rows, path.rglob("*")))
    if not files or not _holds_rows(files[0]):
        what = "is neither" if path.is_file() else f"holds neither {_LISTED} nor"
        raise ValueError(f"{path} {what} a file that ends in {' or '.join(ROWS)}")
    for file in files:
        yield from rows_of(file, languages, on_unreadable)


def _holds_rows(path: Path) -> bool:
    return path.suffix.lower() in ROWS


def _listed(path: Path, on_unreadable: OnUnreadable) -> Iterator[RecordedPause]:
    """Yield the pauses that a ``pauses.json`` lists: for each sound file a list of records."""
    by_file = RecordFields(parsed(path.read_bytes(), str(path)), str(path))
    for name in by_file.names:
        try:
            records = by_file.values(name)
            sound = sound_of(path.parent / name, f"{path}, {name}")
        except ValueError as error:
            on_unreadable(error)
            continue
        for index, record in enumerate(records):
            try:
                pause = _pause(RecordFields(record, f"{path}, {name}[{index}]"), name, sound)
            except ValueError as error:
                on_unreadable(error)
            else:
                yield pause


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
