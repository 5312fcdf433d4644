"""Options of the commands that change settings, as the settings declare them."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

from voicelab.settings import DECLARATIONS

__all__ = ["add_setting_options", "chosen_settings"]

_OFFERED = tuple(name for name, declared in DECLARATIONS.items() if declared.option)


def add_setting_options(parser: argparse.ArgumentParser, names: Iterable[str] = _OFFERED) -> None:
    """Add an option for each of some settings, by default for all that declare one."""
    for name in names:
        declared = DECLARATIONS[name]
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            type=declared.kind.parse,
            default=argparse.SUPPRESS,
            metavar=declared.kind.metavar,
            help=declared.help,
        )


def chosen_settings(args: argparse.Namespace) -> dict[str, Any]:
    """Return the settings whose options were given."""
    return {name: value for name, value in vars(args).items() if name in DECLARATIONS}
