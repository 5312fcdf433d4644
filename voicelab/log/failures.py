"""What SQLite and the operating system raise, as `LogError` with the remedy."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator

from voicelab.errors import LogError
from voicelab.resources import FULL_DISK

__all__ = ["IN_MEMORY", "as_damage", "as_log_errors", "damaged_row"]

IN_MEMORY = "The log in memory"
"""What a log without a file is called."""

_FREE_SPACE = "Free some space on the disk."
_OTHER_PATH = "Give the path of a file in a folder that you may write to."
_LOCAL_DISK = (
    "The file system of its folder does not lock or share files as SQLite needs it, as many folders on a "
    "network or shared with a virtual machine: keep the log on a disk of this machine."
)
_NO_LOCKS = "A folder on a network, or shared with a virtual machine, may be no place for a log."
_OF_LOCKS = frozenset(
    f"SQLITE_IOERR_{each}"
    for each in ("LOCK", "UNLOCK", "RDLOCK", "CHECKRESERVEDLOCK", "SHMOPEN", "SHMLOCK", "SHMMAP")
)
"""Errors of what SQLite shares with other programs, and not of the disk."""
_DAMAGED = (
    "vl.check_log(path) says all that is damaged, and vl.salvage_log(path, new_path) copies what is not "
    "into a new log."
)


@contextlib.contextmanager
def as_log_errors(name: str) -> Iterator[None]:
    """Raise errors of SQLite and of the operating system as `LogError`."""
    try:
        yield
    except sqlite3.ProgrammingError as error:
        if "closed" not in str(error):
            raise
        raise LogError(
            f"{name} is closed.", code="log-closed", hint="Open it again with SessionLog(…)."
        ) from error
    except sqlite3.IntegrityError as error:
        raise LogError(
            f"{name} refused a row that contradicts what is there: {error}.",
            hint="Give each exchange a session and a turn of its own; the log itself is whole.",
        ) from error
    except sqlite3.DatabaseError as error:
        code, hint = _explain(error, name)
        raise LogError(f"{name} cannot be used as a log: {error}.", code=code, hint=hint) from error
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        full = error.errno in FULL_DISK
        raise LogError(
            f"{name} cannot be made or written: {reason}.",
            code="log-full" if full else "log-unwritable",
            hint=_FREE_SPACE if full else _OTHER_PATH,
        ) from error


@contextlib.contextmanager
def as_damage(name: str) -> Iterator[None]:
    """Raise what a row that cannot be understood makes of it as `LogError`."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise LogError(
            f"{name} holds a row that cannot be read: {error}.", code="log-damaged", hint=_DAMAGED
        ) from error


def damaged_row(name: str, row: str, why: str) -> LogError:
    """Return the error of a row that is not as it was written.

    Parameters
    ----------
    row
        What it is.
    why
        What is wrong with it, as the end of a sentence.
    """
    return LogError(
        f"{name} holds a row that cannot be read: {row}, {why}.", code="log-damaged", hint=_DAMAGED
    )


def _explain(error: sqlite3.DatabaseError, name: str) -> tuple[str, str]:
    text = str(error)
    if "not a database" in text or "encrypted" in text:
        return "log-foreign", "It is no SQLite file; give another path."
    if "locked" in text or "busy" in text or "locking protocol" in text:
        return "log-busy", f"Another program holds it; close that program and try again. {_NO_LOCKS}"
    if getattr(error, "sqlite_errorname", "") in _OF_LOCKS:  # since Python 3.11
        return "log-unwritable", _LOCAL_DISK
    if "full" in text:
        return "log-full", _FREE_SPACE
    if "disk I/O error" in text:  # also where a quota or the largest size of a file is reached
        return "log-full", f"{_FREE_SPACE} If there is enough, look at the disk itself. {_NO_LOCKS}"
    if "readonly" in text or "unable to open" in text:
        return "log-unwritable", _OTHER_PATH
    if name == IN_MEMORY:
        return "log-damaged", "Make a new session: what is in no file cannot be mended."
    return "log-damaged", _DAMAGED
