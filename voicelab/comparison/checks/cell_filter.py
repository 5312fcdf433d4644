"""CellFilter: which cells a check is about, by the value of a column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from voicelab.comparison.checks.comparators import COMPARATORS
from voicelab.settings.kinds import Boolean
from voicelab.settings.text_lists import parts

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["HAS", "CellFilter", "filtered"]

HAS = "has"
"""How it is written that a column which lists several texts, such as ``tags``, lists one."""
_NONE = "none"
"""How it is written that there is no value."""


@dataclass(frozen=True, slots=True)
class CellFilter:
    """Cells whose value in a column stands so to another value."""

    column: str
    comparator: str
    value: str
    """As it is written."""
    is_quoted: bool = False
    """Whether it stands in quotes, and so is a text, whatever it looks like."""

    def __str__(self) -> str:
        return f"{self.column} {self.comparator} {self.value}"

    def holds(self, column: pd.Series[Any]) -> NDArray[np.bool_]:
        """Say of each cell whether it is meant.

        Parameters
        ----------
        column
            The column's values, in the order of the cells.

        Raises
        ------
        ValueError
            The column is of another type than the value.
        """
        missing: NDArray[np.bool_] = column.isna().to_numpy(dtype=bool)
        if self.comparator == HAS:
            texts = column.astype(object).where(~missing, "")
            return np.array([self.value in parts(str(text)) for text in texts], dtype=bool)
        if self.value.lower() == _NONE and not self.is_quoted and self.comparator in ("==", "!="):
            return missing if self.comparator == "==" else ~missing
        if pd.api.types.is_bool_dtype(column) or pd.api.types.is_numeric_dtype(column):
            values = column.to_numpy(dtype="float64", na_value=np.nan)
            held = COMPARATORS[self.comparator](values, self._number(column))
        elif self.comparator in ("==", "!="):
            equal = np.array([str(each) == self.value for each in column], dtype=bool) & ~missing
            held = equal if self.comparator == "==" else ~equal
        else:
            raise ValueError(f"{self.column} is text, which is compared by ==, != or {HAS}")
        # What has no value is not equal to anything, and neither above nor below.
        return held | missing if self.comparator == "!=" else held & ~missing

    def _number(self, column: pd.Series[Any]) -> float:
        if pd.api.types.is_bool_dtype(column):
            truth = Boolean().parse(self.value)
            if not isinstance(truth, bool):
                raise ValueError(f"{self.column} is true or false, not {self.value!r}")
            return float(truth)
        try:
            return float(self.value)
        except ValueError:
            raise ValueError(f"{self.column} is a number, and {self.value!r} is none") from None


def filtered(cells: pd.DataFrame, where: Sequence[CellFilter]) -> pd.DataFrame:
    """Return the cells that all filters mean.

    Raises
    ------
    ValueError
        As `CellFilter.holds`.
    """
    for each in where:
        cells = cells[each.holds(cells[each.column])]
    return cells
