"""The cells of a comparison's table, as the page gets them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from voicelab.comparison.cell_facts import facts, failure, score_text
from voicelab.comparison.labels import Labels, known
from voicelab.comparison.spoken_cells import is_spoken_cell
from voicelab.text.word_differences import TextPiece, word_differences

if TYPE_CHECKING:
    from voicelab.comparison.table.content import TableContent

__all__ = ["PageCell", "PagePiece", "PageRow", "PageScore", "TableCells"]

Record = Mapping[Any, Any]
Mark = Literal["", "left-out", "added"]


class PagePiece(TypedDict):
    """A stretch of a reply, and what it is beside the reply that it is compared with."""

    text: str
    mark: Mark


class PageScore(TypedDict):
    """What a score says of a cell."""

    name: str
    value: str
    verdict: Literal["", "right", "wrong"]
    reason: str
    """Why; empty where nobody says."""


class PageCell(TypedDict):
    """A cell."""

    number: int
    heard: str
    """What was recognised; empty where it was typed."""
    is_alignable: bool
    """Whether what was said is known, beside which what was heard can be shown."""
    reply: list[PagePiece]
    facts: str
    error: str
    scores: list[PageScore]
    has_sound: bool
    is_found: bool
    """Whether it is what was looked for, and not only beside it."""


class PageRow(TypedDict):
    """An input under some settings, with the cells of each column."""

    label: str
    detail: str
    known: list[tuple[str, str]]
    """What is known of the case: names and texts."""
    cells: list[list[PageCell]]


class TableCells:
    """Describes cells for the page."""

    def __init__(self, content: TableContent) -> None:
        self._content = content
        self._labels = Labels(content.cells, content.row_names)
        judged = {column.score for column in content.scores if column.part == "value"}
        self._reasons = {
            column.score: column.name
            for column in content.scores
            if column.is_reason and not column.is_failure and column.score in judged
        }

    def row(self, columns: Sequence[Sequence[Record]], *, compares: bool) -> PageRow:
        """Return a row.

        Parameters
        ----------
        columns
            The cells of each column: rows of `Comparison.df`, with `is_found`.
        compares
            Whether the replies in the first two columns are compared, repeat by repeat.
        """
        first = next(record for records in columns for record in records)
        marked = dict(_marked(*columns)) if compares else {}
        return {
            "label": str(first["input"]),
            "detail": self._labels.of(first),
            "known": [
                (name, str(first[name]))
                for name in ("expected", "tags", "notes")
                if known(first[name]) is not None
            ],
            "cells": [[self._cell(record, marked) for record in records] for records in columns],
        }

    def _cell(self, record: Record, marked: Mapping[int, list[PagePiece]]) -> PageCell:
        number = int(record["cell"])
        is_spoken = record["input_mode"] == "speech"
        return {
            "number": number,
            "heard": _text(record["transcript"]) if is_spoken else "",
            "is_alignable": is_spoken and known(record["reference_transcript"]) is not None,
            "reply": marked.get(number, [{"text": _text(record["reply"]), "mark": ""}]),
            "facts": facts(record, self._content.currency),
            "error": failure(record),
            "scores": list(self._scores(record)),
            "has_sound": is_spoken_cell(record),
            "is_found": bool(record["is_found"]),
        }

    def _scores(self, record: Record) -> Iterator[PageScore]:
        for column in self._content.scores:
            value = known(record[column.name])
            if value is None or column.name in self._reasons.values():
                continue
            if column.is_failure:
                yield {"name": column.score, "value": "failed", "verdict": "wrong", "reason": str(value)}
                continue
            verdict: Literal["", "right", "wrong"] = ""
            if column.wrong is not None:
                verdict = "wrong" if column.is_wrong(value) else "right"
            yield {
                "name": column.name,
                "value": score_text(value, column),
                "verdict": verdict,
                "reason": self._reason(record, column.score) if column.part == "value" else "",
            }

    def _reason(self, record: Record, score: str) -> str:
        return _text(record[self._reasons[score]]) if score in self._reasons else ""


def _marked(ones: Sequence[Record], others: Sequence[Record]) -> Iterator[tuple[int, list[PagePiece]]]:
    """Yield the replies of two columns with the words that differ marked, by the numbers of their cells."""
    by_repeat = {record["repeat"]: record for record in others}
    for one in ones:
        other = by_repeat.get(one["repeat"])
        if other is None or not _text(one["reply"]) or not _text(other["reply"]):
            continue
        here, there = word_differences(_text(one["reply"]), _text(other["reply"]))
        yield int(one["cell"]), _pieces(here, "left-out")
        yield int(other["cell"]), _pieces(there, "added")


def _pieces(pieces: Iterable[TextPiece], mark: Mark) -> list[PagePiece]:
    return [{"text": piece.text, "mark": "" if piece.is_shared else mark} for piece in pieces]


def _text(value: Any) -> str:
    return "" if known(value) is None else str(value)
