"""Replies side by side in the notebook: a table to search, filter and sort."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.comparison.table.comparison_table import ComparisonTable

__all__ = ["ComparisonTable"]
__getattr__, __dir__ = lazy_exports(__name__, {"comparison_table": "ComparisonTable"})
