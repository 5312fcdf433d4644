"""The page of a comparison's table as plain text, where nothing draws it: in terminals, and printed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from voicelab.comparison.table.cells import PageCell, PageRow
from voicelab.text.direction import without_isolates
from voicelab.text.shortened import one_line
from voicelab.text.text_table import text_table

__all__ = ["page_text"]

_WIDTH = 120
"""Characters of a line, as far as columns are not very many."""
_NARROWEST = 24
"""Characters of a column."""


def page_text(page: Mapping[str, Any]) -> str:
    """Return a page as the table has it: how each reply begins, a line for each repeat, and what is wrong."""
    width = max(_NARROWEST, _WIDTH // (1 + len(page["heads"])) - 2)
    lines = [["input", *page["heads"]]]
    for row in page["rows"]:
        lines += _lines(row)
    number, pages = page["page"], page["pages"]
    count = f"{page['rows_found']:,} of {page['rows_in_all']:,} rows, page {number:,} of {pages:,}"
    more = f"; turn_to({number + 1}) shows the next" if number < pages else ""
    shown = [[one_line(without_isolates(text), width) for text in line] for line in lines]
    return f"{text_table(shown)}\n{count}{more}"


def _lines(row: PageRow) -> Iterator[list[str]]:
    label = " · ".join(filter(None, (row["label"], row["detail"])))
    columns = [list(map(_text, cells)) for cells in row["cells"]]
    yield from map(list, itertools.zip_longest([label], *columns, fillvalue=""))


def _text(cell: PageCell) -> str:
    wrong = "".join(f"✗ {score['name']} · " for score in cell["scores"] if score["verdict"] == "wrong")
    return wrong + (cell["error"] or "".join(piece["text"] for piece in cell["reply"]))
