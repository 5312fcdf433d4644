"""Paths as people write them: ``~`` and ``$HOME`` mean the same everywhere, with a shell or without."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["expanded", "expanded_path", "shown_path"]

_LONGEST_SHOWN = 300


def expanded(text: str) -> str:
    """Return a path with ``~`` and variables, such as ``$HOME``, replaced by what they stand for.

    What nobody has set, and the folders of people whom the machine does not know, stay as they are written.
    """
    if "\0" in text:  # no file's
        return text
    return os.path.expanduser(os.path.expandvars(text))  # noqa: PTH111 - the path's own raises for unknown people


def expanded_path(given: str | os.PathLike[str]) -> Path:
    """Return the path that is meant."""
    return Path(expanded(os.fsdecode(given)))


def shown_path(text: str) -> str:
    """Return a path or an address as messages quote it: of one that is long, its beginning and its end.

    Examples
    --------
    >>> len(shown_path("a" * 1_000_000 + ".wav"))
    201
    """
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:150]}…{text[-50:]}"
