"""Files that are there whole or not at all; why one cannot be written is told as `LogError`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from voicelab.errors import LogError
from voicelab.file_target import is_database, replacing
from voicelab.log.failures import as_log_errors

__all__ = ["whole_file"]


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give the path to write to; what stood at `path` before stays until the block ends, and if it raises.

    Raises
    ------
    LogError
        The file cannot be written; nothing of it is left. Or it is a database, such as the log itself.
    """
    with as_log_errors(str(path)):
        if is_database(path):
            raise LogError(
                f"{path} is a log or another database, and is not written over.",
                code="log-unwritable",
                hint="Name another file to write.",
            )
        with replacing(path) as part:
            yield part
