"""Tables of plain text: columns one under the other, in terminals and wherever nothing else is shown."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["text_table"]


def text_table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of texts, each of one line, as a table; the first has the heads.

    Examples
    --------
    >>> print(text_table([("voice", "cells"), ("Jenny", "2")]))
    voice  cells
    Jenny  2
    """
    widths = [max(map(len, column)) + 2 for column in zip(*rows, strict=True)]
    return "\n".join("".join(map(str.ljust, row, widths)).rstrip() for row in rows)
