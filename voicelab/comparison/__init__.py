"""Comparisons: grids of settings, each cell a turn like any other."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.comparison.comparison import Comparison
    from voicelab.comparison.limits import Limits

__all__ = ["Comparison", "Limits"]
__getattr__, __dir__ = lazy_exports(__name__, {"comparison": "Comparison", "limits": "Limits"})
