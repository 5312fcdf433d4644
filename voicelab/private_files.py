"""Files and folders for their owner alone, whatever the umask: what people said stands in them."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

__all__ = ["make_private_file", "make_private_folder", "narrow"]

_OF_OTHERS = 0o077
"""What the group and everybody else may do; on Windows, where folders decide, no bit says anything."""


def make_private_file(path: Path) -> None:
    """Make an empty file that its owner alone may read and write; one that is there stays as it is.

    Raises
    ------
    OSError
        It cannot be made.
    """
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        path.chmod(0o600)  # an umask may have taken rights from the owner, too


def make_private_folder(path: Path) -> None:
    """Make a folder that its owner alone may enter, and those above it; what is there stays as it is.

    Raises
    ------
    OSError
        One of them cannot be made.
    """
    if path.is_dir():
        return
    if path.parent != path:
        make_private_folder(path.parent)
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        if not path.is_dir():
            raise
    else:
        path.chmod(0o700)


def narrow(path: Path) -> None:
    """Take from everybody but the owner what they may do with a file or a folder, if it is there and ours."""
    with contextlib.suppress(OSError):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & _OF_OTHERS:
            path.chmod(mode & ~_OF_OTHERS)
