"""A comparison side by side in the notebook: searched, filtered, sorted, page by page, with players."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import numpy as np
import traitlets

from voicelab.audio.clip import Audio
from voicelab.comparison.table.cells import PageRow, TableCells
from voicelab.comparison.table.content import TableContent
from voicelab.comparison.table.controls import TableControls
from voicelab.comparison.table.page_text import page_text
from voicelab.comparison.table.rows import SelectedRows, TableRows
from voicelab.comparison.table.view import TableView, ViewChanges
from voicelab.errors import VoicelabError
from voicelab.exchange.plain_values import plain_whole
from voicelab.scores.aligned_words import WORDS_STYLE
from voicelab.widgets.page.es_modules import joined_modules
from voicelab.widgets.page.sounds import send_sound
from voicelab.widgets.page.tokens import TOKENS

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from voicelab.scores.alignment import Alignment

__all__ = ["ComparisonTable"]

_HERE = Path(__file__).parent


class ComparisonTable(anywidget.AnyWidget):
    """Replies side by side; made by `Comparison.show`.

    Only the page that is shown travels to the browser, and sound when it is played. The text of the page
    stays readable in a saved notebook.

    Parameters
    ----------
    content
        What there is to be shown.
    **changes
        What of it is shown, as `change` takes it.
    """

    _esm = joined_modules(_HERE / "comparison_table.js")
    _css = TOKENS + WORDS_STYLE + (_HERE / "comparison_table.css").read_text("utf-8")
    _controls = traitlets.Dict().tag(sync=True)
    _page = traitlets.Dict().tag(sync=True)

    def __init__(self, content: TableContent, **changes: Unpack[ViewChanges]) -> None:
        self._stand_side_by_side(content, TableView(), changes)
        super().__init__(_controls=self._choices.describe(), _page=self._describe())
        self.on_msg(self._handle)

    def change(self, **changes: Unpack[ViewChanges]) -> None:
        """Change what is shown, from its first page on; what is not named stays.

        Parameters
        ----------
        **changes
            ``columns``, ``search``, ``where``, ``only``, ``sort``, ``descending``, ``difference`` and
            ``page_size``; see `Comparison.show`. With other columns, no two are compared any more.

        Raises
        ------
        ValueError
            Something that the table has not.
        """
        if "columns" in changes:
            view = dataclasses.replace(self._view, difference=None)
            self._stand_side_by_side(self._content.side_by_side(changes["columns"]), view, changes)
            self._show(self._view)
        else:
            self._show(self._choices.changed(self._view, changes))

    def turn_to(self, page: int) -> None:
        """Show another page.

        Raises
        ------
        ValueError
            There is no such page.
        """
        pages = self._page["pages"]
        if not 1 <= plain_whole("page", page) <= pages:
            raise ValueError(f"there are pages 1 to {pages}, not {page!r}")
        self._show(dataclasses.replace(self._view, page=page))

    def __repr__(self) -> str:
        return page_text(self._page) if self._page else super().__repr__()

    def _stand_side_by_side(self, content: TableContent, view: TableView, changes: ViewChanges) -> None:
        """Put cells into their rows and columns, once it is sure that what is to be shown of them can be."""
        rows = TableRows(content)
        choices = TableControls(content, rows, view)
        self._view = choices.changed(view, changes)
        self._content, self._rows, self._choices, self._cells = content, rows, choices, TableCells(content)

    def _show(self, view: TableView) -> None:
        self._view = view
        self._controls = dict(self._choices.describe())
        self._page = self._describe()

    def _handle(self, _widget: object, message: dict[str, Any], _buffers: list[memoryview]) -> None:
        if message["type"] == "sound":
            send_sound(self, message, self._sound)
        elif "request" in message:
            self.send({"type": "answer", "request": message["request"], **self._answer(message)})

    def _answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """Do what the page wants; return what it is answered, or why that cannot be done."""
        try:
            if message["type"] == "alignment":
                return _described(self._content.aligned(int(message["cell"])))
            if message["type"] == "page":
                page = min(max(1, int(message["page"])), self._page["pages"])
                self._show(dataclasses.replace(self._view, page=page))
            elif message["type"] == "change":
                self._show(self._choices.chosen(self._view, message["changes"]))
        except (OSError, ValueError, VoicelabError) as error:
            return {"problem": str(error)}
        return {}

    def _sound(self, cell: str) -> Audio | None:
        cells = self._content.cells
        (place,) = np.flatnonzero(cells["cell"] == int(cell))
        return self._content.sound((str(cells["session"].iloc[place]), int(cells["turn"].iloc[place])))

    def _describe(self) -> dict[str, Any]:
        """Return the page that is shown, and what is chosen."""
        selected = self._rows.select(self._view)
        pages = max(1, -(-len(selected.rows) // self._view.page_size))
        page = min(self._view.page, pages)
        return {
            "page": page,
            "pages": pages,
            "rows_found": len(selected.rows),
            "rows_in_all": self._rows.count,
            "cells_found": int(selected.found.sum()),
            "heads": [self._choices.heads[number] for number in selected.columns],
            "rows": self._page_rows(selected, page),
            "sorts_by_difference": self._rows.sorts_by_difference(self._view),
            "view": self._choices.describe_view(self._view),
        }

    def _page_rows(self, selected: SelectedRows, page: int) -> list[PageRow]:
        first = (page - 1) * self._view.page_size
        numbers = selected.rows[first : first + self._view.page_size]
        places = np.flatnonzero(
            np.isin(self._rows.row_of, numbers) & np.isin(self._rows.column_of, selected.columns)
        )
        records = self._content.cells.iloc[places].assign(is_found=selected.found[places]).to_dict("records")
        standing: dict[tuple[int, int], list[dict[Any, Any]]] = defaultdict(list)
        for place, record in zip(places, records, strict=True):
            standing[self._rows.row_of[place], self._rows.column_of[place]].append(record)
        compares = self._view.difference is not None
        return [
            self._cells.row([standing[row, column] for column in selected.columns], compares=compares)
            for row in numbers
        ]


def _described(alignment: Alignment | None) -> dict[str, Any]:
    """Return what was said beside what was heard, for the page."""
    if alignment is None:
        return {"problem": "Nobody says what was said here, or nothing was recognised."}
    parts = [{"kind": part.kind, "said": part.reference, "heard": part.heard} for part in alignment.parts]
    return {"title": alignment.title, "unit": alignment.unit, "parts": parts}
