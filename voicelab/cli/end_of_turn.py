"""``voicelab end-of-turn``: how well the detectors of ends of turns do at recorded pauses."""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from voicelab.cli.interruption import report_interruption, terminable
from voicelab.cli.option_values import given_path, given_text
from voicelab.cli.terminal import report, write_table
from voicelab.end_of_turn import JUDGES, Judge

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from voicelab.cli.pause_judging import Judgement
    from voicelab.settings import Settings
    from voicelab.turn_detection.policy_sweep import TradeOff

__all__ = ["POINTS", "register", "run", "shown_points"]

_LONGEST_CODE = 3
"""Of a language without its region, in letters."""
POINTS = ("false cutoffs at 300 ms", "at 600 ms", "latency at 5 % false cutoffs", "at 10 %", "AUC")
"""What `shown_points` returns."""
_HEAD = ("DETECTOR", *(name.upper() for name in POINTS), "INFERENCE")


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
        help="only turns in this language, such as en or en-US; also what recordings that say none are in",
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


@terminable
def run(args: argparse.Namespace) -> int:
    """Measure; return the exit code."""
    from voicelab.cli.pause_measurement import PauseMeasurement
    from voicelab.cli.pause_tables import check_tables, write_tables
    from voicelab.event_loop import call

    judges: Sequence[Judge] = tuple(dict.fromkeys(args.detector or JUDGES))
    measurement, code = PauseMeasurement(args.pauses, judges, as_written=args.as_written), 0
    try:
        settings = _settings(args.language)
        if args.csv is not None:
            check_tables(args.csv)
        call(measurement.run(settings, [args.language] if args.language else ()))
    except KeyboardInterrupt:
        if not measurement.judged:
            raise
        code = report_interruption()
    except (ValueError, OSError) as error:
        report(f"{error}.")
        return 2
    judged = measurement.judged
    if args.as_written and judged and not any(each.words for each in judged):
        report(f"{args.pauses} has no words that are written: leave out --as-written.")
        return 2
    worth = _worth(judges, judged)
    if worth:
        rows = [
            (judge, *shown_points(each), _milliseconds(_usual_seconds(judge, judged)))
            for judge, each in worth.items()
        ]
        write_table([_HEAD, *rows])
    for sentence in measurement.left_out():
        report(sentence)
    if args.csv is not None and judged:
        try:
            write_tables(args.csv, judged, worth)
        except OSError as error:
            report(f"{error}.")
            return 1
    return code or (0 if len(worth) == len(judges) and not measurement.given_up else 1)


def shown_points(trade_off: TradeOff) -> tuple[str, str, str, str, str]:
    """Return the four operating points of a trade-off, and its area under the curve, as tables show them."""
    rates = [trade_off.false_cutoff_rate_within(seconds) for seconds in (0.3, 0.6)]
    waits = [trade_off.mean_wait_within(rate) for rate in (0.05, 0.1)]
    within_300_ms, within_600_ms = ("-" if rate is None else f"{rate:.1%}" for rate in rates)
    at_5_percent, at_10_percent = ("-" if wait is None else _milliseconds(wait) for wait in waits)
    return within_300_ms, within_600_ms, at_5_percent, at_10_percent, f"{trade_off.auc:.2f}"


def _settings(language: str | None) -> Settings:
    """Return the settings of recognition in a language: a locale, or a code, as the data have it."""
    from voicelab.cli.usual_locale import locale_of
    from voicelab.settings import Settings

    if language is None:
        return Settings()
    return Settings(language=locale_of(language) if len(language) <= _LONGEST_CODE else language)


def _worth(judges: Sequence[Judge], judged: Sequence[Judgement]) -> dict[Judge, TradeOff]:
    """Return what each judge is worth that has judged enough; says which have not."""
    from voicelab.cli.pause_judging import trade_off

    worth: dict[Judge, TradeOff] = {}
    unmeasured: dict[str, list[Judge]] = {}
    for judge in judges:
        if any(each.detector == judge for each in judged):
            try:
                worth[judge] = trade_off(judge, judged)
            except ValueError as error:
                unmeasured.setdefault(str(error), []).append(judge)
    for why, those in unmeasured.items():
        report(f"{', '.join(those)} cannot be measured: {why}.")
    return worth


def _usual_seconds(judge: Judge, judged: Iterable[Judgement]) -> float:
    return statistics.median(each.seconds for each in judged if each.detector == judge)


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:,.0f} ms"
