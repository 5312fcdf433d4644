"""Suite: a comparison that can be made again and again, and what it must come up to."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicelab.cases.cases import Cases
from voicelab.comparison.checks.cell_check import CellCheck
from voicelab.comparison.checks.check_results import CheckResults
from voicelab.comparison.checks.check_text import parse_check
from voicelab.comparison.checks.run_checks import NONE_FAILED
from voicelab.comparison.compare import compare
from voicelab.comparison.comparison import Comparison
from voicelab.comparison.limits import Limits
from voicelab.exchange.pricing import Prices
from voicelab.scores.judges.judge_score import Judge
from voicelab.scores.score import Score
from voicelab.services.services import Services
from voicelab.suite.outputs import Outputs
from voicelab.tools.tool import Tool

__all__ = ["SERVICES", "Suite"]

SERVICES = ("environment", "embedded")
"""Which services a suite may ask for: those that the variables name, as commands do, or the local models."""


@dataclass(frozen=True, kw_only=True)
class Suite:
    """A comparison as a file describes it; made by `read_suite`."""

    name: str
    """What its results are called."""
    path: Path
    """The file."""
    cases: Cases
    repeats: int = 1
    """How often each is asked."""
    choices: Mapping[str, Any]
    """Settings and conditions by their names, as `compare` takes them: a list of values varies."""
    tools: Sequence[Tool] = ()
    """Functions that the model may call."""
    scores: Sequence[Score] = ()
    checks: Sequence[CellCheck] = ()
    """What it must come up to; if there are none, that no cell fails."""
    limits: Limits
    prices: Prices | None = None
    """By default list prices."""
    log: Path | None = None
    """By default the usual one of the working folder."""
    services: str = "environment"
    """One of `SERVICES`."""
    outputs: Outputs
    """Files that are written of it."""

    def compare(self, *, log: Path | bool | None = None, run: bool = True, quiet: bool = False) -> Comparison:
        """Make the comparison.

        Parameters
        ----------
        log
            In place of the suite's own; `False` for the memory only.
        run
            Whether to ask; otherwise it is only planned, and models need not be there.
        quiet
            Whether to show no progress.

        Raises
        ------
        VoicelabError
            The services or the log cannot be used; what was done is kept.
        FileNotFoundError, ValueError
            Cases and settings do not go together, or a check is about what the comparison will not have, or
            against a file that is not there.
        """
        services = None
        if self.services == "embedded":
            services = Services.embedded(wait=run)
        elif not run:
            services = Services.from_environment(wait=False)
        with self._placed():
            grid = compare(
                self.cases,
                repeats=self.repeats,
                tools=self.tools,
                scores=self.scores,
                services=services,
                log=self.log if log is None else log,
                limits=self.limits,
                prices=self.prices,
                run=False,
                quiet=quiet,
                **self.choices,
            )
        if self.checks:
            with self._placed(", key checks"):
                grid.check_plan(self.checks)
        with self._placed():
            return grid.run() if run else grid

    def check(self, grid: Comparison) -> CheckResults:
        """Return whether a comparison comes up to the suite's checks.

        Raises
        ------
        FileNotFoundError, ValueError
            An earlier comparison cannot be read.
        """
        return grid.check(self.checks or [parse_check(NONE_FAILED)])

    @contextlib.contextmanager
    def _placed(self, key: str = "") -> Iterator[None]:
        """Put the file, and a key, ahead of what is wrong with a value."""
        try:
            yield
        except (ValueError, FileNotFoundError) as error:
            kind = FileNotFoundError if isinstance(error, FileNotFoundError) else ValueError
            raise kind(f"{self.path}{key}: {error}") from error

    @property
    def judgements(self) -> int:
        """How often judges ask their models of one reply."""
        return sum(score.votes for score in self.scores if isinstance(score, Judge))
