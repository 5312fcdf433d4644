"""Repeats: how many independent ones say as much as the repeats of each case, which are alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["effective_repeats"]


def effective_repeats(shares: NDArray[np.float64], counts: NDArray[np.float64]) -> float:
    """Return how many independent truths a case say as much as the truths that it has.

    Truths of one case that are all alike say as much as one; those that differ no less within cases than
    from case to case, as much as there are (Kish's design effect, by the intraclass correlation). Where
    nothing differs, nothing tells: then they count as one.

    Parameters
    ----------
    shares
        For each side and case, which share of its truths holds; none is missing.
    counts
        How many truths either side of each case has.
    """
    several = counts > 1.0
    rates = shares.mean(axis=1)
    between_all = float((rates * (1.0 - rates)).sum())
    if not several.any() or between_all == 0.0:
        return 1.0
    repeats = counts[several]
    within = (shares * (1.0 - shares))[:, several] * repeats / (repeats - 1.0)
    alike = min(1.0, max(0.0, 1.0 - float(within.mean(axis=1).sum()) / between_all))
    mean = float(counts.mean())
    return mean / (1.0 + (mean - 1.0) * alike)
