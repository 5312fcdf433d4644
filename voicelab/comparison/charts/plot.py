"""Plot: charts that the notebook itself draws.

Altair describes the charts. Its own renderer would load a library from a CDN; JupyterLab, Notebook and
VS Code bring one along, so the description is handed to them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from voicelab.comparison.measures import Measure

__all__ = ["BLUE", "GRAY", "RED", "WIDTH", "Plot", "axis", "inline", "json_number", "rows_axis"]

_VEGA_LITE_5 = "application/vnd.vegalite.v5+json"
WIDTH = 420
"""Of a chart, in pixels."""
BLUE, RED, GRAY = "#4c78a8", "#d6604d", "#808080"
"""Colours that stand out from the backgrounds of light and dark themes."""


class Plot:
    """Charts that show themselves in a notebook, with or without a network."""

    def __init__(self, *charts: alt.Chart | alt.LayerChart) -> None:
        self._titles = [str(chart.title) for chart in charts]
        self.chart: alt.VConcatChart = alt.vconcat(*charts).configure_view(stroke=None)
        """The Altair chart, to change or to save."""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        # Notebooks know version 5 of the language; what these charts use is the same in version 6.
        described = json.loads(self.chart.to_json(validate=False))
        described["$schema"] = "https://vega.github.io/schema/vega-lite/v5.json"
        return {_VEGA_LITE_5: described, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<Plot of {'; '.join(self._titles)}: notebooks draw it; .chart is the Altair chart to save>"


def inline(values: Sequence[Mapping[str, Any]]) -> alt.Chart:
    """Return a chart of some rows, which are part of it: Altair's limit of 5,000 is not for them."""
    return alt.Chart(alt.InlineData(values=[*values]))


def json_number(value: float) -> float | None:
    """Return a number as charts have it: `None` in place of ``NaN``, which JSON has not."""
    return None if math.isnan(value) else value


def axis(measure: Measure) -> alt.Axis:
    """Return the axis of a measure."""
    return alt.Axis(format="%") if measure.is_share else alt.Axis()


def rows_axis() -> alt.Y:
    """Return the axis on which a chart has a row for each combination."""
    return alt.Y("which:N", title=None, sort=None, axis=alt.Axis(labelLimit=300))
