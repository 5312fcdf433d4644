"""``voicelab export``: a log as a CSV, Parquet or JSON file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from voicelab.cli.kept_log import add_log_option, kept_log, why_no_kept_log
from voicelab.cli.option_values import given_path, given_text
from voicelab.cli.terminal import refuse, report
from voicelab.file_target import COMPRESSED

if TYPE_CHECKING:
    from argparse import _SubParsersAction

__all__ = ["register", "run"]

_FORMATS = {".csv": "csv", ".parquet": "parquet", ".json": "json"}


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "export",
        help="write the log as CSV, Parquet or JSON",
        description="Write the exchanges of a log to a file.",
    )
    parser.add_argument(
        "output", type=given_path, metavar="FILE", help="where to: FILE.csv, .parquet or .json"
    )
    add_log_option(parser)
    parser.add_argument("--session", type=given_text, metavar="ID", help="only this session")
    parser.add_argument("--format", choices=list(_FORMATS.values()), help="default: by the file's ending")
    parser.add_argument(
        "--raw", action="store_true", help="CSV: leave text as it is, also what a spreadsheet would run"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the file; return the exit code."""
    from voicelab.log.session_log import SessionLog

    path = kept_log(args)
    form: str | None = args.format or _format_of(args.output)
    if form is None:
        return refuse(f"{args.output} ends in none of {', '.join(_FORMATS)}; name a format with --format.")
    if args.raw and form != "csv":
        return refuse(f"--raw is for CSV, and {args.output} would be {form}: leave it out.")
    if args.output.exists() and path.exists() and args.output.samefile(path):
        return refuse(f"{args.output} is the log itself; name another file to write.")
    if why := why_no_kept_log(path):
        return refuse(why)
    with SessionLog(path) as whole:
        try:
            log = whole if args.session is None else whole.session(args.session)
            if form == "csv":
                log.to_csv(args.output, raw=args.raw)
            elif form == "parquet":
                log.to_parquet(args.output)
            else:
                log.to_json(args.output)
        except ValueError as error:
            return refuse(f"{error}.")
        count = len(log)
        report(f"{count:,} exchange{'' if count == 1 else 's'} written to {args.output}")
    return 0


def _format_of(path: Path) -> str | None:
    if path.suffix.lower() not in COMPRESSED:
        return _FORMATS.get(path.suffix.lower())
    form = _FORMATS.get(path.with_suffix("").suffix.lower())
    return form if form != "parquet" else None  # which is compressed as it is
