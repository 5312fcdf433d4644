"""Comparators: how a value is compared with a limit; values that differ by rounding alone are equal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["COMPARATORS"]

Comparator: TypeAlias = Callable[[ArrayLike, float], NDArray[np.bool_]]
"""Says of one value or of several how they stand to a limit; what is missing (``NaN``) fails."""


@np.errstate(over="ignore")
def _equal(values: ArrayLike, limit: float) -> NDArray[np.bool_]:
    return np.isclose(values, limit, rtol=1e-9, atol=1e-12)


COMPARATORS: dict[str, Comparator] = {
    ">=": lambda values, limit: (np.asarray(values) > limit) | _equal(values, limit),
    "<=": lambda values, limit: (np.asarray(values) < limit) | _equal(values, limit),
    ">": lambda values, limit: (np.asarray(values) > limit) & ~_equal(values, limit),
    "<": lambda values, limit: (np.asarray(values) < limit) & ~_equal(values, limit),
    "==": _equal,
    "!=": lambda values, limit: ~(_equal(values, limit) | np.isnan(values)),
}
"""By how they are written."""
