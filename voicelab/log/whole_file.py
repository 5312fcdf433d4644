"""Files that are there whole or not at all; why one cannot be written is told as `LogError`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from voicelab.errors import LogError
from voicelab.file_target import check_format, replacing, why_kept
from voicelab.log.failures import as_log_errors

__all__ = ["FileKind", "check_kind", "whole_file"]


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is written, and may be written over."""

    name: str
    """Without an article, for messages."""
    is_one: Callable[[BinaryIO], bool]
    """Says whether an opened file is such."""
    endings: tuple[str, ...]
    """Of the names of such files, the usual one first."""


def check_kind(path: Path, kind: FileKind) -> None:
    """Check that a file of a kind may be written at a path.

    Raises
    ------
    LogError
        Another kind of file is there, such as the log.
    ValueError
        Its name promises another format.
    """
    if why := why_kept(path, kind.name, kind.is_one):
        raise LogError(
            f"{path} {why}, and is not written over.",
            code="log-unwritable",
            hint="Name another file to write.",
        )
    check_format(path, f"a {kind.name}", kind.endings)


@contextlib.contextmanager
def whole_file(path: Path, kind: FileKind) -> Iterator[Path]:
    """Give the path to write to; what stood at `path` before stays until the block ends, and if it raises.

    Raises
    ------
    LogError
        The file cannot be written; nothing of it is left. Or another kind of file is there, such as the log.
    ValueError
        Its name promises another format.
    """
    with as_log_errors(str(path)):
        check_kind(path, kind)
        with replacing(path) as part:
            yield part
