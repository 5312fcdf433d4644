"""Commands, run by themselves: what they raise is not reported, as `main` does it."""

from __future__ import annotations

import argparse
from types import ModuleType

__all__ = ["run_command"]


def run_command(command: ModuleType, *arguments: object) -> int:
    """Run a command as the command line does; return its exit code.

    Parameters
    ----------
    command
        Its module.
    arguments
        Its name and what follows.
    """
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    args = parser.parse_args([*map(str, arguments)])
    code: int = args.run(args)
    return code
