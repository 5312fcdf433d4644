"""Agreement: whether several people, or people and a model, judge alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

__all__ = ["Level", "krippendorff_alpha"]

Level: TypeAlias = Literal["nominal", "ordinal", "interval"]
"""What ratings are: names, places in an order, or numbers whose distances count."""


def krippendorff_alpha(ratings: Sequence[Sequence[float | str | None]], level: Level = "nominal") -> float:
    """Return Krippendorff's alpha: 1 where all agree, 0 where they agree as often as by chance.

    Krippendorff takes 0.8 for reliable and 0.667 for the least from which cautious conclusions may be drawn.
    ``NaN`` where there was nothing to disagree on: no unit with two ratings, or one rating only throughout.

    Parameters
    ----------
    ratings
        A row for each rater, a column for each unit that was rated; `None` or ``NaN`` where one is missing.
        Words are names, and can be nominal only.
    level
        Which disagreements count: all alike for ``nominal``, by the ratings between them for ``ordinal``, by
        the square of their distance for ``interval``.

    Raises
    ------
    ValueError
        Rows of different lengths, words that are not nominal, or another level.

    References
    ----------
    K. Krippendorff, *Computing Krippendorff's Alpha-Reliability*, 2011.
    """
    if level not in get_args(Level):
        raise ValueError(f"there is no level {level!r}; there are: {', '.join(get_args(Level))}")
    if len({len(row) for row in ratings}) > 1:
        raise ValueError("every rater needs a rating for each unit; None where one is missing")
    given = {each for row in ratings for each in row if each is not None and each == each}
    if level != "nominal" and any(isinstance(each, str) for each in given):
        raise ValueError(f"words have no order: their agreement is nominal, not {level}")
    values = sorted(given, key=lambda each: (isinstance(each, str), each))
    number = {value: place for place, value in enumerate(values)}
    times = np.zeros((max(map(len, ratings), default=0), len(values)))
    for row in ratings:
        for unit, each in enumerate(row):
            if each in number:
                times[unit, number[each]] += 1.0
    times = times[times.sum(axis=1) >= 2]
    # How often each two values stand beside each other in a unit; each rating counts as one.
    weighted = times / (times.sum(axis=1, keepdims=True) - 1.0)
    together = weighted.T @ times - np.diag(weighted.sum(axis=0))
    totals = together.sum(axis=0)
    distances = _distances(values, totals, level)
    by_chance = float((np.outer(totals, totals) * distances).sum())
    if by_chance == 0.0:
        return math.nan
    return 1.0 - float((together * distances).sum()) * (float(totals.sum()) - 1.0) / by_chance


def _distances(
    values: Sequence[float | str], totals: NDArray[np.float64], level: Level
) -> NDArray[np.float64]:
    """Return the square of how far each two values are apart."""
    if level == "nominal":
        return 1.0 - np.eye(len(values))
    middles = np.cumsum(totals) - totals / 2.0 if level == "ordinal" else np.array(values, dtype=np.float64)
    squares: NDArray[np.float64] = (middles[:, None] - middles[None, :]) ** 2
    return squares
