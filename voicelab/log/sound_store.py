"""SoundStore: the files with a log's sound, written durably."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from voicelab.file_target import replacing
from voicelab.log.checksums import file_digest
from voicelab.log.failures import as_log_errors
from voicelab.log.sound_files import sound_place
from voicelab.private_files import make_private_folder

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio

__all__ = ["SoundStore"]


class SoundStore:
    """The sounds of a log, by the names that `sound_files` gives them.

    Parameters
    ----------
    log
        The log's file; one in memory, `None`, has no such files.
    """

    def __init__(self, log: Path | None) -> None:
        self._log = log

    def write(self, name: str, audio: Audio) -> str:
        """Write a sound, durably, and return the digest of its file.

        Raises
        ------
        LogError
            The file cannot be written.
        """
        path = self._place(name)
        with as_log_errors(str(path)):
            make_private_folder(path.parent)
            with replacing(path, private=True) as part, part.open("wb") as file:
                audio.write_wav(file)
                file.flush()
                os.fsync(file.fileno())
                digest = file_digest(part)
        return digest

    def remove(self, name: str) -> None:
        """Remove a sound, if it is there."""
        with contextlib.suppress(OSError):
            self._place(name).unlink()

    def has(self, name: str) -> bool:
        """Say whether a sound is there."""
        return self._place(name).is_file()

    def _place(self, name: str) -> Path:
        assert self._log is not None
        place = sound_place(self._log, name)
        assert place is not None
        return place
