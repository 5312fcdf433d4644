"""Where a sound file may be written: over another one of its kind, and over nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from voicelab.audio.encoders import Encoding
from voicelab.audio.file_kinds import SOUND_SUFFIXES, a, kind_of
from voicelab.file_target import check_format, file_target, why_kept

__all__ = ["sound_target"]


def sound_target(given: object, encoding: Encoding) -> Path:
    """Return the path of a sound file to write.

    Raises
    ------
    TypeError
        It is no path.
    ValueError
        Another kind of file is there, such as a log; or the name promises another format.
    """
    path, title = file_target(given), encoding.title
    if why := why_kept(path, f"{title} file", lambda file: _is_sound(file, encoding)):
        raise ValueError(f"{path} {why}; name another file to write")
    ending = path.suffix.lower()
    if ending in SOUND_SUFFIXES and ending not in encoding.endings:
        raise ValueError(f"{path} would hold {title}: name a file that ends in {encoding.endings[0]}")
    check_format(path, f"{a(title)} file", encoding.endings)
    return path


def _is_sound(file: BinaryIO, encoding: Encoding) -> bool:
    return kind_of(file.read(512), file)[0].startswith(encoding.kind)
