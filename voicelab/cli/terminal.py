"""The terminal: what is written there is text, whatever it holds.

The commands write by these functions alone: what becomes of them where the output is closed, full or has no
reader is decided here.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from voicelab.printable import printable
from voicelab.text.text_table import text_table

__all__ = [
    "OutputError",
    "end_of_output",
    "flush",
    "prepare",
    "refuse",
    "report",
    "write",
    "write_error",
    "write_line",
    "write_table",
]


class OutputError(Exception):
    """The standard output takes no more: its reader has gone, or its disk is full.

    It is no `OSError`: that a command cannot read or write a file of the user's is something else.

    Parameters
    ----------
    error
        What the operating system said.
    """

    def __init__(self, error: OSError) -> None:
        why = error.strerror or str(error)
        super().__init__(f"The standard output cannot be written: {why}. Send it somewhere else.")
        self.has_no_reader = isinstance(error, BrokenPipeError)
        """Whether its reader has gone, as behind ``| head``, and so wants no more."""


def prepare() -> None:
    """Have streams that are closed read and write nothing, and letters that an encoding lacks be no error."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:  # it was closed when the process began, or this is pythonw
            nowhere = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115  # until the end
            os.set_inheritable(nowhere.fileno(), True)  # to processes that begin here, as the stream would be
            setattr(sys, name, nowhere)
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def write(text: str) -> None:
    """Write a text of our own to the output, at once.

    Raises
    ------
    OutputError
        The output takes no more; it is closed from then on, so that nothing fails again at the end.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        _close(sys.stdout)
        raise OutputError(error) from None


def flush() -> None:
    """Have all that was written to the output be there; see `write`."""
    write("")


def write_line(line: str) -> None:
    """Write a line to the output, whatever it holds; see `write`."""
    write(f"{printable(line)}\n")


def write_table(rows: Sequence[tuple[str, ...]]) -> None:
    """Write rows in columns, two blanks between them; see `write`."""
    write_line(text_table(rows))


def write_error(text: str) -> None:
    """Write a text of our own to where errors go; where that takes no more, the work goes on without."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _close(sys.stderr)


def report(sentence: str) -> None:
    """Write a sentence to where errors go, whatever it holds; see `write_error`."""
    write_error(f"{printable(sentence)}\n")


def refuse(sentence: str) -> int:
    """Say why a command does not do what its arguments ask; return its exit code."""
    report(sentence)
    return 2


def end_of_output(error: OutputError) -> int:
    """Return the exit code where the output took no more; says why, unless nobody wants any."""
    if error.has_no_reader:
        return 0
    report(str(error))
    return 1


def _close(stream: TextIO) -> None:
    """Let what is written to a stream from now on, and what waits in it, go nowhere."""
    with contextlib.suppress(OSError, ValueError):  # it has no file
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
