"""``voicelab end-of-turn``: how well the detectors of ends of turns do at recorded pauses."""

from __future__ import annotations

import argparse
import csv
import dataclasses
import itertools
import statistics
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from voicelab.cli.option_values import given_path, given_text
from voicelab.cli.terminal import report, write_table
from voicelab.end_of_turn import JUDGES, Judge
from voicelab.file_target import check_ending, check_writable, replacing
from voicelab.status_line import StatusLine

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from voicelab.cli.pause_judging import Judgement
    from voicelab.errors import VoicelabError
    from voicelab.settings import Settings
    from voicelab.turn_detection.policy_sweep import TradeOff

__all__ = ["register", "run", "shown_points"]

_HEAD = (
    *("DETECTOR", "CUT OFF WITHIN 300 MS", "WITHIN 600 MS", "WAIT WITH 5 % CUT OFF", "WITH 10 %"),
    *("AUC", "A QUESTION TAKES"),
)


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "end-of-turn",
        help="measure how well the ends of turns are told from pauses",
        description="Ask the detectors of ends of turns at the pauses of recorded turns, and print what they "
        "are worth: how many pauses in mid-turn are taken for the end within a mean wait, and how long the "
        "wait is where so many are. The method is that of livekit's eot-bench.",
    )
    parser.add_argument(
        "pauses",
        type=given_path,
        metavar="PAUSES",
        help="a folder with sound files and a pauses.json, or eot-bench's data: Parquet, or JSON lines",
    )
    parser.add_argument(
        "--detector",
        action="append",
        choices=JUDGES,
        help="which to ask, more than once for several (default: all)",
    )
    parser.add_argument(
        "--language",
        type=given_text,
        metavar="LOCALE",
        help="only turns in this language, such as en-US; also what recordings that say none are in",
    )
    parser.add_argument(
        "--as-written",
        action="store_true",
        help="judge the words that are written beside the recordings, and recognise nothing",
    )
    parser.add_argument(
        "--csv",
        type=given_path,
        metavar="FILE",
        help="write every judgement to FILE.csv, and the curves of the detectors to FILE-curves.csv",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure; return the exit code."""
    from voicelab.cli.pause_judging import trade_off
    from voicelab.event_loop import call
    from voicelab.settings import Settings

    judges: Sequence[Judge] = tuple(dict.fromkeys(args.detector or JUDGES))
    try:
        settings = Settings() if args.language is None else Settings(language=args.language)
        if args.csv is not None:
            _check_targets(args.csv)
        judged = call(_judged(args, settings, judges))
        if args.as_written and judged and not any(each.words for each in judged):
            raise ValueError(f"{args.pauses} has no words that are written: leave out --as-written")
        answered = [judge for judge in judges if any(each.detector == judge for each in judged)]
        worth = {judge: trade_off(judge, judged) for judge in answered}
    except (ValueError, OSError) as error:
        report(f"{error}.")
        return 2
    rows = [
        (judge, *shown_points(each), _milliseconds(_usual_seconds(judge, judged)))
        for judge, each in worth.items()
    ]
    write_table([_HEAD, *rows])
    if args.csv is not None:
        _write(args.csv, judged, worth)
    return 0 if len(worth) == len(judges) else 1


def shown_points(trade_off: TradeOff) -> tuple[str, str, str, str, str]:
    """Return the four operating points of a trade-off, and its area under the curve, as tables show them."""
    rates = [trade_off.false_cutoff_rate_within(seconds) for seconds in (0.3, 0.6)]
    waits = [trade_off.mean_wait_within(rate) for rate in (0.05, 0.1)]
    within_300_ms, within_600_ms = ("-" if rate is None else f"{rate:.1%}" for rate in rates)
    at_5_percent, at_10_percent = ("-" if wait is None else _milliseconds(wait) for wait in waits)
    return within_300_ms, within_600_ms, at_5_percent, at_10_percent, f"{trade_off.auc:.2f}"


async def _judged(args: argparse.Namespace, settings: Settings, judges: Sequence[Judge]) -> list[Judgement]:
    from voicelab.cli.pause_judging import PauseJudging, judge_pauses
    from voicelab.event_loop import run_in_thread
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts
    from voicelab.turn_detection.pauses import read_pauses

    pauses = read_pauses(args.pauses, languages=[args.language] if args.language else ())
    first = await run_in_thread(lambda: next(pauses, None))  # before models are fetched for them
    if first is None:
        raise ValueError(f"{args.pauses} holds no pauses" + (f" in {args.language}" if args.language else ""))
    services = await run_in_thread(Services.from_environment)
    line = StatusLine()

    def leave_out(judge: Judge, error: VoicelabError) -> None:
        line.clear()
        report(f"{judge} is left out: {error}")

    judging = PauseJudging(services, settings, Timeouts.for_kind(services.kind))
    try:
        return await judge_pauses(
            judging,
            judges,
            itertools.chain([first], pauses),
            as_written=args.as_written,
            on_judged=lambda count: line.show(f"{count:,} pauses judged"),
            on_failure=leave_out,
        )
    finally:
        line.clear()
        await judging.close()


def _usual_seconds(judge: Judge, judged: Iterable[Judgement]) -> float:
    return statistics.median(each.seconds for each in judged if each.detector == judge)


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:,.0f} ms"


def _curves_beside(path: Path) -> Path:
    return path.with_name(f"{path.stem}-curves.csv")


def _check_targets(path: Path) -> None:
    """Refuse files that cannot be written, before anything is measured."""
    check_ending(path, "a table", [".csv"])
    for each in (path, _curves_beside(path)):
        check_writable(each)


def _write(path: Path, judged: Iterable[Judgement], worth: Mapping[Judge, TradeOff]) -> None:
    """Write the judgements, and beside them the curves."""
    _write_rows(path, [dataclasses.asdict(each) for each in judged])
    points = [
        {"detector": judge, **dataclasses.asdict(point)}
        for judge, each in worth.items()
        for point in each.curve
    ]
    _write_rows(_curves_beside(path), points)


def _write_rows(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else [])
        writer.writeheader()
        writer.writerows(rows)
