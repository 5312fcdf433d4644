"""Files to be written: their path, whole or not at all, and never over a file of another kind."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from voicelab.expanded_path import expanded_path, shown_path
from voicelab.private_files import make_private_file

__all__ = [
    "ARCHIVES",
    "COMPRESSED",
    "CSV_ENDINGS",
    "JSON_ENDINGS",
    "JSON_LINES_ENDINGS",
    "PARQUET_ENDINGS",
    "WORKBOOK_ENDINGS",
    "YAML_ENDINGS",
    "check_ending",
    "check_format",
    "check_writable",
    "ending_of",
    "explaining",
    "file_target",
    "folder_instead",
    "replacing",
    "why_kept",
]

ARCHIVES = (".zip", ".zst", ".tar", ".tgz", ".7z", ".rar")
"""Endings of archives, which hold other files."""
_LONGEST_NAME = 255
"""Of a file, in characters, on every system; where a letter takes several bytes, it is shorter."""

COMPRESSED = (".gz", ".bz2", ".xz")
"""Endings behind that of a text file that have it compressed."""
CSV_ENDINGS = (".csv", ".tsv")
JSON_LINES_ENDINGS = (".jsonl", ".ndjson")
JSON_ENDINGS = (".json", *JSON_LINES_ENDINGS)
PARQUET_ENDINGS = (".parquet", ".pq")
YAML_ENDINGS = (".yaml", ".yml")
WORKBOOK_ENDINGS = (".xlsx", ".xls", ".ods")
_FORMATS = frozenset(
    (
        *(*CSV_ENDINGS, *JSON_ENDINGS, *PARQUET_ENDINGS, *YAML_ENDINGS, *WORKBOOK_ENDINGS),
        *(".geojson", ".feather", ".arrow", ".orc", ".avro", ".h5", ".hdf5", ".pkl", ".pickle", ".npy"),
        *(".npz", ".dta", ".sav", ".sas7bdat", ".rds", ".rdata", ".sqlite", ".sqlite3", ".duckdb", ".mdb"),
        *(".accdb", ".xlsm", ".xlsb", ".numbers", ".doc", ".docx", ".odt", ".rtf", ".pages", ".pdf"),
        *(".epub", ".ppt", ".pptx", ".odp", ".key", ".html", ".htm", ".xhtml", ".xml"),
        *(".toml", ".ini", ".tex", ".ipynb", ".py", ".js", ".sh", ".bat", ".exe", ".dll", ".png", ".jpg"),
        *(".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".svg", ".ico", ".wav", ".mp3", ".flac"),
        *(".ogg", ".opus", ".m4a", ".mp4", ".mov", ".avi", ".mkv", ".webm"),
        *ARCHIVES,
    )
)
"""Endings that promise a format: who opens such a file expects it, and a file of any other cannot be read.
Not among them are those of texts of any kind, such as ``.txt``, ``.dat``, ``.tab`` and ``.log``."""

_BESIDE = ("-wal", "-shm", "-journal")
"""How the names of the files end that SQLite keeps beside a database."""
_SQLITE = b"SQLite format 3\0"


def file_target(given: object) -> Path:
    """Return the path of a file to write.

    Raises
    ------
    TypeError
        It is no path, such as a buffer or `None`.
    ValueError
        No file can have such a name.
    """
    if not isinstance(given, str | os.PathLike):
        what = "None" if given is None else type(given).__name__
        raise TypeError(f"give the path of a file to write, not {what}")
    path = expanded_path(given)
    if "\0" in str(path):
        raise ValueError(f"no file can be named {shown_path(str(path))!r}: it holds the character NUL")
    if any(len(name) > _LONGEST_NAME for name in path.parts):
        shown = shown_path(str(path))
        raise ValueError(f"no file can be named {shown!r}: a name has at most {_LONGEST_NAME} characters")
    return path


def check_ending(path: Path, what: str, endings: Sequence[str]) -> None:
    """Check that the name of a file that is to be written says what it will be; a pipe may have any.

    Parameters
    ----------
    what
        What is written, with its article.

    Raises
    ------
    ValueError
        It ends otherwise.
    """
    if path.suffix.lower() not in endings:
        _refuse_name(path, what, endings)


def ending_of(path: Path) -> str:
    """Return how the name of a file ends, in small letters; of a compressed one, ahead of that ending."""
    named = path.with_suffix("") if path.suffix.lower() in COMPRESSED else path
    return named.suffix.lower()


def check_format(path: Path, what: str, endings: Sequence[str]) -> None:
    """Check that the name of a file that is to be written promises no other format, as ``log.docx`` does.

    A name without an ending, or with one that promises nothing, will do, and so will any for a pipe. An
    ending of a compressed file may stand behind its own.

    Parameters
    ----------
    what
        What is written, with its article.
    endings
        Of its own format, the usual one first.

    Raises
    ------
    ValueError
        It does.
    """
    ending = ending_of(path)
    if ending in _FORMATS and ending not in endings:
        _refuse_name(path, what, endings)


def _refuse_name(path: Path, what: str, endings: Sequence[str]) -> None:
    """Raise what the name of a file has to end in; that of a pipe or a device may be any."""
    if path.is_file() or not path.exists():
        raise ValueError(f"{path} would be {what}: give a name that ends in {endings[0]}")


def folder_instead(wanted: str) -> str:
    """Return what is wrong where a folder is named and a file was wanted, and what to name."""
    return f"it is a folder; name {wanted}"


def check_writable(path: Path, *, in_place: bool = False) -> None:
    """Check that a file can be written, ahead of the work of making it; all stays as it is.

    Parameters
    ----------
    in_place
        Whether it is written where it stands; otherwise a new file takes its place, as by `replacing`.

    Raises
    ------
    OSError
        It cannot; the message says why.
    """
    with explaining(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if path.exists() and not path.is_file():
            return
        tried = Path(os.path.realpath(path)) if in_place else _part(path)
        is_there = tried.exists()
        with tried.open("ab"):
            pass
        if not is_there:
            tried.unlink()


def why_kept(path: Path, kind: str, is_one: Callable[[BinaryIO], bool]) -> str:
    """Return why what is there must not be written over, as the end of a sentence; empty if it may.

    It may where nothing is there, where nothing is in it, and where it is of the kind that is written.

    Parameters
    ----------
    kind
        What is written, without an article.
    is_one
        Says of an opened file whether it is such.
    """
    if _is_database(path):
        return "is a log or another database"
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            is_empty = not file.read(1)
            file.seek(0)
            return "" if is_empty or is_one(file) else f"is there and is no {kind}"
    except OSError:
        return "is there and cannot be read"


@contextlib.contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Raise what the operating system raises with the user's own path, in a sentence."""
    try:
        yield
    except OSError as error:
        folder = path.parent
        if isinstance(error, PermissionError):
            why = f"{folder} may not be written to; name a file in another folder"
        elif path.is_dir():
            why = folder_instead("a file in it")
        elif not folder.exists():
            why = f"there is no folder {folder}; make it first"
        elif not folder.is_dir():
            why = f"{folder} is no folder"
        else:
            why = os.strerror(error.errno) if error.errno else str(error)
        kind = type(error) if type(error).__module__ == "builtins" else OSError
        raise kind(f"{path} cannot be written: {why}") from error


def _is_database(path: Path) -> bool:
    """Say whether a file is an SQLite database, or one of those that SQLite keeps beside a database."""
    place = Path(os.path.realpath(path))
    for ending in _BESIDE:
        if place.name.endswith(ending) and _is_main_file(place.with_name(place.name.removesuffix(ending))):
            return True
    return _is_main_file(place)


@contextlib.contextmanager
def replacing(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Give the path to write to; what stood at `path` before stays until the block ends, and if it raises.

    Parameters
    ----------
    private
        Whether nobody but the owner may read it. Otherwise who may stays as it was, or is as the umask says.
    """
    if path.exists() and not path.is_file():  # such as /dev/stdout; a folder is refused by whoever writes
        yield path
        return
    place, part = Path(os.path.realpath(path)), _part(path)
    try:
        if private:
            make_private_file(part)
        yield part
        if place.exists() and not private:
            shutil.copymode(place, part)
        part.replace(place)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def _part(path: Path) -> Path:
    """Return where a file is made before it takes its place; of a link, beside the file that it names."""
    return Path(os.path.realpath(path)).with_name(f".voicelab-{secrets.token_hex(8)}.part")


def _is_main_file(place: Path) -> bool:
    if not place.is_file():
        return False
    # One in use is told by the files beside it, and not opened: to close it would let go of SQLite's locks.
    if any(place.with_name(place.name + ending).exists() for ending in _BESIDE):
        return True
    try:
        with place.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False
