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
    listed = list(rows)
    columns = [_harmless([row[name] for row in listed]) for name in names]
    # With the byte order mark by which spreadsheets know UTF-8.
    with replacing(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(zip(*columns, strict=True))


def _harmless(values: list[object]) -> list[object]:
    """Return a column whose texts, which are other people's, are no formulas to a spreadsheet."""
    import pyarrow as pa

    from voicelab.log.formula_marks import marked

    if not any(isinstance(value, str) for value in values):
        return values
    return list(marked(pa.array(values, pa.large_string())).to_pylist())
