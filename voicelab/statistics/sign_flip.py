"""The sign-flip test: how likely a difference is that large by chance alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicelab.statistics.binomial import binomial_shares

__all__ = ["sign_flip_p_value"]

_MOST_EXACT = 16
"""Differences of which every combination of signs is looked at: 65,536."""
_DRAWN = 9_999
_SEED = 20_120_229
_ROUNDING = 1e-9


def sign_flip_p_value(differences: NDArray[np.float64]) -> float:
    """Return how likely the mean difference would be at least as far from 0 if both were alike.

    Were they alike, each case's difference would have had the other sign as likely. So every combination of
    signs is looked at, of more than 16 differences 9,999 that are drawn from a fixed seed (the least p-value
    is then 0.0001). Nothing is assumed of the distribution. Where all differences are equally large, as those
    of truths are, it is McNemar's exact test, for any number of them.

    Parameters
    ----------
    differences
        One for each case; none is missing. Those that are 0 take no part.
    """
    sizes = np.sort(np.abs(differences))
    sizes = sizes[sizes > _ROUNDING * sizes.max(initial=0.0)]
    count = len(sizes)
    if count == 0:
        return 1.0
    # Sums that are equal may differ in their last digits.
    observed = abs(float(differences.sum())) - _ROUNDING * float(sizes.sum())
    if sizes[0] > sizes[-1] * (1.0 - _ROUNDING):
        fewer = round((count - abs(float(differences.sum())) / float(sizes.mean())) / 2.0)
        return min(1.0, 2.0 * float(binomial_shares(count, 0.5)[fewer]))
    if count <= _MOST_EXACT:
        return float(np.mean(np.abs(_signed_sums(sizes)) >= observed))
    return (1.0 + np.count_nonzero(np.abs(_drawn_sums(sizes)) >= observed)) / (1.0 + _DRAWN)


def _signed_sums(sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sums with every combination of signs."""
    sums = np.zeros(1)
    for size in sizes:
        sums = np.concatenate((sums - size, sums + size))
    return sums


def _drawn_sums(sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sums with drawn signs: a byte draws those of eight sizes at once."""
    random = np.random.default_rng(_SEED)
    signs = 2.0 * (np.arange(256) >> np.arange(8)[:, None] & 1) - 1.0
    eights = np.pad(sizes, (0, -len(sizes) % 8)).reshape(-1, 8)
    sums = np.zeros(_DRAWN)
    for eight in eights @ signs:
        sums += eight[random.integers(0, 256, _DRAWN, np.uint8)]
    return sums
