"""``voicelab models``: list, fetch and remove the local models."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import _SubParsersAction

__all__ = ["register", "run"]


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "models",
        help="list, fetch or remove the local models",
        description="List, fetch or remove the models of the embedded services.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    actions.add_parser("list", help="show the models, and which are installed (the default)")
    adding = actions.add_parser("add", help="fetch models ahead of time")
    adding.add_argument("names", nargs="*", metavar="NAME", help="models; by default those for English")
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
        return _list()
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _list() -> int:
    from voicelab.embedded.local.known_models import MODELS, models_folder
    from voicelab.embedded.local.models import installed

    there = installed()
    for name, model in MODELS.items():
        state = "installed" if name in there else "not installed"
        size = f"{model.size_bytes / 1e6:.0f} MB"
        sys.stdout.write(f"{name:24}{state:15}{size:>7}  {model.license:12}{model.title}\n")
    sys.stdout.write(f"\nKept in {models_folder()}\n")
    return 0


def _add(names: list[str]) -> int:
    from voicelab.embedded.local.known_models import ENGLISH
    from voicelab.embedded.local.models import ensure_models
    from voicelab.embedded.options import CHAT_MODEL

    for path in ensure_models(names or [ENGLISH, CHAT_MODEL]):
        sys.stdout.write(f"{path}\n")
    return 0


def _remove(names: list[str]) -> int:
    from voicelab.embedded.local.models import remove

    for name in names:
        sys.stdout.write(f"{name}: {'removed' if remove(name) else 'was not installed'}\n")
    return 0
