"""Where a sound file may be written: over another one of its kind, and over nothing else."""

from __future__ import annotations

from pathlib import Path

from voicelab.audio.encoders import Encoding
from voicelab.audio.file_kinds import SOUND_SUFFIXES, kind_of
from voicelab.file_target import file_target, is_database

__all__ = ["sound_target"]


def sound_target(given: object, encoding: Encoding) -> Path:
    """Return the path of a sound file to write.

    Raises
    ------
    TypeError
        It is no path.
    ValueError
        Another kind of file is there, such as a log; or the name promises another kind of sound.
    """
    path, title = file_target(given), encoding.title
    if is_database(path):
        raise ValueError(f"{path} is a log or another database; name another file to write")
    if path.is_file() and not _may_be_replaced(path, encoding):
        raise ValueError(f"{path} is there and is no {title} file; name another file to write")
    ending = path.suffix.lower()
    if ending in SOUND_SUFFIXES and ending not in encoding.endings:
        raise ValueError(f"{path} would hold {title}: name a file that ends in {encoding.endings[0]}")
    return path


def _may_be_replaced(path: Path, encoding: Encoding) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(512)
            return not head or kind_of(head, file)[0].startswith(encoding.kind)
    except OSError:  # who writes it will say why it cannot be
        return True
