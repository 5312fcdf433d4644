"""``voicelab doctor``: what is set, installed, audible and reachable, and how to fix what is not."""

from __future__ import annotations

import argparse
import sys
import textwrap
from typing import TYPE_CHECKING

from voicelab.cli.setting_options import add_setting_options, chosen_settings
from voicelab.cli.terminal import printable

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from voicelab.doctor.doctor import Check

__all__ = ["register", "run"]


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "doctor",
        help="check what is set, installed, audible and reachable",
        description="Check what is set, installed, audible and reachable, and say how to fix what is not. "
        "Each service is asked for a little: a word to speak, a recording to recognise, one token. Shows no "
        "credentials. The exit code is 1 if something failed.",
    )
    add_setting_options(parser, ("deployment", "voice"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check, and print each check as it is done; return the exit code."""
    from voicelab.doctor.doctor import check
    from voicelab.settings import Settings

    try:
        settings = Settings(**chosen_settings(args))
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    diagnosis = check(settings=settings, on_check=_CheckPrinter())
    failed = sum(each.status == "failed" for each in diagnosis)
    sys.stdout.write(f"\n{failed} failed.\n" if failed else "\nNothing failed.\n")
    return 1 if failed else 0


class _CheckPrinter:
    """Prints checks as they are done, each area below its title."""

    def __init__(self) -> None:
        self._area = ""

    def __call__(self, check: Check) -> None:
        from voicelab.doctor.doctor import AREAS

        if check.area != self._area:
            gap = "\n" if self._area else ""
            sys.stdout.write(f"{gap}{AREAS[check.area]}\n")
            self._area = check.area
        sys.stdout.write(f"{textwrap.indent(printable(str(check)), '  ')}\n")
        sys.stdout.flush()
