"""The command line: ``voicelab quickstart | chat | doctor | export | voices | serve | models``."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import sys
from collections.abc import Sequence

from voicelab.cli import chat, doctor, export, models, quickstart, serve, voices
from voicelab.cli.terminal import prepare, printable
from voicelab.errors import VoicelabError

__all__ = ["main", "make_parser"]

_COMMANDS = (quickstart, chat, doctor, export, voices, serve, models)


def make_parser() -> argparse.ArgumentParser:
    """Return the parser with all commands."""
    parser = argparse.ArgumentParser(
        prog="voicelab",
        description="Build, tune and compare voice assistants on Azure Speech and Azure OpenAI.",
        epilog="Without an account, local models reply: voicelab doctor says what is used.",
    )
    version = importlib.metadata.version("voicelab-jupyter")
    parser.add_argument("--version", action="version", version=f"voicelab {version}", help="show the version")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in _COMMANDS:
        command.register(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    argv
        The arguments; by default those of the process.

    Returns
    -------
    int
        0 if it went well, 1 after an error that was reported, 2 after a mistake in the arguments, 130 after
        Ctrl-C.
    """
    prepare()
    parser = make_parser()
    args = parser.parse_args(argv)
    if not hasattr(args, "run"):
        parser.print_help()
        return 0
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted.\n")
        return 130
    except VoicelabError as error:
        sys.stderr.write(f"{printable(str(error))}\n")
        return 1
    except BrokenPipeError:
        # The reader of the output has gone: write no more, also not when the interpreter flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"{where}{error.strerror or error}.\n")
        return 1
    return code
