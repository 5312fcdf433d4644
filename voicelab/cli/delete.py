"""``voicelab delete``: sessions, or turns of one, are deleted from a log."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from voicelab.cli.kept_log import add_log_option, kept_log, why_no_kept_log
from voicelab.cli.option_values import given_text
from voicelab.cli.terminal import refuse, report

if TYPE_CHECKING:
    from argparse import _SubParsersAction

__all__ = ["register", "run"]


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "delete",
        help="delete sessions, or turns of one, from the log",
        description="Delete sessions from a log, or turns of one, with their sound and all that was said of "
        "them: no byte of it is left in the log's files. There is no way back.",
    )
    parser.add_argument("sessions", nargs="+", type=given_text, metavar="SESSION", help="which sessions")
    parser.add_argument(
        "--turn",
        type=int,
        action="append",
        default=[],
        metavar="NUMBER",
        help="only this turn of the one session; may be given several times",
    )
    add_log_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Delete; return the exit code."""
    from voicelab.log.session_log import SessionLog

    path = kept_log(args)
    if args.turn and len(args.sessions) > 1:
        return refuse("--turn is of one session, and several are named.")
    if why := why_no_kept_log(path):
        return refuse(why)
    with SessionLog(path) as log:
        try:
            if args.turn:
                (session,) = args.sessions
                deletion = log.delete([log.exchange(session, turn) for turn in args.turn])
            else:
                deletion = log.delete(session=args.sessions)
        except ValueError as error:
            return refuse(f"{error}.")
    report(str(deletion))
    return 0
