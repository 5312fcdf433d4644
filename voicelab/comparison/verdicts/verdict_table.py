"""VerdictTable: differences as a frame, which shows itself by its verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from voicelab.comparison.means_table import table
from voicelab.comparison.measures import Measure
from voicelab.comparison.summary_html import notebook_tables
from voicelab.statistics.difference import Difference
from voicelab.statistics.verdicts import verdict

__all__ = ["VerdictTable", "amount", "difference_columns", "sentence"]

_UNITS = (
    ("_ms", "ms", 1.0),
    ("_seconds", "s", 1.0),
    ("_rate", "points", 100.0),
    ("tokens", "tokens", 1.0),
    ("words", "words", 1.0),
)
"""By how names end: the unit of a difference, and what it is multiplied by to be in it."""


class VerdictTable(pd.DataFrame):
    """One row a difference, with its verdict in words; what is made of it is a plain frame."""

    def __repr__(self) -> str:
        return "\n".join(f"{row['measure']}: {row['verdict']}" for row in self.to_dict("records"))

    def _repr_html_(self) -> str:
        return notebook_tables(self.html())

    def html(self) -> Markup:
        """Return the verdicts as a table, with their p-values and how many cases they rest on."""
        rows = [
            [row["measure"], row["verdict"], f"{row['p_value']:.2g}", f"{row['cases']:,}"]
            for row in self.to_dict("records")
        ]
        return table(["measure", "verdict", "p", "cases"], rows)


def difference_columns(difference: Difference, measure: Measure, currency: str) -> Mapping[str, Any]:
    """Return what a row has of a difference, its verdict last."""
    return {
        "difference": difference.value,
        "low": difference.low,
        "high": difference.high,
        "p_value": difference.p_value,
        "cases": difference.cases,
        "left_out": difference.left_out,
        "told_apart": difference.is_told_apart,
        "test": difference.test,
        "verdict": sentence(difference, measure, currency),
    }


def sentence(difference: Difference, measure: Measure, currency: str) -> str:
    """Return what a difference of a measure says, in its unit."""
    unit, scale = _unit(measure, currency)
    return verdict(difference, higher_is_better=measure.higher_is_better, unit=unit, scale=scale)


def amount(value: float, measure: Measure, currency: str) -> str:
    """Return a value of a measure in its unit."""
    unit, scale = _unit(measure, currency)
    return f"{value:.1%}" if unit == "points" else f"{value * scale:,.4g} {unit}".rstrip()


def _unit(measure: Measure, currency: str) -> tuple[str, float]:
    if measure.is_truth:
        return "points", 100.0
    units = ((unit, scale) for ending, unit, scale in _UNITS if measure.name.endswith(ending))
    return next(units, (currency if measure.name.endswith("cost") else "", 1.0))
