"""Trade-offs: combinations by two measures at once, and those that no other beats in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from voicelab.comparison.charts.combinations import labelled
from voicelab.comparison.measures import Measure
from voicelab.statistics.interval import Interval
from voicelab.statistics.pareto_front import pareto_front

__all__ = ["Tradeoff", "TradeoffPoint", "tradeoff"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeoffPoint:
    """One combination."""

    label: str
    x: Interval
    """Mean of the first measure, in its unit."""
    y: Interval
    """Mean of the second."""
    is_on_front: bool
    """Whether no other is better in one of the measures and as good in the other, by the means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tradeoff:
    """Combinations by two measures."""

    x: Measure
    y: Measure
    points: tuple[TradeoffPoint, ...]

    @property
    def title(self) -> str:
        """What stands over its chart."""
        return f"{self.y.title} against {self.x.title}"

    @property
    def has_front(self) -> bool:
        """Whether it is known of both measures which way is better."""
        return self.x.higher_is_better is not None and self.y.higher_is_better is not None

    @property
    def front(self) -> tuple[TradeoffPoint, ...]:
        """The points on the Pareto front, from left to right."""
        return tuple(
            sorted((each for each in self.points if each.is_on_front), key=lambda each: each.x.value)
        )


def tradeoff(summary: pd.DataFrame, by: Sequence[str], x: Measure, y: Measure) -> Tradeoff | None:
    """Return combinations by two measures; `None` if none has both.

    Parameters
    ----------
    summary
        Means by what varies, as `Comparison.summary`.

    Raises
    ------
    ValueError
        The measures are one and the same.
    """
    if x.name == y.name:
        raise ValueError(f"a trade-off is between two measures, and {x.name!r} is given for both")
    rows = labelled(summary[summary[x.name].notna() & summary[y.name].notna()], by)
    if not rows:
        return None
    pairs = [(x.mean(row), y.mean(row)) for _, row in rows]
    upwards = (x.higher_is_better, y.higher_is_better)
    on_front = [False] * len(pairs)
    if upwards[0] is not None and upwards[1] is not None:
        signs = [1.0 if upward else -1.0 for upward in upwards]
        on_front = pareto_front([(one.value * signs[0], other.value * signs[1]) for one, other in pairs])
    return Tradeoff(
        x=x,
        y=y,
        points=tuple(
            TradeoffPoint(label=label, x=pair[0], y=pair[1], is_on_front=is_on_front)
            for (label, _), pair, is_on_front in zip(rows, pairs, on_front, strict=True)
        ),
    )
