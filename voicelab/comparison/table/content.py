"""What a comparison's table is made of."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.comparison.frame import known_columns

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.audio.clip import Audio
    from voicelab.comparison.score_columns import ScoreColumn
    from voicelab.comparison.store import ExchangeKey
    from voicelab.scores.alignment import Alignment

__all__ = ["TableContent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableContent:
    """Cells, and what is known of them."""

    cells: pd.DataFrame
    """One row a cell, as `Comparison.df`."""
    varied: Sequence[str]
    """What varies."""
    currency: str
    """Of the costs."""
    scores: Sequence[ScoreColumn]
    """Columns that scores make."""
    sound: Callable[[ExchangeKey], Audio | None]
    """Returns the sound of a reply."""
    aligned: Callable[[int], Alignment | None]
    """Returns what was heard in a cell beside what was said; `None` where nobody says what that was."""
    columns: Sequence[str] = ()
    """Of these the values stand side by side."""

    def side_by_side(self, columns: str | Sequence[str] | None) -> TableContent:
        """Return it with the values of some columns side by side; `None` for the first that varies.

        Raises
        ------
        ValueError
            A column that there is not.
        """
        names = self.varied[:1] if columns is None else known_columns(self.cells, columns)
        return dataclasses.replace(self, columns=tuple(names))

    @property
    def row_names(self) -> list[str]:
        """What tells the rows of one input from one another: what varies and does not stand side by side."""
        return [name for name in self.varied if name not in self.columns and name != "input"]
