"""Axes of charts: which values become which pixels, and where values are written."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from voicelab.statistics.interval import Interval

__all__ = ["Axis", "interval_ends"]

_TICK_PIXELS = 70.0
"""Room for each value that is written at an axis."""
_STEPS = (1.0, 2.0, 5.0, 10.0)
_LEAST_RANGE = 1e-9
"""Relative to the values: a narrower range is one value, with rounding."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The part of the numbers that is drawn, and where; made by `over`."""

    low: float
    high: float
    start: float
    """Where `low` is, in pixels."""
    end: float
    """Where `high` is; less than `start` where values grow upwards."""
    is_logarithmic: bool = False
    is_share: bool = False
    """Whether values are written in percent."""

    @classmethod
    def over(
        cls,
        values: list[float],
        start: float,
        end: float,
        *,
        is_logarithmic: bool = False,
        is_share: bool = False,
    ) -> Axis:
        """Return the axis that has room for all of some values, of which there is one at least."""
        known = [value for value in values if not math.isnan(value)]
        low, high = min(known), max(known)
        if high - low <= _LEAST_RANGE * max(abs(low), abs(high)):
            around = abs(high) / 2.0 or 0.5
            low, high = low - around, high + around
            is_logarithmic = is_logarithmic and low > 0.0
        return cls(low, high, start, end, is_logarithmic, is_share)

    def at(self, value: float) -> float:
        """Return the pixel of a value."""
        if self.is_logarithmic:
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * share

    def ticks(self) -> list[tuple[float, str]]:
        """Return the pixels at which values are written, and the values."""
        values = self._powers() if self.is_logarithmic else self._steps()
        return [(self.at(value), self._written(value)) for value in values]

    def along_bottom(self, y: float) -> Markup:
        """Return the axis as SVG, from left to right at a height."""
        line = Markup("<line x1='{:.1f}' x2='{:.1f}' y1='{}' y2='{}' class='axis'/>").format(
            self.start, self.end, y, y
        )
        return line + Markup().join(
            _BELOW.format(x, x, y, y + 4, x, y + 18, text) for x, text in self.ticks()
        )

    def along_left(self, x: float) -> Markup:
        """Return the axis as SVG, upwards."""
        line = Markup("<line y1='{:.1f}' y2='{:.1f}' x1='{}' x2='{}' class='axis'/>").format(
            self.start, self.end, x, x
        )
        return line + Markup().join(
            _LEFT.format(y, y, x - 4, x, x - 8, y + 4, text) for y, text in self.ticks()
        )

    def _steps(self) -> list[float]:
        """Return round values at equal steps."""
        most = max(1.0, abs(self.end - self.start) / _TICK_PIXELS)
        least = (self.high - self.low) / most
        power = 10.0 ** math.floor(math.log10(least))
        step = next(each * power for each in _STEPS if each * power >= least * (1.0 - _LEAST_RANGE))
        first, last = (math.ceil(self.low / step - 1e-6), math.floor(self.high / step + 1e-6))
        return [number * step for number in range(first, last + 1)]

    def _powers(self) -> list[float]:
        """Return 1, 2, 5, 10, 20, … as far as there is room; the powers of ten alone where there is less."""
        powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        room = abs(self.end - self.start) / _TICK_PIXELS
        for steps in (_STEPS[:-1], _STEPS[:1]):
            values = [step * 10.0**power for power in powers for step in steps]
            inside = [value for value in values if self.low <= value <= self.high]
            if len(inside) <= room:
                return inside
        return inside[:: math.ceil(len(inside) / room)]

    def _written(self, value: float) -> str:
        rounded = 0.0 if abs(value) < _LEAST_RANGE * (self.high - self.low) else value
        return f"{rounded * 100.0:,.6g}%" if self.is_share else f"{rounded:,.6g}"


def interval_ends(means: Iterable[Interval]) -> list[float]:
    """Return the values and the ends of intervals, for all of which an axis is to have room."""
    return [end for mean in means for end in (mean.value, mean.low, mean.high)]


_BELOW = Markup(
    "<line x1='{:.1f}' x2='{:.1f}' y1='{}' y2='{}' class='axis'/>"
    "<text x='{:.1f}' y='{}' text-anchor='middle'>{}</text>"
)
_LEFT = Markup(
    "<line y1='{:.1f}' y2='{:.1f}' x1='{}' x2='{}' class='axis'/>"
    "<text x='{}' y='{:.1f}' text-anchor='end'>{}</text>"
)
