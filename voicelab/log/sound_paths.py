"""SoundPaths: where the sound of a log's exchanges is read from: its own folder, and nowhere else.

A log may come from anywhere, and what its rows say is data: a name in them that leads out of that folder, or
to anything but a plain file, is not followed.
"""

from __future__ import annotations

import logging
import stat
from pathlib import Path

from voicelab.log.sound_files import sound_place

__all__ = ["SoundPaths", "why_no_sound"]

_logger = logging.getLogger("voicelab")


def why_no_sound(path: Path | None) -> str:
    """Return why a place is not read from, as the end of a sentence; empty if it may be, or nothing is there.

    A link may stand in place of the folder itself: its owner keeps the sound elsewhere.
    """
    if path is None:
        return "is not in the log's own folder for sound"
    try:
        is_file = stat.S_ISREG(path.lstat().st_mode) and stat.S_ISDIR(path.parent.lstat().st_mode)
    except OSError:
        return ""
    return "" if is_file else "is a link, a folder or a device, and no file with sound"


class SoundPaths:
    """The paths of a log's sounds, by the names that its rows have for them.

    Parameters
    ----------
    log
        The log's file; `None` for one in memory, which has none.
    """

    def __init__(self, log: Path | None) -> None:
        self._log = log
        self._told: set[str] = set()

    def place(self, name: str | None) -> Path | None:
        """Return where the file of a name is, or would be; `None` where that is not in the log's folder."""
        return sound_place(self._log, name) if name and self._log is not None else None

    def path(self, name: str | None) -> Path | None:
        """Return where the file of a name is, or was; one that is not to be read is reported, and is none."""
        if not name or self._log is None:
            return None
        place = self.place(name)
        if why := why_no_sound(place):
            if name not in self._told:
                self._told.add(name)
                _logger.warning("%s, which %s names, is not read: it %s", ascii(name[:200]), self._log, why)
            return None
        return place
