"""ComparisonCharts: the charts of a comparison, in a notebook's cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from voicelab.comparison.comparison_cells import ComparisonCells
from voicelab.extras import require

if TYPE_CHECKING:
    from voicelab.comparison.charts.plot import Plot

__all__ = ["ComparisonCharts"]


class ComparisonCharts(ComparisonCells):
    """Cells that are drawn. Each method wants the extra ``compare`` (`ConfigurationError` without it)."""

    def plot(self, *what: str, by: str | Sequence[str] | None = None) -> Plot:
        """Return charts of means with their 95 % intervals.

        Parameters
        ----------
        *what
            Of ``latency``, ``turns``, ``length``, ``cost``, ``intelligibility`` and ``scores``; by default
            all that there is something to show of.
        by
            Columns of `df` to group by; by default the settings that vary.
        """
        _require_altair()
        from voicelab.comparison.charts.mean_charts import plot_means

        frame, scores = self._made_table()
        return plot_means(frame, self._columns(by), what, self.prices.currency, scores)

    def plot_distribution(self, *measures: str, by: str | Sequence[str] | None = None) -> Plot:
        """Return charts of all values, with the median and the 95th and 99th percentiles marked.

        A percentile is marked where a value at least is beyond it: the 95th from 20 values on, the 99th from
        100. Where one value is more than 20 times the median, the axis is logarithmic.

        Parameters
        ----------
        *measures
            Latencies, such as ``first_audio_ms``, and other measures and scores that are numbers; by default
            latencies and scores.
        by
            As of `plot`.

        Raises
        ------
        ValueError
            A measure that there is not or that is a truth, or none that has a value.
        """
        _require_altair()
        from voicelab.comparison.charts.distribution_chart import plot_distribution

        frame, scores = self._made_table()
        return plot_distribution(frame, self._columns(by), measures, scores)

    def plot_tradeoff(self, y: str, x: str, *, by: str | Sequence[str] | None = None) -> Plot:
        """Return a chart of combinations by two measures or scores, such as how right and how late they are.

        Where it is known of both which way is better, as of latencies, costs and scores that declare it, the
        combinations that no other beats are marked, by their means: the Pareto front.

        Parameters
        ----------
        y, x
            Upwards and to the right; measures or scores that have a mean.
        by
            As of `plot`.

        Raises
        ------
        ValueError
            A measure that there is not, twice the same, or no combination has both.
        """
        _require_altair()
        from voicelab.comparison.charts.tradeoff_chart import plot_tradeoff

        columns = self._columns(by)
        return plot_tradeoff(self.summary(columns), columns, x, y, self._score_columns)

    def plot_heatmap(self, measure: str, *, rows: str | None = None, columns: str | None = None) -> Plot:
        """Return the means of a measure or score by two columns of `df`, averaged over all else.

        Where there is no mean it says why: the cells failed, none was asked, or none has a value.

        Parameters
        ----------
        rows, columns
            By default the first that vary.

        Raises
        ------
        ValueError
            A measure or column that there is not, fewer than two columns, or no cell has a value.
        """
        _require_altair()
        from voicelab.comparison.charts.heat_map import two_axes
        from voicelab.comparison.charts.heat_map_chart import plot_heatmap

        axes = two_axes(self.varied, rows, columns)
        return plot_heatmap(self.summary(axes), measure, *axes, self._score_columns)


def _require_altair() -> None:
    require("compare", "altair", what="Charts", instead="summary() needs none of them.")
