"""Where a WAV file may be written: over another one, and over nothing else."""

from __future__ import annotations

from pathlib import Path

from voicelab.file_target import file_target, is_database

__all__ = ["wav_target"]


def wav_target(given: object) -> Path:
    """Return the path of a WAV file to write.

    Raises
    ------
    TypeError
        It is no path.
    ValueError
        Another kind of file is there, such as a log.
    """
    path = file_target(given)
    if is_database(path):
        raise ValueError(f"{path} is a log or another database; name another file to write")
    if path.is_file() and not _may_be_replaced(path):
        raise ValueError(f"{path} is there and is no WAV file; name another file to write")
    return path


def _may_be_replaced(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except OSError:  # who writes it will say why it cannot be
        return True
    return not head or (head[:4] in (b"RIFF", b"RIFX", b"RF64") and head[8:] == b"WAVE")
