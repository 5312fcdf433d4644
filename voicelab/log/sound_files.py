"""The names of a log's sound files, relative to the log's folder."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["SIDES", "is_session_name", "left_in_folder", "sound_file", "sound_folder", "sound_place"]

SIDES = ("heard", "spoken")
"""What of an exchange has sound."""
_SESSION = r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
_FILE = r"[0-9]{4,}-(heard|spoken)\.wav|\.voicelab-[0-9a-f]+\.part"
"""What an append leaves in a session's folder, or leaves behind where it is killed."""
_SESSION_NAME, _FILE_NAME = re.compile(_SESSION), re.compile(_FILE)
_SOUND_FILE = re.compile(rf"[^/\\\0]+-audio/({_SESSION})/({_FILE})")


def is_session_name(session: str) -> bool:
    """Say whether a session's name will do as that of a folder."""
    return _SESSION_NAME.fullmatch(session) is not None


def sound_folder(log: Path) -> Path:
    """Return the folder with the sound of a log's exchanges, beside its file."""
    return log.with_name(f"{log.stem}-audio")


def sound_file(log: Path, session: str, turn: int, side: str) -> str:
    """Return the name of the file with what was heard or spoken in a turn."""
    return f"{sound_folder(log).name}/{session}/{turn:04d}-{side}.wav"


def sound_place(log: Path, name: str) -> Path | None:
    """Return where the file of a name is, or would be: in the log's own folder; `None` for any other name."""
    found = _SOUND_FILE.fullmatch(name)
    return None if found is None else sound_folder(log) / found[1] / found[2]


def left_in_folder(log: Path, session: str) -> list[str]:
    """Return the names of the sound files in the folder of a session, whole or not."""
    folder = sound_folder(log) / session
    if not is_session_name(session) or not folder.is_dir():
        return []
    return [
        f"{folder.parent.name}/{session}/{path.name}"
        for path in folder.iterdir()
        if _FILE_NAME.fullmatch(path.name)
    ]
