"""A comparison side by side in the notebook, page by page, with players."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import pandas as pd
import traitlets

from voicelab.audio.clip import Audio
from voicelab.comparison.cell_facts import facts, failure
from voicelab.comparison.labels import Labels, known
from voicelab.comparison.score_columns import ScoreColumn
from voicelab.comparison.store import ExchangeKey
from voicelab.exchange.plain_values import plain_whole
from voicelab.widgets.page.es_modules import joined_modules
from voicelab.widgets.page.sounds import send_sound

if TYPE_CHECKING:
    from collections.abc import Hashable

__all__ = ["ComparisonTable"]

_HERE = Path(__file__).parent


class ComparisonTable(anywidget.AnyWidget):
    """Replies side by side; made by `Comparison.show`.

    Sound comes from the kernel when it is played. The text of the page that is shown stays readable in a
    saved notebook.

    Parameters
    ----------
    frame
        Cells, as `Comparison.df`.
    varied
        Settings that vary.
    columns
        Those whose values stand side by side.
    page_size
        Rows on a page; 1 or more.
    currency
        Of the costs.
    scores
        Columns that scores make.
    sound
        Returns the sound of a reply.
    """

    _esm = joined_modules(_HERE / "comparison_table.js")
    _css = (_HERE / "comparison_table.css").read_text("utf-8")
    _page = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        frame: pd.DataFrame,
        *,
        varied: Sequence[str],
        columns: Sequence[str],
        page_size: int,
        currency: str,
        scores: Sequence[ScoreColumn],
        sound: Callable[[ExchangeKey], Audio | None],
    ) -> None:
        page_size = plain_whole("page_size", page_size)
        if page_size < 1:
            raise ValueError(f"page_size must be 1 or more, not {page_size!r}")
        rows = ["input", *(name for name in varied if name not in columns and name != "input")]
        self._row_names, self._column_names = rows, list(columns)
        # Numbered once, so that a page is found without looking through all cells.
        asked = pd.factorize(frame["input"])[0]
        with_what = frame.groupby(rows[1:], sort=False, dropna=False).ngroup() if rows[1:] else 0
        numbers = pd.DataFrame({"asked": asked, "with": with_what}, index=frame.index)
        by_row = numbers.groupby(["asked", "with"], sort=True)
        self._frame = frame.assign(_row=by_row.ngroup())
        self._row_labels, self._heads = Labels(frame, rows[1:]), Labels(frame, columns)
        self._columns = frame[self._column_names].drop_duplicates().to_dict("records") if columns else [{}]
        self._page_size = page_size
        self._currency = currency
        self._scores = scores
        self._sound = sound
        self._places = {str(cell): place for cell, place in zip(frame["cell"], _places(frame), strict=True)}
        self._pages = max(1, -(-by_row.ngroups // page_size))
        super().__init__(_page=self._describe(1))
        self.on_msg(self._handle)

    def turn_to(self, page: int) -> None:
        """Show another page.

        Raises
        ------
        ValueError
            There is no such page.
        """
        if not 1 <= page <= self._pages:
            raise ValueError(f"there are pages 1 to {self._pages}, not {page!r}")
        self._page = self._describe(page)

    def _handle(self, _widget: object, message: dict[str, Any], _buffers: list[memoryview]) -> None:
        if message["type"] == "sound":
            send_sound(self, message, lambda name: self._sound(self._places[name]))
        elif message["type"] == "page":
            self.turn_to(min(max(1, int(message["page"])), self._pages))

    def _describe(self, page: int) -> dict[str, Any]:
        first = (page - 1) * self._page_size
        shown = self._frame[self._frame["_row"].between(first, first + self._page_size - 1)]
        rows = []
        for _, group in shown.groupby("_row", sort=True):
            records = group.to_dict("records")
            rows.append(
                {
                    "label": str(records[0]["input"]),
                    "detail": self._row_labels.of(records[0]),
                    "cells": [self._cells(records, column) for column in self._columns],
                }
            )
        heads = [self._heads.of(column) for column in self._columns]
        return {"page": page, "pages": self._pages, "heads": heads, "rows": rows}

    def _cells(
        self, records: Sequence[Mapping[Hashable, Any]], column: Mapping[Hashable, Any]
    ) -> list[dict[str, str]]:
        return [
            self._cell(record)
            for record in records
            if all(known(record[name]) == known(value) for name, value in column.items())
        ]

    def _cell(self, record: Mapping[Hashable, Any]) -> dict[str, str]:
        spoken = not pd.isna(record["spoken_characters"]) and record["spoken_characters"] > 0
        return {
            "reply": str(record["reply"]),
            "facts": facts(record, self._currency, self._scores),
            "error": failure(record),
            "sound": str(record["cell"]) if spoken else "",
        }


def _places(frame: pd.DataFrame) -> list[ExchangeKey]:
    return [(str(session), int(turn)) for session, turn in zip(frame["session"], frame["turn"], strict=True)]
