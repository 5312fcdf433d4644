"""``voicelab log``: whether a log is whole, and what is not damaged of it as a new one."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from voicelab.cli.option_values import given_path
from voicelab.cli.terminal import write_line

if TYPE_CHECKING:
    from argparse import _SubParsersAction

__all__ = ["register", "run"]


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "log",
        help="check a log, or copy what is not damaged into a new one",
        description="Check a log, or copy what is not damaged into a new one; the log itself stays as it is.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    checking = actions.add_parser("check", help="say what is damaged; the exit code is 1 if anything is")
    salvaging = actions.add_parser("salvage", help="copy what is not damaged, with its sound, to a new log")
    for action in (checking, salvaging):
        action.add_argument("file", type=given_path, metavar="FILE", help="the log: its .sqlite file")
    salvaging.add_argument("target", type=given_path, metavar="NEW", help="the new log, a file to make")
    salvaging.add_argument(
        "--keep-changed",
        action="store_true",
        help="copy rows that do not fit their checksum, too: another program changed them on purpose",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what was asked; return the exit code."""
    if args.action == "check":
        from voicelab.log.log_check import check_log

        found = check_log(args.file)
        write_line(str(found))
        return 0 if found else 1
    from voicelab.log.salvage import salvage_log

    write_line(str(salvage_log(args.file, args.target, keep_changed=args.keep_changed)))
    return 0
