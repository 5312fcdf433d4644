"""The columns of a comparison's table that scores make, and their means."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from voicelab.comparison.score_store import failure_reasons
from voicelab.comparison.summary_columns import is_summary_column
from voicelab.comparison.typed_column import typed_column
from voicelab.scores.dialogue_values import ShareOfTurns
from voicelab.scores.score import ScoreFailure, higher_is_better, least_value, wrong_truth
from voicelab.statistics.means import mean_interval
from voicelab.statistics.rates import pass_rate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicelab.comparison.score_store import Said
    from voicelab.scores.score import Score
    from voicelab.statistics.interval import Interval

__all__ = ["ScoreColumn", "case_cluster", "score_columns"]

ScoreKind = Literal["truth", "number", "words"]

_KINDS: Mapping[str, ScoreKind] = {
    "boolean": "truth",
    "Int64": "number",
    "Float64": "number",
}


@dataclass(frozen=True, slots=True)
class ScoreColumn:
    """A column of what a score says of each cell."""

    name: str
    kind: ScoreKind
    higher_is_better: bool | None = None
    """Which way is better, where that was declared of the score; `None` where neither is."""
    score: str = ""
    """The name of the score that makes it."""
    part: str = ""
    """Which of its values it is, where a score has several: ``reason`` of a judge's; empty otherwise."""
    wrong: bool | None = None
    """Which truth says that something is wrong, in a turn of a dialogue, too; `None` where neither does."""
    is_failure: bool = False
    """Whether it is why the score failed."""
    is_share: bool = False
    """Whether it is of truths, and of dialogues the share of the turns in which they hold."""
    least: float = -math.inf
    """What no value is below, where that was declared of the score."""

    @property
    def is_reason(self) -> bool:
        """Whether it says why: why the score failed, or why a judge decided so."""
        return self.is_failure or (self.part == "reason" and self.kind == "words")

    @property
    def is_of_truths(self) -> bool:
        """Whether it is of truths, those of the turns of dialogues among them."""
        return self.kind == "truth" or self.is_share

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which values its mean is."""
        return (0.0, 1.0) if self.is_of_truths else (self.least, math.inf)

    def is_wrong(self, values: Any) -> Any:
        """Say whether a value that it has, or each of several, says that something is wrong.

        Of a dialogue it does where that holds of one turn.
        """
        return values != (not self.wrong)

    def mean(self, values: NDArray[np.float64], *, cluster: NDArray[np.intp] | None) -> Interval:
        """Return the mean of a truth or a number over some cells, with its 95 % interval.

        Parameters
        ----------
        values
            What the column has of them; ``NaN`` is missing.
        cluster
            The cells' cases; see `case_cluster`.
        """
        mean = pass_rate if self.kind == "truth" else mean_interval
        return mean(values, cluster=cluster).within(*self.bounds)


def case_cluster(cells: pd.DataFrame | Mapping[str, NDArray[Any]]) -> NDArray[np.intp] | None:
    """Return the number of each cell's case, for intervals; `None` where all are of one.

    Repeats of one case count as one, if there are other cases: they are more alike than cases are.
    """
    cases = pd.factorize(cells["case"])[0]
    return cases if len(cases) and cases.max() > 0 else None


def score_columns(
    said: Mapping[str, Sequence[Said | None]], taken: Collection[str], scores: Mapping[str, Score]
) -> tuple[dict[str, Any], list[ScoreColumn]]:
    """Return the columns of scores, and what they are.

    A score that returns a mapping has several. Why values are missing is in ``NAME_error``, where one is. A
    score that is called like another column of the table, or of its summary, is ``score_NAME`` in both.

    Parameters
    ----------
    said
        By the names of the scores, what each said of each cell.
    taken
        Names of other columns.
    scores
        The scores themselves, by their names.
    """
    columns: dict[str, Any] = {}
    kinds: list[ScoreColumn] = []

    def own(name: str) -> str:
        while is_summary_column(name, [*taken, *columns]):
            name = f"score_{name}"
        return name

    for score, each in said.items():
        for name in _names(score, each):
            shown = own(name)
            values = [_value(one, name) for one in each]
            columns[shown] = typed_column(values)
            kind: ScoreKind = _KINDS.get(str(columns[shown].dtype), "words")
            part = name.removeprefix(score).removeprefix(".")
            better = higher_is_better(scores[score], part)
            is_share, least = _are_shares(values), least_value(scores[score])
            wrong = wrong_truth(scores[score], part) if kind == "truth" or is_share else None
            kinds.append(ScoreColumn(shown, kind, better, score, part, wrong, is_share=is_share, least=least))
        reasons = [next(iter(failure_reasons(one or {})), None) for one in each]
        if any(reason is not None for reason in reasons):
            shown = own(f"{score}_error")
            columns[shown] = pd.array(reasons, dtype=pd.StringDtype())
            kinds.append(ScoreColumn(shown, "words", score=score, is_failure=True))
    return columns, kinds


def _names(score: str, said: Iterable[Said | None]) -> list[str]:
    """Return the names of the values of a score: its own, where there are none of parts."""
    named = {
        name for one in said if one for name, value in one.items() if not isinstance(value, ScoreFailure)
    }
    ordered = dict.fromkeys(name for one in said if one for name in one if name in named)
    return list(ordered) or [score]


def _are_shares(values: Iterable[Any]) -> bool:
    """Whether values are truths, some of them of the turns of a dialogue."""
    kinds = {type(value) for value in values if value is not None}
    return ShareOfTurns in kinds and kinds <= {bool, ShareOfTurns}


def _value(said: Said | None, name: str) -> Any:
    value = None if said is None else said.get(name)
    return None if isinstance(value, ScoreFailure) else value
