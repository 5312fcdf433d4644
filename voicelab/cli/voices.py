"""``voicelab voices``: list the voices that can be chosen, or write a page to hear them all."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from voicelab.cli.terminal import printable

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from voicelab.services.services import Services

__all__ = ["register", "run"]


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "voices",
        help="list the voices, or write a page to hear them",
        description="List the voices that can be chosen, or write a page with a player for each.",
    )
    parser.add_argument("--locale", default="", metavar="LOCALE", help="only these, such as en or en-GB")
    parser.add_argument("--gender", default="", choices=["female", "male"], help="only women or men")
    parser.add_argument("--listen", metavar="FILE", help="write FILE.html, on which each voice says the same")
    parser.add_argument("--text", help="what they say (default: a few words of each voice's language)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what was asked; return the exit code."""
    from voicelab.services.services import Services

    services = Services.from_environment()
    return _listen(services, args) if args.listen else _list(services, args)


def _list(services: Services, args: argparse.Namespace) -> int:
    from voicelab.synthesis.voices import voices

    found = voices(services, locale=args.locale, gender=args.gender)
    rows = [("VOICE", "GENDER", "SPEAKS HERE", "STYLES")]
    for name, gender, local, styles in zip(
        found["name"], found["gender"], found["local_voice"], found["styles"], strict=True
    ):
        rows.append((name, gender, local or "the service's own", ", ".join(styles)))
    widths = [max(map(len, column)) + 2 for column in zip(*rows, strict=True)]
    for row in rows:
        line = "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write(f"{printable(line.rstrip())}\n")
    return 0


def _listen(services: Services, args: argparse.Namespace) -> int:
    from voicelab.synthesis.listening_page import write_listening_page

    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty() or done == total:
            sys.stderr.write(f"\r{done} of {total} voices" + ("\n" if done == total else ""))

    try:
        spoken = write_listening_page(
            services,
            args.listen,
            locale=args.locale,
            gender=args.gender,
            text=args.text,
            progress=progress,
        )
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{printable(str(error))}\n")
        return 2
    speak = "voice speaks" if spoken == 1 else "voices speak"
    sys.stderr.write(f"{spoken} {speak} in {printable(args.listen)}: open it in a browser.\n")
    return 0
