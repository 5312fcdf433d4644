"""``voicelab models``: list, fetch, measure and remove the local models."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import _SubParsersAction

__all__ = ["register", "run"]


_MEASURING = (
    "Measure models on this machine: of one that replies, the time to the first token in a talk of five "
    "turns, tokens a second, and the number of processor threads that is best, which is used from then on; "
    "of one of speech, the work for a second of it."
)


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "models",
        help="list, fetch, measure or remove the local models",
        description="List, fetch, measure or remove the models of the embedded services.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    actions.add_parser("list", help="show the models, and which are installed (the default)")
    adding = actions.add_parser("add", help="fetch models ahead of time")
    adding.add_argument("names", nargs="*", metavar="NAME", help="models; by default the first needed")
    measuring = actions.add_parser(
        "bench", help="measure how quick models are on this machine", description=_MEASURING
    )
    measuring.add_argument(
        "names", nargs="*", metavar="NAME", help="models, or GGUF files; by default those that are installed"
    )
    measuring.add_argument(
        "--url", help="a server that speaks OpenAI's protocol, ending in /v1: measure that"
    )
    removing = actions.add_parser("remove", help="delete models")
    removing.add_argument("names", nargs="+", metavar="NAME", help="models")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what was asked; return the exit code."""
    try:
        if args.action == "add":
            return _add(args.names)
        if args.action == "remove":
            return _remove(args.names)
        if args.action == "bench":
            return _measure_server(args.url, args.names) if args.url else _measure(args.names)
        return _list()
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _list() -> int:
    from voicelab.embedded.local.measured_speeds import kept_speed
    from voicelab.embedded.local.model_files.known_models import MODELS, models_folder
    from voicelab.embedded.local.model_files.models import installed
    from voicelab.embedded.local.recognition.recognition_choice import english_model, multilingual_model

    there = installed()
    rows = [("MODEL", "", "SIZE", "LICENSE", "SPEED HERE", "WHAT FOR")]
    for name, model in MODELS.items():
        state = "installed" if name in there else "not installed"
        speed = kept_speed(model.path)
        rows.append(
            (name, state, f"{model.size_bytes / 1e6:.0f} MB", model.license, str(speed or "-"), model.purpose)
        )
    widths = [max(map(len, column)) + 2 for column in zip(*rows, strict=True)]
    for row in rows:
        line = "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write(f"{line.rstrip()}\n")
    sys.stdout.write(
        f"\nHere, English is recognised by {english_model()}, other languages by {multilingual_model()}.\n"
    )
    sys.stdout.write(
        "Speeds are measured by: voicelab models bench. Any other model can reply, a GGUF file or one\n"
        "behind a server, by VOICELAB_COMPLETION_MODEL and VOICELAB_COMPLETION_URL.\n"
        f"Kept in {models_folder()}\n"
    )
    return 0


def _add(names: list[str]) -> int:
    from voicelab.embedded.local.engines import needed_models
    from voicelab.embedded.local.model_files.models import ensure_models
    from voicelab.embedded.options import KOKORO, EmbeddedOptions
    from voicelab.extras import install_command

    for path in ensure_models(names or needed_models(EmbeddedOptions.from_environment())):
        sys.stdout.write(f"{path}\n")
    if KOKORO in names:
        from voicelab.embedded.local.voices.kokoro_voice import missing_languages

        if missing := missing_languages():
            sys.stdout.write(f"Kokoro speaks English. For {missing} as well, run:\n")
            sys.stdout.write(f"{install_command(KOKORO)}\n")
        sys.stdout.write("It speaks in sessions that begin from now on.\n")
    return 0


def _measure(names: list[str]) -> int:
    from voicelab.embedded.local.model_files.models import installed
    from voicelab.embedded.local.speed.bench import measure
    from voicelab.resources import is_busy

    if is_busy():
        sys.stderr.write(
            "Other programs use the processors: the figures are worse than they could be, and are not kept.\n"
        )
    for name in names or installed():
        sys.stdout.write(f"{name}: {measure(name)}\n")
        sys.stdout.flush()
    return 0


def _measure_server(url: str, names: list[str]) -> int:
    from voicelab.embedded.local.speed.bench import measure_server
    from voicelab.embedded.options import EmbeddedOptions

    key = EmbeddedOptions.from_environment({**os.environ, "VOICELAB_COMPLETION_URL": url}).completion_key
    for name in names or ["default"]:
        sys.stdout.write(f"{name}: {measure_server(url, key.reveal() if key else 'none', name)}\n")
    return 0


def _remove(names: list[str]) -> int:
    from voicelab.embedded.local.model_files.models import remove

    for name in names:
        sys.stdout.write(f"{name}: {'removed' if remove(name) else 'was not installed'}\n")
    return 0
