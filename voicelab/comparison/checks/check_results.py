"""CheckResults: what became of the checks of a comparison, in a cell, as a table and as a JUnit file."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, overload

from markupsafe import Markup

from voicelab.comparison.checks.check_result import CheckResult
from voicelab.comparison.checks.checked_cells import FAILED
from voicelab.errors import CheckError
from voicelab.file_target import file_target
from voicelab.printable import printable
from voicelab.text.direction import without_isolates
from voicelab.text.text_table import text_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["HEADS", "CheckResults"]

HEADS = ("result", "check", "of", "found", "rests on", "why, and in which cells")
"""Heads of the columns of `CheckResults.rows`."""


class CheckResults(Sequence[CheckResult]):
    """A result for each check and each combination of values that it is about.

    They are true where all passed, so that ``assert grid.check(…)`` says what it means.

    Parameters
    ----------
    results
        In the order of the checks.
    failures
        The rows of the cells that failed.
    """

    def __init__(self, results: Sequence[CheckResult], failures: pd.DataFrame) -> None:
        self._results = tuple(results)
        self.failed_cells = failures
        """The rows of the cells that failed, whatever was checked of that."""

    @property
    def passed(self) -> bool:
        """Whether all passed."""
        return all(result.passed for result in self)

    @property
    def failures(self) -> list[CheckResult]:
        """Those that failed."""
        return [result for result in self if not result.passed]

    @property
    def allows_failed_cells(self) -> bool:
        """Whether a check says how many cells may fail, and not more did."""
        of_failed = [result for result in self if result.column == FAILED]
        return bool(of_failed) and all(result.passed for result in of_failed)

    @property
    def df(self) -> pd.DataFrame:
        """One row for each result: what was checked, of which cells, what was found, and why it failed."""
        import pandas as pd

        from voicelab.comparison.typed_column import typed_column

        names = dict.fromkeys(name for result in self for name in result.group)
        columns = {
            "check": pd.array([result.check for result in self], dtype=pd.StringDtype()),
            **{name: typed_column([result.group.get(name) for result in self]) for name in names},
            "passed": [result.passed for result in self],
            "value": [result.value for result in self],
            "limit": [result.limit for result in self],
            "values": [result.values for result in self],
            "cells": [list(result.cells) for result in self],
            "reason": pd.array([result.reason or None for result in self], dtype=pd.StringDtype()),
        }
        frame: pd.DataFrame = pd.DataFrame(columns)
        return frame

    def raise_for_failures(self) -> None:
        """Raise an error that names what failed, if anything did.

        Raises
        ------
        CheckError
            A check failed.
        """
        if failures := self.failures:
            listed = "; ".join(result.sentence for result in failures)
            raise CheckError(f"{self.title}: {listed}.")

    def to_junit(self, path: str | Path, *, name: str = "comparison") -> None:
        """Write a JUnit file, as GitHub, GitLab and Jenkins show it: a test case a check and a failed cell.

        Parameters
        ----------
        name
            What the tests are of.

        Raises
        ------
        LogError, ValueError
            The file cannot be written, or another one is there that is no JUnit file.
        """
        from voicelab.comparison.checks.junit_file import write_junit

        write_junit(file_target(path), name, self, self.failed_cells, are_allowed=self.allows_failed_cells)

    def rows(self) -> list[tuple[str, ...]]:
        """Return what people read of each below `HEADS`, as texts that no terminal obeys."""
        return [tuple(printable(without_isolates(text)) for text in row) for row in self._rows()]

    @property
    def title(self) -> str:
        """How many checks failed, in words."""
        every, failed = {result.check for result in self}, {result.check for result in self.failures}
        checks = f"{len(every):,} {'check' if len(every) == 1 else 'checks'}"
        return f"{len(failed):,} of {checks} failed" if failed else f"{checks} passed"

    def _rows(self) -> list[tuple[str, ...]]:
        rows: list[tuple[str, ...]] = []
        for _, several in itertools.groupby(self, key=lambda result: result.check):
            results = list(several)
            if len(results) > 1 and all(result.passed for result in results):
                rows.append(_row_of_all(results))
            else:
                rows += map(_row, results)
        return [tuple(" ".join(text.split()) for text in row) for row in rows]

    def __bool__(self) -> bool:
        return self.passed

    def __len__(self) -> int:
        return len(self._results)

    @overload
    def __getitem__(self, which: int) -> CheckResult: ...

    @overload
    def __getitem__(self, which: slice) -> tuple[CheckResult, ...]: ...

    def __getitem__(self, which: int | slice) -> CheckResult | tuple[CheckResult, ...]:
        return self._results[which]

    def __repr__(self) -> str:
        return f"{self.title}\n{text_table([HEADS, *self.rows()])}"

    def _repr_html_(self) -> str:
        from voicelab.comparison.means_table import table
        from voicelab.comparison.summary_html import notebook_tables

        return notebook_tables(Markup("<small>{}</small>").format(self.title), table(HEADS, self._rows()))


def _row(result: CheckResult) -> tuple[str, ...]:
    """Return what people read of a result."""
    found = "" if math.isnan(result.value) else f"{result.value:.6g}"
    state = "passed" if result.passed else "failed"
    return state, result.check, result.label, found, _counted(result.values), result.explanation


def _row_of_all(results: Sequence[CheckResult]) -> tuple[str, ...]:
    """Return what people read of a check that passed for each of several combinations, as one row."""
    least, most = (f"{end(result.value for result in results):.6g}" for end in (min, max))
    found = least if least == most else f"{least} to {most}"
    counted = _counted(sum(result.values for result in results))
    return "passed", results[0].check, f"each of {len(results):,}", found, counted, ""


def _counted(values: int) -> str:
    return f"{values:,} {'value' if values == 1 else 'values'}" if values else ""
