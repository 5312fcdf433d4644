"""Where the words of an exchange stand under its waveform; `word_rows.js` does the same in the panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["ROWS", "WordPlace", "needs_leader", "rows_of", "scale_of"]

ROWS = 3
_LEAST_SCALE, _MOST_SCALE = 75.0, 160.0
"""In pixels a second: with three rows, as dense as anybody speaks, and as wide as a single word needs."""
_WIDEST = 100_000.0
"""In pixels: a page draws no more."""
_STEP = 1.25
_MOST_SHIFT = 60.0
"""As far from its time as a word may stand before all of the exchange is drawn wider, in pixels."""
_GAP = 4.0
"""Between words of a row, in pixels."""
_LEADER_SHIFT = 3.0


@dataclass(frozen=True, slots=True)
class WordPlace:
    """A word's place: pixels from the left, and its row from above."""

    left: float
    row: int


def rows_of(
    starts: Sequence[float], widths: Sequence[float], scale: float, rows: int = ROWS
) -> list[WordPlace]:
    """Return where words stand: none is left out, none on another, and each behind those that begin before.

    A word stands under its time, in the first row that has room there; where none has, in that which has room
    first.

    Parameters
    ----------
    starts
        In seconds, in any order.
    widths
        In pixels.
    scale
        In pixels a second.

    Examples
    --------
    >>> [(place.left, place.row) for place in rows_of([0.0, 0.1, 0.2], [30.0, 30.0, 30.0], 100.0, rows=2)]
    [(0.0, 0), (10.0, 1), (34.0, 0)]
    """
    ends = [0.0] * rows
    places = [WordPlace(0.0, 0)] * len(starts)
    for index in sorted(range(len(starts)), key=starts.__getitem__):
        at = starts[index] * scale
        row = next((row for row, end in enumerate(ends) if end <= at), ends.index(min(ends)))
        left = max(at, ends[row])
        ends[row] = left + widths[index] + _GAP
        places[index] = WordPlace(left, row)
    return places


def scale_of(seconds: float, width: float, starts: Sequence[float], widths: Sequence[float]) -> float:
    """Return how many pixels a second takes: all in sight if that can be read, wider where words need it.

    Parameters
    ----------
    seconds
        How long the exchange is.
    width
        That can be seen at once, in pixels.
    starts, widths
        Of the words, as for `rows_of`.
    """
    if seconds <= 0:
        return _LEAST_SCALE
    most = min(_MOST_SCALE, _WIDEST / seconds)
    scale = min(most, max(_LEAST_SCALE, width / seconds))
    while scale < most and _farthest(starts, widths, scale) > _MOST_SHIFT:
        scale = min(most, scale * _STEP)
    return scale


def needs_leader(place: WordPlace, start: float, scale: float) -> bool:
    """Say whether a word stands so far from its time that a line has to lead there."""
    return place.left - start * scale > _LEADER_SHIFT


def _farthest(starts: Sequence[float], widths: Sequence[float], scale: float) -> float:
    places = rows_of(starts, widths, scale)
    return max((place.left - start * scale for place, start in zip(places, starts, strict=True)), default=0.0)
