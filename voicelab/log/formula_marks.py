"""Text of a CSV file that a spreadsheet would run as a formula: marked by an apostrophe, and read back."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from voicelab.log.prefixed_texts import prefixed

__all__ = ["marked", "unmarked"]

_MARK = "'"
_FORMULA = "[=+\\-@\t\r\n＝＋－＠]"
"""What a spreadsheet runs begins so, the full-width forms included."""


def marked(text: pa.Array) -> pa.Array:
    """Return texts with an apostrophe before what a spreadsheet would run, one more if there is any."""
    return pc.if_else(pc.match_substring_regex(text, f"^{_MARK}*{_FORMULA}"), prefixed(_MARK, text), text)


def unmarked(text: pa.Array) -> pa.Array:
    """Return texts without the apostrophe that `marked` puts before a formula; that of 'tis stays."""
    is_marked = pc.match_substring_regex(text, f"^{_MARK}+{_FORMULA}")
    return pc.if_else(is_marked, pc.utf8_slice_codeunits(text, 1), text)
