"""The parser of the command line: what it shows goes the way of all that the commands write."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from voicelab.cli.terminal import write, write_error

__all__ = ["ArgumentParser"]


class ArgumentParser(argparse.ArgumentParser):
    """A parser that says so if its help cannot be written; argparse's own passes over that."""

    def _print_message(self, message: str, file: Any = None) -> None:
        (write if file is sys.stdout else write_error)(message)
