"""The command line: ``voicelab quickstart | chat | compare | doctor | export | delete | voices | …``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

__all__ = ["main", "make_parser"]


def make_parser() -> argparse.ArgumentParser:
    """Return the parser with all commands."""
    import importlib.metadata

    from voicelab.cli import (
        chat,
        compare,
        delete,
        doctor,
        end_of_turn,
        export,
        log,
        models,
        quickstart,
        serve,
        voices,
    )
    from voicelab.cli.argument_parser import ArgumentParser

    parser = ArgumentParser(
        prog="voicelab",
        description="Build, tune and compare voice assistants on Azure Speech and Azure OpenAI.",
        epilog="Without an account, local models reply: voicelab doctor says what is used.",
    )
    version = importlib.metadata.version("voicelab-jupyter")
    parser.add_argument("--version", action="version", version=f"voicelab {version}", help="show the version")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    commands = (quickstart, chat, compare, doctor, export, log, delete, voices, serve, models, end_of_turn)
    for command in commands:
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
        Ctrl-C, 143 after SIGTERM, 129 after SIGHUP.
    """
    try:  # also what is loaded, which takes a while, may be interrupted
        return _run(argv)
    except KeyboardInterrupt:
        from voicelab.cli.interruption import report_interruption

        return report_interruption()


def _run(argv: Sequence[str] | None) -> int:
    from voicelab.cli.terminal import OutputError, end_of_output, flush, prepare, report
    from voicelab.errors import VoicelabError
    from voicelab.working_folder import working_folder

    prepare()
    try:
        parser = make_parser()
        args = parser.parse_args(argv)
        if not hasattr(args, "run"):
            parser.print_help()
            return 0
        if getattr(args, "needs_folder", True):
            working_folder()
        code: int = args.run(args)
        flush()
    except OutputError as error:
        return end_of_output(error)
    except VoicelabError as error:
        report(str(error))
        return 1
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        report(f"{where}{error.strerror or error}.")
        return 1
    return code
