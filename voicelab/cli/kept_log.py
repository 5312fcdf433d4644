"""The log that a command works on: in its usual place, or named by an option."""

from __future__ import annotations

import argparse
from pathlib import Path

from voicelab.cli.option_values import given_path

__all__ = ["add_log_option", "kept_log", "why_no_kept_log"]


def add_log_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the log."""
    parser.add_argument(
        "--log",
        type=given_path,
        metavar="FILE",
        help="the log (default: voicelab-log/exchanges.sqlite in the working folder)",
    )


def kept_log(args: argparse.Namespace) -> Path:
    """Return the path of the log."""
    from voicelab.log.log_path import DEFAULT_PATH

    return args.log or DEFAULT_PATH


def why_no_kept_log(path: Path) -> str:
    """Return in a sentence why there is no log at a path; empty if there is one."""
    from voicelab.log.log_path import why_no_log

    if why := why_no_log(path):
        return f"{why}."
    return "" if path.is_file() else f"There is no log {path}; name one with --log."
