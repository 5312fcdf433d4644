"""Differences between each two of several settings, corrected for their number."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from voicelab.statistics.difference import Difference, are_truths, paired_difference
from voicelab.statistics.values import Values, plain_values

__all__ = ["corrected", "holm", "pairwise_differences"]


def pairwise_differences(
    values: Mapping[str, Values],
    *,
    cluster: Iterable[Hashable] | None = None,
    of_truths: bool | None = None,
    sequential: bool = False,
) -> tuple[Difference, ...]:
    """Return how each two of several settings differ, in the order in which they are given.

    With five prompts ten pairs are compared, and by chance alone two in five times one of them would seem to
    differ: p-values are corrected by Holm's method. Intervals are each pair's own.

    Parameters
    ----------
    values
        By the setting's name, values of the same cases, one beside the other; see `paired_difference`, also
        for the rest.

    Examples
    --------
    >>> [(each.a, each.b) for each in pairwise_differences({"old": [1, 0], "new": [1, 1], "short": [0, 1]})]
    [('old', 'new'), ('old', 'short'), ('new', 'short')]
    """
    columns = {name: plain_values(each) for name, each in values.items()}
    if of_truths is None:
        of_truths = all(map(are_truths, columns.values()))
    entries = None if cluster is None else list(cluster)
    same = functools.partial(paired_difference, cluster=entries, of_truths=of_truths, sequential=sequential)
    differences = [
        replace(same(columns[a], columns[b]), a=a, b=b) for a, b in itertools.combinations(columns, 2)
    ]
    return corrected(differences)


def corrected(differences: Sequence[Difference], comparisons: int | None = None) -> tuple[Difference, ...]:
    """Return differences whose p-values are corrected for their number, by Holm's method.

    Parameters
    ----------
    comparisons
        Among how many they were chosen, where that is more: those of the best of several to the others are
        chosen among all pairs.
    """
    several = len(differences) if comparisons is None else comparisons
    p_values = holm([each.p_value for each in differences], several)
    return tuple(
        replace(each, p_value=float(p_value), comparisons=several)
        for each, p_value in zip(differences, p_values, strict=True)
    )


def holm(p_values: Sequence[float], comparisons: int | None = None) -> NDArray[np.float64]:
    """Return p-values corrected for their number, by Holm's method (1979).

    Of those that are at most 0.05 then, with a certainty of 95 % not one is there by chance alone.

    Parameters
    ----------
    comparisons
        How many there are; by default these. Of more, these are taken for the least ones.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    plain = np.asarray(p_values, dtype=np.float64)
    several = len(plain) if comparisons is None else comparisons
    order = np.argsort(plain, kind="stable")
    steps = plain[order] * (several - np.arange(len(plain)))
    least = np.empty(len(plain))
    least[order] = np.minimum(1.0, np.maximum.accumulate(steps))
    return least
