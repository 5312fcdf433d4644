"""Tables of what detectors of ends of turns said: every judgement, and beside them the detectors' curves."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from voicelab.cli.pause_judging import Judgement
from voicelab.end_of_turn import Judge
from voicelab.file_target import check_ending, check_writable, replacing
from voicelab.turn_detection.policy_sweep import OperatingPoint, TradeOff

__all__ = ["check_tables", "write_tables"]


def check_tables(path: Path) -> None:
    """Check that the files can be written, before anything is measured.

    Raises
    ------
    OSError, ValueError
        They cannot, or are no tables by their name.
    """
    check_ending(path, "a table", [".csv"])
    for each in (path, _curves_beside(path)):
        check_writable(each)


def write_tables(path: Path, judged: Iterable[Judgement], worth: Mapping[Judge, TradeOff]) -> None:
    """Write the judgements, and beside them the curves."""
    _write_rows(path, _names(Judgement), [dataclasses.asdict(each) for each in judged])
    points = [
        {"detector": judge, **dataclasses.asdict(point)}
        for judge, each in worth.items()
        for point in each.curve
    ]
    _write_rows(_curves_beside(path), ["detector", *_names(OperatingPoint)], points)


def _curves_beside(path: Path) -> Path:
    return path.with_name(f"{path.stem}-curves.csv")


def _names(kind: type[Judgement | OperatingPoint]) -> list[str]:
    return [each.name for each in dataclasses.fields(kind)]


def _write_rows(path: Path, names: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
