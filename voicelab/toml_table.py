"""Tables of TOML files, read key by key: what is wrong names the file, the table and the key."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from voicelab.expanded_path import expanded_path
from voicelab.nearest import nearest_first

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["TomlTable", "read_toml"]


class TomlTable:
    """A table of a TOML file.

    Parameters
    ----------
    values
        What it holds, as `tomllib` reads it.
    place
        How messages call it.
    folder
        Where the paths in it begin: the folder of the file.
    """

    def __init__(self, values: Mapping[str, Any], place: str, folder: Path) -> None:
        self.values = values
        self.place = place
        self.folder = folder

    def __contains__(self, key: str) -> bool:
        return key in self.values

    @contextlib.contextmanager
    def placed(self, key: str) -> Iterator[None]:
        """Put the file, the table and the key ahead of what is wrong with a value, where they are not yet.

        Raises
        ------
        ValueError, FileNotFoundError
            What the block raises; a `TypeError` is a `ValueError`, for it is the file's.
        """
        try:
            yield
        except (ValueError, TypeError, FileNotFoundError) as error:
            if str(error).startswith(f"{self.place}, key "):
                raise  # it was read in the block, by this table
            kind = FileNotFoundError if isinstance(error, FileNotFoundError) else ValueError
            raise kind(f"{self.place}, key {key}: {error}") from None

    def check_keys(self, known: Iterable[str]) -> None:
        """Check that there is no key but these.

        Raises
        ------
        ValueError
            There is one; the message lists those that there are, the nearest first.
        """
        names = list(known)
        for key in self.values:
            if key not in names:
                nearest = ", ".join(nearest_first(key, names))
                raise ValueError(f"{self.place} has a key {key!r}, which means nothing; there are: {nearest}")

    def of_kind(self, key: str, kind: type | tuple[type, ...], what: str) -> Any:
        """Return a value of a kind; `None` where the key is missing.

        Parameters
        ----------
        what
            What it must be, with its article.

        Raises
        ------
        ValueError
            It is of another kind.
        """
        value = self.values.get(key)
        if value is None:
            return None
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise ValueError(f"{self.place}, key {key}: it must be {what}, not {value!r}")
        return value

    def text(self, key: str, default: str = "") -> str:
        """Return a text that is not blank; `default` where the key is missing."""
        value = self.of_kind(key, str, "a text")
        if value is not None and not value.strip():
            raise ValueError(f"{self.place}, key {key}: it is blank; give it a value, or leave it out")
        return default if value is None else str(value)

    def texts(self, key: str) -> list[str]:
        """Return a list of texts, empty where the key is missing."""
        values: list[Any] = self.of_kind(key, list, "a list of texts") or []
        if strange := [each for each in values if not isinstance(each, str)]:
            raise ValueError(f"{self.place}, key {key}: it must be a list of texts, and has {strange[0]!r}")
        return values

    def path(self, key: str) -> Path | None:
        """Return a path, which begins in the file's folder; `None` where the key is missing."""
        text = self.text(key)
        return self.folder / expanded_path(text) if text else None

    def table(self, key: str) -> TomlTable:
        """Return a table in this one, empty where the key is missing."""
        values = self.of_kind(key, dict, "a table") or {}
        return TomlTable(values, f"{self.place}, table {key}", self.folder)


def read_toml(path: Path) -> TomlTable:
    """Return what a TOML file holds.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        It is no TOML; the message says where.
    """
    if not path.is_file():
        what = "it is a folder" if path.is_dir() else "there is no such file"
        raise FileNotFoundError(f"{path} cannot be read: {what}")
    try:
        # With the mark by which some editors know UTF-8, which TOML itself does not know.
        values = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{path} is no TOML file: {error}") from None
    return TomlTable(values, str(path), path.absolute().parent)
