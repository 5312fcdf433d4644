"""``voicelab models``: list, fetch, measure and remove the local models."""

from __future__ import annotations

import argparse
import dataclasses
import os
from functools import partial
from typing import TYPE_CHECKING

from voicelab.cli.interruption import interruptible
from voicelab.cli.option_values import given_text
from voicelab.cli.terminal import report, write_line, write_table
from voicelab.errors import VoicelabError

if TYPE_CHECKING:
    from argparse import _SubParsersAction
    from collections.abc import Callable

    from voicelab.embedded.local.measured_speeds import MeasuredSpeed
    from voicelab.embedded.local.model_files.known_models import Model

__all__ = ["register", "run"]


_MEASURING = (
    "Measure models on this machine: of one that replies, the time to the first token in a talk of five "
    "turns, tokens a second, and the number of processor threads that is best, which is used from then on; "
    "of one of speech, the work for a second of it; of one that embeds, texts a second."
)


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "models",
        help="list, fetch, measure or remove the local models",
        description="List, fetch, measure or remove the models of the embedded services.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    actions.add_parser("list", help="show the models, and which are installed or damaged (the default)")
    adding = actions.add_parser("add", help="fetch models ahead of time; anew where they are damaged")
    adding.add_argument("names", nargs="*", metavar="NAME", help="models; by default the first needed")
    measuring = actions.add_parser(
        "bench", help="measure how quick models are on this machine", description=_MEASURING
    )
    measuring.add_argument(
        "names", nargs="*", metavar="NAME", help="models, or GGUF files; by default those that are installed"
    )
    measuring.add_argument(
        "--url", type=given_text, help="a server that speaks OpenAI's protocol, ending in /v1: measure that"
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
        report(str(error))
        return 2


def _list() -> int:
    from concurrent.futures import ThreadPoolExecutor

    from voicelab.embedded.local.measured_speeds import kept_speed
    from voicelab.embedded.local.model_files.folders import models_folder
    from voicelab.embedded.local.model_files.known_models import MODELS
    from voicelab.embedded.local.model_files.sizes import size_words
    from voicelab.embedded.local.recognition.recognition_choice import english_model, multilingual_model

    flaws = []
    rows = [("MODEL", "", "SIZE", "LICENSE", "SPEED HERE", "WHAT FOR")]
    with ThreadPoolExecutor() as threads:  # all that is there is read
        states = list(threads.map(_state, MODELS.values()))
    for (name, model), (state, flaw) in zip(MODELS.items(), states, strict=True):
        flaws += [flaw] if flaw else []
        speed = kept_speed(model.path)
        rows.append(
            (name, state, size_words(model.size_bytes), model.license, str(speed or "-"), model.purpose)
        )
    write_table(rows)
    for line in ("", *flaws) if flaws else ():
        write_line(line)
    write_line(
        f"\nHere, English is recognised by {english_model()}, other languages by {multilingual_model()}.\n"
        "Speeds are measured by: voicelab models bench. Any other model can reply, a GGUF file or one\n"
        "behind a server, by VOICELAB_COMPLETION_MODEL and VOICELAB_COMPLETION_URL.\n"
        f"Kept in {models_folder()}"
    )
    return 0


def _state(model: Model) -> tuple[str, str]:
    """Return whether a model is there, and what is wrong with it in a sentence."""
    from voicelab.embedded.local.model_files.damage import check_installed

    if not model.is_installed:
        return "not installed", ""
    try:
        check_installed(model)
    except VoicelabError as error:
        return "damaged", str(error)
    return "installed", ""


def _add(names: list[str]) -> int:
    from voicelab.embedded.local.engines import needed_models
    from voicelab.embedded.local.model_files.models import ensure_models
    from voicelab.embedded.options import KOKORO, EmbeddedOptions
    from voicelab.extras import install_command

    wanted = names or needed_models(EmbeddedOptions.from_environment())
    for path in ensure_models(wanted, mend=True):
        write_line(str(path))
    if KOKORO in names:
        from voicelab.embedded.local.voices.kokoro_languages import missing_languages

        if missing := missing_languages():
            write_line(f"Kokoro speaks English. For {missing} as well, run:")
            write_line(install_command(KOKORO))
        write_line("It speaks in sessions that begin from now on.")
    return 0


def _measure(names: list[str]) -> int:
    from voicelab.embedded.local.model_files.models import installed
    from voicelab.embedded.local.speed.bench import measure
    from voicelab.resources import is_busy

    if is_busy():
        report(
            "Other programs use the processors: the figures are worse than they could be, and are not kept."
        )
    return _measured(names or installed(), lambda name: interruptible(partial(measure, name)))


def _measure_server(url: str, names: list[str]) -> int:
    from voicelab.cli.server_speed import measure_server
    from voicelab.embedded.options import EmbeddedOptions
    from voicelab.services.upstream import upstream_service

    options = EmbeddedOptions.from_environment({**os.environ, "VOICELAB_COMPLETION_URL": url})
    server = upstream_service(options)
    assert server is not None
    server = dataclasses.replace(server, key=options.completion_key)
    return _measured(names or ["default"], lambda name: measure_server(server, name))


def _measured(names: list[str], measure: Callable[[str], MeasuredSpeed]) -> int:
    """Write how quick each is; return the exit code."""
    code = 0
    for name in names:
        try:
            speed = measure(name)
        except VoicelabError as error:  # the others can be measured all the same
            report(f"{name}: {error}")
            code = 1
        else:
            write_line(f"{name}: {speed}")
    return code


def _remove(names: list[str]) -> int:
    from voicelab.embedded.local.model_files.models import remove

    for name in names:
        write_line(f"{name}: {'removed' if remove(name) else 'was not installed'}")
    return 0
