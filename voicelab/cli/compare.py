"""``voicelab compare``: a suite's comparison, made and checked."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from voicelab.cli.interruption import report_interruption, terminable
from voicelab.cli.option_values import given_path
from voicelab.cli.terminal import report, write_line, write_table
from voicelab.errors import VoicelabError

if TYPE_CHECKING:
    from argparse import _SubParsersAction
    from pathlib import Path

    from voicelab.suite.outputs import Outputs
    from voicelab.suite.suite import Suite

__all__ = ["FILES", "register", "run"]

FILES = {
    "csv": "write a row a cell as CSV",
    "parquet": "write the same as Parquet, against which later comparisons can be held",
    "junit": "write checks and failed cells as JUnit XML, for services that run tests",
    "html": "write a report with charts and the sound of the replies",
}
"""Options that name a file to write, and what it is."""
_MISTAKES = (VoicelabError, ValueError, OSError)
"""What is wrong with a suite, with what it names, or with the services."""


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "compare",
        help="make the comparison that a suite describes, and check it",
        description="Make the comparison that a suite describes (docs/suite.md), score the replies, and "
        "check what they come to. What the log has is not asked again. A suite runs the code that it names: "
        "run none of a stranger. The exit code is 0 if all checks passed, 1 if one failed, 2 if there was "
        "nothing to check, as after a mistake in the suite or where the services cannot be used, or a file "
        "could not be written.",
    )
    parser.add_argument("suite", type=given_path, metavar="SUITE", help="the TOML file")
    for name, what in FILES.items():
        parser.add_argument(f"--{name}", type=given_path, metavar="FILE", help=what)
    parser.add_argument(
        "--output-dir", type=given_path, metavar="DIR", help="write all of these into a folder, which is made"
    )
    parser.add_argument("--log", type=given_path, metavar="FILE", help="the log's file")
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="print how many cells there are, and the most tokens, money and time they are likely to take; "
        "ask nothing",
    )
    parser.set_defaults(run=run)


@terminable
def run(args: argparse.Namespace) -> int:
    """Make the comparison, and print what became of it; return the exit code."""
    from voicelab.cli.comparison_tables import check_rows, means_rows
    from voicelab.suite.outputs import Outputs
    from voicelab.suite.suite_reader import read_suite

    name = args.suite.stem
    outputs = Outputs(folder=args.output_dir, **{name: getattr(args, name) for name in FILES})
    written: list[Path] = []
    try:
        suite = read_suite(args.suite)
        name, outputs = suite.name, outputs.over(suite.outputs)
        if args.dry_run:
            return _plan(suite, args.log)
        outputs.prepare()
        grid = suite.compare(log=args.log)
        results = suite.check(grid)
        written.extend(outputs.write(grid, results, name))
    except KeyboardInterrupt:  # at what `Comparison.run` does not end by itself, such as the start of a model
        if not args.dry_run:
            _write_mistake(args.suite, outputs, name, "Interrupted.", written)
        raise
    except _MISTAKES as error:
        report(_sentence(error))
        if not args.dry_run:
            _write_mistake(args.suite, outputs, name, _sentence(error), written)
        return 2
    write_table(means_rows(grid))
    write_line("")
    write_table(check_rows(results))
    write_line(f"\n{results.title}.")
    if written:
        report(f"Written: {', '.join(map(str, written))}")
    if grid.ending == "interrupted":
        return report_interruption()
    return 0 if results.passed else 1


def _plan(suite: Suite, log: Path | None) -> int:
    """Print what the comparison would take; what the log has is counted, and no log is made."""
    from voicelab.cli.comparison_tables import plan_rows
    from voicelab.log.session_log import DEFAULT_PATH

    log = log or suite.log or DEFAULT_PATH
    write_table(plan_rows(suite, suite.compare(log=log if log.is_file() else False, run=False, quiet=True)))
    return 0


def _write_mistake(path: Path, outputs: Outputs, name: str, why: str, written: Sequence[Path]) -> None:
    """Write why this run has no result, so that no file of an earlier run is read as one of this."""
    from voicelab.suite.suite_reader import read_outputs

    with contextlib.suppress(*_MISTAKES):
        outputs = outputs.over(read_outputs(path))
    try:
        stays = [file for file in outputs.write_error(name, why) if file not in written]
    except _MISTAKES as error:
        if (further := _sentence(error)) != why:
            report(further)
    else:
        if stays:
            report(f"Of an earlier run: {', '.join(map(str, stays))}")


def _sentence(error: Exception) -> str:
    """Return what went wrong as a sentence."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}."
    return f"{str(error).removesuffix('.')}."
