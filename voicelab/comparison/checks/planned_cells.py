"""PlannedCells: the table of a comparison as far as it is known before anything is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from voicelab.comparison.call_columns import call_column_names
from voicelab.comparison.checks.checked_cells import CheckedCells
from voicelab.comparison.frame import asked_columns
from voicelab.comparison.score_columns import score_columns
from voicelab.log.frame import settings_frame
from voicelab.scores.score import ScoreFailure, value_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voicelab.comparison.plan import Cell
    from voicelab.comparison.score_columns import ScoreColumn
    from voicelab.scores.score import Score

__all__ = ["PlannedCells"]


class PlannedCells:
    """The columns that a comparison's table will have, and the values that are known of them.

    Parameters
    ----------
    plan
        The cells; one or more.
    table
        The table without a row, and without the columns of scores.
    scores
        The scores by their names.
    varied
        What varies.
    currency
        Of the costs.
    """

    def __init__(
        self,
        plan: Sequence[Cell],
        table: pd.DataFrame,
        scores: Mapping[str, Score],
        varied: Sequence[str],
        currency: str,
    ) -> None:
        asked = pd.DataFrame(asked_columns(plan))
        self.known = pd.concat([asked, _settings_of(plan)], axis=1)
        """A row for each cell, with the columns whose values are known before they are run."""
        calls = dict.fromkeys(call_column_names(plan), pd.Series(dtype="Float64"))
        columns = dict(self.known.iloc[:0]) | calls
        scored = _score_columns(scores, [*table, *columns])
        of_scores = dict.fromkeys((each.name for each in scored), pd.Series(dtype="Float64"))
        self.cells = CheckedCells(table.assign(**columns, **of_scores), scored, varied, currency)
        """The table without a row, with the columns of scores as far as their names are known."""
        self._own = [name for name, score in scores.items() if value_names(score) is None]

    def is_unknown(self, name: str) -> bool:
        """Whether a score of one's own may make a column: what its values are called shows once it is run."""
        return any(name.startswith((f"{own}.", f"score_{own}.")) for own in self._own)

    def check_columns(self, names: Iterable[str]) -> None:
        """Check that there will be such columns, as far as that is known.

        Raises
        ------
        ValueError
            There will be none; the message lists the nearest names.
        """
        self.cells.check_columns([name for name in names if not self.is_unknown(name)])


def _settings_of(plan: Sequence[Cell]) -> pd.DataFrame:
    places = {settings: place for place, settings in enumerate(dict.fromkeys(cell.settings for cell in plan))}
    frame = settings_frame(places).iloc[[places[cell.settings] for cell in plan]]
    settings: pd.DataFrame = frame.reset_index(drop=True)
    return settings


def _score_columns(scores: Mapping[str, Score], taken: Sequence[str]) -> list[ScoreColumn]:
    """Return the columns that scores make, those of why they fail among them."""
    said: dict[str, Any] = {
        name: [
            {f"{name}.{value}" if value else name: None for value in value_names(score) or ("",)},
            {name: ScoreFailure("")},
        ]
        for name, score in scores.items()
    }
    return score_columns(said, taken, scores)[1]
