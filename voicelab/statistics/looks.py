"""Confidence sequences: intervals that hold however often one looks, and whenever one stops.

People run, look, add cases and look again, as often as they like, and stop when something shows. Who looks at
95 % intervals ten times is wrong far more often than once in twenty. Alpha spending (Lan and DeMets) wants a
plan: how many cases in the end. Nobody who tries prompts has one, so here is what needs none: the asymptotic
confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (*Time-uniform central limit theory and
asymptotic confidence sequences*, 2021). It depends on the cases so far and on nothing else, so no look has to
be written down.

In 4,000 trials of 200 cases, looked at after each from the fifth on, it missed the true difference of truths
at some look in 1 to 2 % of trials, of latencies in 2 to 4 %, of latencies of which one side alone is skewed
in 13 to 19 % (36 % where it is very skewed). Of 20 looks at intervals as `paired_difference` has them
otherwise, one missed it in 13 to 23 %, 22 to 26 % and 33 to 38 % (47 %).
"""

from __future__ import annotations

import math

from voicelab.statistics.interval import ALPHA, NORMAL_95
from voicelab.statistics.student import student_quantile

__all__ = ["sequence_half_width", "sequence_p_value"]

_TIGHTEST_AT = 50
"""Cases at which the sequence is as narrow as it can be; it holds at any other number as well."""
_MIXTURE = (-2.0 * math.log(ALPHA) + math.log(-2.0 * math.log(ALPHA) + 1.0)) / _TIGHTEST_AT
"""The variance of the normal mixture, by the authors' approximation for that number."""


def sequence_half_width(deviation: float, count: float, alpha: float = ALPHA) -> float:
    """Return how far to both sides of the mean the truth is, at all looks together.

    Parameters
    ----------
    deviation
        Standard deviation of the values.
    count
        How many values there are so far: 2 or more.
    alpha
        How likely the truth may be beyond it at any look.
    """
    grown = count * _MIXTURE + 1.0
    logarithm = math.log(math.sqrt(grown) / alpha)
    return _widened(deviation, count) * math.sqrt(2.0 * grown * logarithm / (count**2 * _MIXTURE))


def sequence_p_value(mean: float, deviation: float, count: float) -> float:
    """Return the least `alpha` at which the sequence leaves 0 out.

    It is at most 0.05 exactly where the 95 % sequence does, and may be looked at as often.
    """
    spread = _widened(deviation, count)
    if spread == 0.0:
        return 1.0
    grown = count * _MIXTURE + 1.0
    exponent = (mean * count / spread) ** 2 * _MIXTURE / (2.0 * grown)
    return min(1.0, math.sqrt(grown) * math.exp(-exponent))


def _widened(deviation: float, count: float) -> float:
    """Return a deviation that allows for being known from few values, as Student's does."""
    return deviation * student_quantile(int(count) - 1) / NORMAL_95
