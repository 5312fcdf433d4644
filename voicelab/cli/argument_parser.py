"""The parser of the command line: what it shows goes the way of all that the commands write."""

from __future__ import annotations

import argparse
import sys
from typing import Any, NoReturn

from voicelab.cli.terminal import write, write_error
from voicelab.printable import printable

__all__ = ["ArgumentParser"]


class ArgumentParser(argparse.ArgumentParser):
    """A parser that says so if its help cannot be written; argparse's own passes over that."""

    def error(self, message: str) -> NoReturn:
        """Refuse arguments; the names of files may be among them."""
        message = printable(message)
        super().error(message)

    def _print_message(self, message: str, file: Any = None) -> None:
        (write if file is sys.stdout else write_error)(message)
