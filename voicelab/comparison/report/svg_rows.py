"""Rows of charts: a label for each combination, beside what is drawn of it; above, where labels are long."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from voicelab.text.shortened import shortened
from voicelab.text.text_width import most_ems

__all__ = ["Rows"]

WIDTH = 720
"""Of a chart, in pixels."""
_EM = 13 * 0.8
"""In pixels: letters are a fifth narrower than in the widest fonts, of which `most_ems` is."""
_BESIDE = 330
"""The widest label that stands beside what is drawn, in pixels."""
_ROW, _LABEL_ROW = 24, 20
"""Heights, in pixels."""


class Rows:
    """The rows of a chart, one below the other.

    Parameters
    ----------
    labels
        Of the rows, in their order.
    right
        What stands free on the right for numbers, in pixels.
    """

    def __init__(self, labels: Sequence[str], right: int) -> None:
        self._labels = labels
        widest = max((most_ems(label) * _EM for label in labels), default=0.0)
        self._is_above = widest > _BESIDE
        self._height = _ROW + (_LABEL_ROW if self._is_above else 0)
        self.left = 10 if self._is_above else _BESIDE + 10
        """Where what is drawn begins, in pixels."""
        self.end = WIDTH - right
        """Where it ends."""
        self.height = self._height * len(labels) + 4
        """Of all rows."""

    def middle(self, place: int) -> float:
        """Return the height of what is drawn of a row."""
        return self._height * (place + 1) - _ROW / 2

    def label(self, place: int) -> Markup:
        """Return the label of a row as SVG; what is wider than the chart is cut, and shown by a pointer."""
        label = self._labels[place]
        if self._is_above:
            fits = int(WIDTH / (most_ems(label) * _EM) * len(label))
            above = self._height * place + _LABEL_ROW - 4
            return _ABOVE.format(above, shortened(label, max(2, fits)), label)
        return _LEFT.format(self.left - 10, self.middle(place) + 4, label)


_ABOVE = Markup("<text x='16' y='{:.1f}'>{}<title>{}</title></text>")
_LEFT = Markup("<text x='{}' y='{:.1f}' text-anchor='end'>{}</text>")
