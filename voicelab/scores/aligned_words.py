"""Aligned words: a place of an alignment, and how a row of them looks, as text and in a notebook's cell."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from markupsafe import Markup

from voicelab.notebook_html import notebook_html
from voicelab.scores.edits import EditKind

__all__ = ["WORDS_STYLE", "AlignedWords", "CountedUnit", "words_html", "words_text"]

CountedUnit = Literal["word", "character"]

_COLUMNS = 100
"""How wide the text may be."""
_SIGNS: dict[EditKind, str] = {"same": "", "substituted": "S", "left-out": "D", "added": "I"}
WORDS_STYLE = Path(__file__).with_suffix(".css").read_text("utf-8")
"""The style sheet of aligned words, in a cell and in a widget."""
_STYLE = Markup("<style>\n{}</style>").format(Markup(WORDS_STYLE))  # noqa: S704  # a file of ours


@dataclass(frozen=True, slots=True)
class AlignedWords:
    """A place of an alignment: a word of each side, or of one that the other has not.

    There are several words where one side says in another manner what the other says.
    """

    kind: EditKind
    """``same``, ``substituted``, ``left-out`` of what was heard, or ``added`` to it."""
    reference: str
    """What was said here; empty for what was added."""
    heard: str
    """What was heard here; empty for what was left out."""
    length: int = 1
    """How many words, or characters, the reference has here."""


def words_text(title: str, parts: Sequence[AlignedWords], unit: CountedUnit) -> str:
    """Return aligned words as lines: what was said above what was heard, and S, D or I below what differs.

    D is what was left out (deleted), I what was added (inserted), S what was substituted.
    """
    lines = [title]
    for row in _rows(parts, unit):
        columns = [(part.reference, part.heard, _SIGNS[part.kind]) for part in row]
        widths = [max(map(_width, column)) for column in columns]
        heads = ("said", "heard", "")
        for head, cells in zip(heads, zip(*columns, strict=True), strict=True):
            padded = [cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True)]
            if line := _gap(unit).join(padded).rstrip():
                lines.append(f"{head:7}{line}")
    return "\n".join(lines)


def words_html(title: str, parts: Sequence[AlignedWords], unit: CountedUnit) -> str:
    """Return aligned words as HTML: what was said above what was heard, what differs marked."""
    name = "voicelab-pair" if unit == "word" else "voicelab-pair voicelab-close"
    pairs = Markup("").join(
        Markup("<span class='{}'>{}{}</span>").format(
            name,
            _marked("span" if part.kind == "same" else "del", part.reference),
            _marked("span" if part.kind == "same" else "ins", part.heard),
        )
        for part in parts
    )
    return str(
        _STYLE
        + notebook_html(
            Markup("<p>{}</p>").format(title),
            Markup("<div dir='auto'>{}</div>").format(pairs),
            name="voicelab-alignment",
        )
    )


def _marked(tag: str, text: str) -> Markup:
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), text)  # noqa: S704  # the tags above


def _gap(unit: CountedUnit) -> str:
    return "  " if unit == "word" else ""


def _rows(parts: Sequence[AlignedWords], unit: CountedUnit) -> Iterator[list[AlignedWords]]:
    row: list[AlignedWords] = []
    width = 0
    for part in parts:
        needed = max(_width(part.reference), _width(part.heard)) + len(_gap(unit))
        if row and width + needed > _COLUMNS:
            yield row
            row, width = [], 0
        row.append(part)
        width += needed
    if row:
        yield row


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )
