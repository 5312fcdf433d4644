"""Statistics of a few repeats and a few judgements: means, strengths, and their 95 % intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Interval", "bradley_terry", "mean_interval"]

_CERTAINTY = 0.95
_NORMAL_95 = 1.959964
_PRIOR_DEVIATION = 2.0
"""Strengths this far apart (in log-odds) are taken to be usual; keeps a voice that won every time finite."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and where the truth is with a certainty of 95 %."""

    value: float
    low: float
    high: float
    count: int
    """How many measurements it rests on."""


def mean_interval(values: Sequence[float] | NDArray[np.float64]) -> Interval:
    """Return the mean with Student's 95 % interval; missing values are left out.

    One value alone says nothing of the spread: its ends are ``NaN``, as is the mean of none.

    Examples
    --------
    >>> mean = mean_interval([1.0, 2.0, 3.0])
    >>> round(mean.value, 3), round(mean.low, 3), round(mean.high, 3)
    (2.0, -0.484, 4.484)
    """
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    count = len(known)
    if count == 0:
        return Interval(math.nan, math.nan, math.nan, 0)
    mean = float(known.mean())
    if count == 1:
        return Interval(mean, math.nan, math.nan, 1)
    half = _student_quantile(count - 1) * float(known.std(ddof=1)) / math.sqrt(count)
    return Interval(mean, mean - half, mean + half, count)


def _student_quantile(freedom: int) -> float:
    """Return how many standard errors hold 95 % of Student's distribution, by halving."""
    if freedom > 1_000:
        return _NORMAL_95 * (1.0 + (_NORMAL_95**2 + 1.0) / (4.0 * freedom))
    low, high = 0.0, 16.0
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if _student_within(middle, freedom) < _CERTAINTY else (low, middle)
    return (low + high) / 2.0


def _student_within(deviation: float, freedom: int) -> float:
    """Return the share of Student's distribution within so many standard errors: an exact finite series."""
    angle = math.atan(deviation / math.sqrt(freedom))
    cosine, sine = math.cos(angle), math.sin(angle)
    odd = freedom % 2 == 1
    term = cosine if odd else 1.0
    total = 0.0 if freedom == 1 else term
    for step in range(3 if odd else 2, freedom - 1, 2):
        term *= cosine**2 * (step - 1) / step
        total += term
    return (angle + sine * total) * 2.0 / math.pi if odd else sine * total


def bradley_terry(wins: NDArray[np.float64]) -> tuple[list[Interval], list[Interval]]:
    """Return how strong each contestant is, and how often it would be preferred to an average other.

    Bradley and Terry's model, fitted with a weak prior, so that one who won or lost every time has an
    estimate, too. Contestants who were never compared have the widest intervals.

    Parameters
    ----------
    wins
        Square; row ``i`` and column ``j`` hold how often ``i`` was preferred to ``j``, "no difference" being
        half of one for each.

    Returns
    -------
    strengths
        In log-odds, their mean being 0.
    shares
        From 0 to 1, 0.5 being average.
    """
    count = len(wins)
    games = wins + wins.T
    strengths = np.zeros(count)
    for _ in range(100):
        expected = 1.0 / (1.0 + np.exp(strengths[None, :] - strengths[:, None]))
        gradient = (wins - games * expected).sum(axis=1) - strengths / _PRIOR_DEVIATION**2
        weights = games * expected * (1.0 - expected)
        information = np.diag(weights.sum(axis=1) + 1.0 / _PRIOR_DEVIATION**2) - weights
        step = np.linalg.solve(information, gradient)
        strengths = strengths + step
        if np.abs(step).max(initial=0.0) < 1e-10:
            break
    centring = np.eye(count) - 1.0 / count
    strengths = centring @ strengths
    spread = _NORMAL_95 * np.sqrt(np.diag(centring @ np.linalg.inv(information) @ centring.T))
    games_each = games.sum(axis=1)
    judged = [
        Interval(float(value), float(value - half), float(value + half), round(float(number)))
        for value, half, number in zip(strengths, spread, games_each, strict=True)
    ]
    return judged, [_as_share(each) for each in judged]


def _as_share(strength: Interval) -> Interval:
    def share(log_odds: float) -> float:
        return 1.0 / (1.0 + math.exp(-log_odds))

    return Interval(share(strength.value), share(strength.low), share(strength.high), strength.count)
