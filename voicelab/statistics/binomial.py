"""The binomial distribution: how often something happens in so many tries."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["binomial_shares"]


def binomial_shares(count: int, chance: float) -> NDArray[np.float64]:
    """Return how likely at most 0, 1, …, `count` of `count` tries succeed, exact to about 12 digits.

    Parameters
    ----------
    chance
        Of one try; above 0 and below 1.
    """
    happened = np.arange(1, count + 1)
    steps = np.log((count - happened + 1) / happened) + math.log(chance / (1.0 - chance))
    logarithms = count * math.log1p(-chance) + np.concatenate(([0.0], np.cumsum(steps)))
    shares: NDArray[np.float64] = np.minimum(1.0, np.cumsum(np.exp(logarithms)))
    return shares
