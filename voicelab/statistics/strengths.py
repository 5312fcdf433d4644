"""Bradley and Terry's model: how strong each of several contestants is, by who was preferred to whom."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from voicelab.statistics.interval import NORMAL_95, Interval

__all__ = ["bradley_terry"]

_PRIOR_DEVIATION = 2.0
"""Strengths this far apart (in log-odds) are taken to be usual; keeps a voice that won every time finite."""


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
    spread = NORMAL_95 * np.sqrt(np.diag(centring @ np.linalg.inv(information) @ centring.T))
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
