"""Verdicts: what a difference says, in a sentence."""

from __future__ import annotations

import math
from dataclasses import dataclass

from voicelab.statistics.difference import Difference
from voicelab.statistics.power import fewest_cases, needed_cases

__all__ = ["verdict"]

_MOST_ASKED = 10_000
"""More cases than this are not asked for: a difference that takes so many hardly matters."""


def verdict(
    difference: Difference,
    *,
    higher_is_better: bool | None = True,
    unit: str | None = None,
    scale: float | None = None,
) -> str:
    """Return a sentence on which of two settings is better, by how much, and how surely.

    How many more cases would tell them apart is reckoned from the spread of those that there are, for a
    difference as large as theirs: four times of five so many are enough, if that is what it is.

    Parameters
    ----------
    higher_is_better
        Of the values; `None` if neither is: then it is said which is higher.
    unit
        What the difference is counted in; by default points for truths, nothing for other values.
    scale
        What values are multiplied by to be in that unit; by default 100 for truths, 1 for other values.

    Examples
    --------
    >>> from voicelab.statistics.difference import paired_difference
    >>> verdict(paired_difference([1] * 9 + [0], [0] * 10))
    'A is better than B by 90 points (41 to 100)'
    """
    truths = difference.of_truths
    scale = (100.0 if truths else 1.0) if scale is None else scale
    unit = ("points" if truths else "") if unit is None else unit
    if higher_is_better is False:
        scale = -scale
    value, low, high = (scale * end for end in (difference.value, difference.low, difference.high))
    if scale < 0:
        low, high = high, low
    better = "higher" if higher_is_better is None else "better"
    said = _sentence(difference, _Amounts(value, low, high, unit), better)
    if not difference.left_out:
        return said
    return f"{said}; left out for want of a value: {_cases(difference.left_out)}"


def _sentence(difference: Difference, by: _Amounts, better: str) -> str:
    a, b, cases = difference.a, difference.b, _cases(difference.cases)
    if difference.is_told_apart:
        if by.value < 0:
            a, b, by = b, a, by.mirrored()
        within = f"({by.range})" if by.range else f"in each of {cases}"
        return f"{a} is {better} than {b} by {by.amount} {within}"
    fewest = fewest_cases(difference.comparisons)
    said = f"{a} and {b} are not told apart"
    if by.range:
        # An interval of its own may leave 0 out where the exact or the corrected test does not.
        but = "" if by.low <= 0.0 <= by.high else f", but p = {difference.p_value:.2g}"
        said += f" ({_with_unit(by.range, by.unit)}{but})"
    if difference.cases < fewest:
        return f"{said}: too few cases ({difference.cases}), at least {fewest} are needed"
    if difference.deviation == 0.0 and by.value == 0.0:
        return f"{said}: they are the same in each of {cases}"
    if not by.range:
        return f"{said}: they differ by {by.amount} in each of {cases}, so how surely cannot be told"
    if by.value == 0.0:
        return f"{said}: they are the same on average of {cases}"
    needed = needed_cases(
        difference.deviation,
        difference.value,
        comparisons=difference.comparisons,
        sequential=difference.sequential,
    )
    more = max(1, needed - difference.cases)
    if more > _MOST_ASKED:
        return f"{said}: more than {_MOST_ASKED:,} cases would be needed to tell {by.amount}"
    return f"{said}: about {_cases(_rounded(more), 'more ')} would be needed to tell {by.amount}"


@dataclass(frozen=True, slots=True)
class _Amounts:
    """A difference and its ends in their unit, as they are written."""

    value: float
    low: float
    high: float
    unit: str

    def mirrored(self) -> _Amounts:
        return _Amounts(-self.value, -self.high, -self.low, self.unit)

    @property
    def amount(self) -> str:
        """How large the difference is, to two digits of its interval and at least one of itself."""
        digits = max(_digits(self.high - self.low, 2), _digits(self.value, 1))
        return _with_unit(_number(abs(self.value), digits), self.unit)

    @property
    def range(self) -> str:
        """Its ends without the unit; empty if it has none."""
        if math.isnan(self.low):
            return ""
        digits = _digits(self.high - self.low, 2)
        return f"{_number(self.low, digits)} to {_number(self.high, digits)}"


def _digits(size: float, significant: int) -> int:
    """Return how many digits behind the point show so many digits of a size."""
    if math.isnan(size) or size == 0.0:
        return 0
    return max(0, significant - 1 - math.floor(math.log10(abs(size))))


def _number(value: float, digits: int) -> str:
    text = f"{value:,.{digits}f}"
    return text.replace("-", "−" if text.strip("-0.") else "")


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {'point' if unit == 'points' and text == '1' else unit}".rstrip()


def _cases(count: int, more: str = "") -> str:
    return f"{count:,} {more}{'case' if count == 1 else 'cases'}"


def _rounded(count: int) -> int:
    """Return a number as one says it that is known roughly: 43 as 40, 1,284 as 1,300."""
    return count if count < 20 else round(count, -1 if count < 100 else 2 - len(str(count)))
