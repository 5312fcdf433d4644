"""Where a log is kept, and which paths are none of a log."""

from __future__ import annotations

from pathlib import Path

from voicelab.errors import LogError
from voicelab.expanded_path import expanded_path
from voicelab.file_target import check_format, folder_instead
from voicelab.working_folder import absolute_path

__all__ = ["DEFAULT_PATH", "check_log_path", "log_path", "why_no_log"]

DEFAULT_PATH = Path("voicelab-log", "exchanges.sqlite")
"""Where a log is kept by default, below the working directory."""


def log_path(path: str | Path) -> Path:
    """Return where the file of a log is, or would be made: where a link to it leads, as SQLite has it.

    What SQLite keeps beside the file stands there, and so does its sound, by whatever link it is opened.

    Raises
    ------
    ConfigurationError
        It is relative, and the working folder no longer exists.
    """
    place = absolute_path(expanded_path(path))
    try:
        return place.resolve() if place.is_symlink() else place
    except (OSError, RuntimeError):  # it leads back to itself, which SQLite refuses
        return place


def why_no_log(path: Path) -> str:
    """Return why a path is none of a log, there or not, as a sentence without its end; empty if it may be."""
    if not path.is_dir():
        return ""
    return f"{path} cannot be used as a log: {folder_instead(f'the file in it ({path / DEFAULT_PATH.name})')}"


def check_log_path(path: Path) -> None:
    """Refuse to make a log under the name of another format; one that is there is opened by any name.

    Raises
    ------
    LogError
        It is another format's, or a folder.
    """
    if why := why_no_log(path):
        raise LogError(f"{why}.", code="log-unwritable")
    if not path.exists():
        try:
            check_format(path, "a log", (".sqlite", ".sqlite3"))
        except ValueError as error:
            raise LogError(f"{error}.", code="log-unwritable") from None
