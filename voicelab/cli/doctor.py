"""``voicelab doctor``: what is set, installed, audible and reachable, and how to fix what is not."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from voicelab.cli.interruption import INTERRUPTED
from voicelab.cli.setting_options import add_setting_options, chosen_settings
from voicelab.cli.terminal import report, write
from voicelab.printable import printable
from voicelab.settings.keys import WHO_IS_ASKED

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from voicelab.doctor.checks import Check, Status
    from voicelab.status_line import StatusLine

__all__ = ["register", "run"]


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "doctor",
        help="check and measure what is set, installed, audible and reachable",
        description="Check what is set, installed, audible and reachable, measure it, and say the one thing "
        "to do next. Each service is asked for a little, which costs next to nothing: two sentences spoken, "
        "two recognised, 80 tokens, and a reply of each speech-to-speech service that is set up or named. "
        "Where there is a microphone and a speaker, a short sweep is played, to measure the echo. Shows no "
        "credentials. The exit code is 1 if something failed.",
    )
    parser.add_argument("--json", action="store_true", help="write JSON for other programs")
    parser.add_argument("--offline", action="store_true", help="ask no service: nothing is charged")
    parser.add_argument("--silent", action="store_true", help="play nothing on this machine's speaker")
    add_setting_options(parser, WHO_IS_ASKED)
    parser.set_defaults(run=run, needs_folder=False)  # it says what is wrong with that, too


def run(args: argparse.Namespace) -> int:
    """Check, and print each check as it is done; return the exit code."""
    from voicelab.doctor.doctor import check
    from voicelab.settings import Settings
    from voicelab.status_line import StatusLine

    try:
        settings = Settings(**chosen_settings(args))
    except ValueError as error:
        report(str(error))
        return 2
    line = StatusLine()
    printer = _CheckPrinter(line)
    diagnosis = check(
        settings=settings,
        ask=not args.offline,
        play=not args.silent,
        on_check=None if args.json else printer,
        on_progress=line.show,
    )
    line.clear()
    if args.json:
        write(json.dumps(diagnosis.as_dict(), indent=2) + "\n")
    else:
        failed = sum(each.status == "failed" for each in diagnosis)
        count = f"{failed} failed." if failed else "Nothing failed."
        printer.end(count, printable(f"Next: {diagnosis.next_step}"))
    if not diagnosis.is_complete:
        return INTERRUPTED
    return 0 if diagnosis.healthy else 1


class _CheckPrinter:
    """Prints checks as they are done, each area below its title; in a terminal with marks and colours."""

    def __init__(self, line: StatusLine) -> None:
        from voicelab.doctor.lines import WORDS, CheckLines

        self._line = line
        self._lines = CheckLines(_marks() or WORDS)

    def __call__(self, check: Check) -> None:
        self._write(self._lines.lines(check))

    def end(self, *sentences: str) -> None:
        self._write([*self._lines.rest(), "", *sentences])

    def _write(self, lines: list[str]) -> None:
        if lines:
            self._line.clear()
            write("".join(f"{line}\n" for line in lines))


def _marks() -> Mapping[Status, str] | None:
    """Return marks for a terminal that can show them; `None` for files, pipes and other terminals."""
    stdout = sys.stdout
    if not stdout.isatty() or os.environ.get("TERM") == "dumb":
        return None
    try:
        "✓✗".encode(stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return None
    marks: dict[Status, tuple[str, str]] = {"ok": ("✓", "32"), "warning": ("!", "33"), "failed": ("✗", "31")}
    if os.environ.get("NO_COLOR"):
        return {status: mark for status, (mark, _) in marks.items()}
    return {status: f"\x1b[{colour}m{mark}\x1b[0m" for status, (mark, colour) in marks.items()}
