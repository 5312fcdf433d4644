"""``voicelab voices``: list the voices that can be chosen, or write a page to hear them all."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from voicelab.cli.option_values import given_text
from voicelab.cli.terminal import report, write_error, write_table
from voicelab.synthesis.voice_filter import GENDERS

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
    parser.add_argument("--locale", type=given_text, metavar="LOCALE", help="only these, such as en or en-GB")
    parser.add_argument(
        "--gender",
        type=str.lower,
        choices=[gender.lower() for gender in GENDERS],
        help="only voices of this gender",
    )
    parser.add_argument(
        "--listen",
        type=given_text,
        metavar="FILE.html",
        help="write a page on which each voice says the same",
    )
    parser.add_argument(
        "--text", help="with --listen: what they say (default: a few words of each voice's language)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what was asked; return the exit code."""
    from voicelab.services.services import Services
    from voicelab.synthesis.listening_page import listening_target

    try:
        if args.listen is None:
            if args.text is not None:
                raise ValueError("--text is what voices say on a page: add --listen FILE.html")
            return _list(Services.from_environment(), args)
        listening_target(args.listen)  # before models are fetched for it
        return _listen(Services.from_environment(), args)
    except (ValueError, OSError) as error:
        report(f"{error}.")
        return 2


def _list(services: Services, args: argparse.Namespace) -> int:
    from voicelab.synthesis.voices import voices

    found = voices(services, locale=args.locale, gender=args.gender)
    rows = [("VOICE", "GENDER", "SPEAKS HERE", "STYLES")]
    for name, gender, local, styles in zip(
        found["name"], found["gender"], found["local_voice"], found["styles"], strict=True
    ):
        rows.append((name, gender, local or "the service's own", ", ".join(styles)))
    write_table(rows)
    return 0


def _listen(services: Services, args: argparse.Namespace) -> int:
    from voicelab.synthesis.listening_page import write_listening_page

    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty() or done == total:
            write_error(f"\r{done} of {total} voices" + ("\n" if done == total else ""))

    page = write_listening_page(
        services, args.listen, locale=args.locale, gender=args.gender, text=args.text, progress=progress
    )
    speak = "voice speaks" if page.spoken == 1 else "voices speak"
    if page.spoken:
        report(f"{page.spoken} {speak} in {page.path}: open it in a browser.")
    else:
        report(f"No voice speaks in {page.path}.")
    if page.failures:
        name, why = next(iter(page.failures.items()))
        count = f"{len(page.failures)} did not speak; " if page.spoken else ""
        report(f"{count}{name}: {why}")
    return 0 if page.spoken else 1
