"""The text of checks: one line each, such as ``first_audio_ms.p95 <= 900 where max_tokens == 32``."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from voicelab.comparison.checks.aggregates import check_aggregate, split_aggregate
from voicelab.comparison.checks.cell_check import CellCheck, NoWorse, Threshold
from voicelab.comparison.checks.cell_filter import HAS, CellFilter
from voicelab.comparison.checks.comparators import COMPARATORS
from voicelab.expanded_path import expanded_path

__all__ = ["EXAMPLES", "parse_check"]

_PIECE = re.compile(
    r"""\s*(?:(?P<quoted>'(?:[^']|'')*'|"(?:[^"]|"")*")|(?P<sign>[<>=!]+)|(?P<comma>,)|(?P<word>[^\s,<>=!'"]+))"""
)
_POINTS = ("point", "points")
"""Hundredths, in which shares are counted."""
_LATE = {
    "where": "{} stands ahead of overall and for each",
    "and": "{} stands between conditions behind where; several checks are as many texts, in a list",
    ",": "a limit is a number such as 0.9, and several checks are as many texts, in a list",
}
"""What is said of a word or a sign that comes where a check might end; all else is said to be too much."""
EXAMPLES = "'contains_expected.mean >= 0.9' or 'first_audio_ms.p95 <= 900 where max_tokens == 32'"
"""Checks, for messages."""


def parse_check(text: str, *, folder: Path | None = None) -> CellCheck:
    """Return the check that a text means.

    Parameters
    ----------
    folder
        Where the paths of earlier comparisons begin; by default the working folder.

    Raises
    ------
    ValueError
        It cannot be read; the message says where and why.

    Examples
    --------
    >>> parse_check("contains_expected.mean >= 0.9").demand
    Threshold(aggregate='mean', comparator='>=', limit=0.9)
    """
    if not isinstance(text, str):
        raise TypeError(f"a check is a text such as {EXAMPLES}, not {text!r}")
    return _CheckReader(text.strip(), folder or Path()).check()


@dataclass(frozen=True, slots=True)
class _CheckPiece:
    """A word, a sign, a comma, or a text in quotes."""

    text: str
    kind: str

    def __str__(self) -> str:
        return repr(self.text) if self.text else "the end"


_END = _CheckPiece("", "end")


class _CheckReader:
    """Reads the pieces of a check, one after the other."""

    def __init__(self, text: str, folder: Path) -> None:
        self._text = " ".join(text.split())
        self._folder = folder
        self._place = 0
        self._pieces: list[_CheckPiece] = []
        position = 0
        while position < len(text):
            found = _PIECE.match(text, position)
            if found is None:
                self._refuse(f"at {text[position:].strip()!r} a quotation mark is not closed")
            kind = str(found.lastgroup)
            piece = found[kind]
            if kind == "quoted":
                piece = piece[1:-1].replace(piece[0] * 2, piece[0])
            self._pieces.append(_CheckPiece(piece, kind))
            position = found.end()

    def check(self) -> CellCheck:
        column, aggregate = self._measured()
        demand = self._no_worse(aggregate) if self._skip("no") else self._threshold(aggregate)
        if isinstance(demand, NoWorse):
            column, aggregate = f"{column}.{aggregate}" if aggregate else column, ""
        where = self._where() if self._skip("where") else ()
        by: tuple[str, ...] | None = None
        if self._skip("overall"):
            by = ()
        elif self._skip("for"):
            self._expect("each")
            by = tuple(dict.fromkeys(self._several("a column")))
        if (rest := self._next()) is not _END:
            self._refuse(_LATE.get(rest.text, "").format(rest) or f"{rest} stands where it should end")
        return CellCheck(text=self._text, column=column, demand=demand, where=where, by=by)

    def _measured(self) -> tuple[str, str]:
        """Return a column and what stands behind its last dot."""
        first = self._name("a column")
        if first.kind == "word":
            return split_aggregate(first.text)
        if self._peek().kind == "word" and self._peek().text.startswith("."):
            return first.text, self._next().text[1:]
        return first.text, ""

    def _threshold(self, aggregate: str) -> Threshold:
        if not aggregate:
            self._refuse("behind the column a dot and what its values come to are missing, such as .mean")
        try:
            check_aggregate(aggregate)
        except ValueError as error:
            self._refuse(str(error))
        comparator = self._comparator()
        return Threshold(aggregate, comparator, self._number("a limit"))

    def _no_worse(self, aggregate: str) -> NoWorse:
        self._expect("worse")
        self._expect("than")
        earlier = self._folder / expanded_path(self._name("the file of an earlier comparison").text)
        self._expect("by")
        margin = self._number("what it may be worse by")
        if margin < 0:
            self._refuse(f"what it may be worse by is 0 or more, not {margin:g}")
        if self._peek().text in _POINTS:
            self._next()
            margin /= 100.0
        return NoWorse(earlier, margin)

    def _where(self) -> tuple[CellFilter, ...]:
        filters = []
        while True:
            column = self._name("a column").text
            comparator = HAS if self._skip(HAS) else self._comparator(f", or {HAS}")
            value = self._name("a value")
            filters.append(CellFilter(column, comparator, value.text, value.kind == "quoted"))
            if not self._skip("and"):
                return tuple(filters)

    def _several(self, what: str) -> list[str]:
        names = [self._name(what).text]
        while self._peek().kind == "comma":
            self._next()
            names.append(self._name(what).text)
        return names

    def _comparator(self, others: str = "") -> str:
        piece = self._next()
        if piece.text not in COMPARATORS or piece.kind != "sign":
            self._refuse(f"one of {', '.join(COMPARATORS)}{others} is wanted, not {piece}")
        return piece.text

    def _number(self, what: str) -> float:
        piece = self._next()
        try:
            number = float(piece.text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self._refuse(f"{what} is a number such as 0.9, not {piece}")
        return number

    def _name(self, what: str) -> _CheckPiece:
        piece = self._next()
        if piece.kind not in ("word", "quoted"):
            self._refuse(f"{what} is wanted, not {piece}; names with signs in them stand in quotes")
        return piece

    def _expect(self, word: str) -> None:
        if not self._skip(word):
            self._refuse(f"{word!r} is wanted, not {self._peek()}")

    def _skip(self, word: str) -> bool:
        """Pass over a word, if it is the next one."""
        is_next = self._peek() == _CheckPiece(word, "word")
        self._place += is_next
        return is_next

    def _peek(self) -> _CheckPiece:
        return self._pieces[self._place] if self._place < len(self._pieces) else _END

    def _next(self) -> _CheckPiece:
        piece = self._peek()
        self._place += 1
        return piece

    def _refuse(self, why: str) -> NoReturn:
        raise ValueError(f"the check {self._text!r} cannot be read: {why}. A check is such as {EXAMPLES}")
