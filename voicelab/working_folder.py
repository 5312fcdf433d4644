"""The working folder: relative paths begin there, and another program may have removed it meanwhile."""

from __future__ import annotations

from pathlib import Path

from voicelab.errors import ConfigurationError

__all__ = ["absolute_path", "working_folder"]


def working_folder() -> Path:
    """Return the folder that relative paths begin at.

    Raises
    ------
    ConfigurationError
        It no longer exists: not even services on this machine can be reached from there.
    """
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise ConfigurationError(
            "The working folder no longer exists: change to another.", code="no-working-folder"
        ) from None


def absolute_path(path: Path) -> Path:
    """Return a path that means the same from any folder.

    Raises
    ------
    ConfigurationError
        It is relative, and the working folder no longer exists.
    """
    return path if path.is_absolute() else working_folder() / path
