"""Numbers as spreadsheets write them: with a comma for the decimal point, with marks between thousands."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["NumberReader"]

_POINT, _COMMA = ".", ","
_BETWEEN_THOUSANDS = re.compile(r"(?<=\d)[ '’\u00a0\u202f](?=\d{3}(?!\d))")
_OTHER_SIGNS = str.maketrans("−٫٬", "-.,")
_FORM = r"([-+]?)(?:(\d*)|([1-9]\d{{0,2}}(?:{thousands}\d{{2,3}})*{thousands}\d{{3}}))(?:{decimal}(\d*))?"
_FORMS = {
    decimal: re.compile(
        _FORM.format(decimal=re.escape(decimal), thousands=re.escape(thousands)) + r"([eE][-+]?\d+)?"
    )
    for decimal, thousands in ((_POINT, _COMMA), (_COMMA, _POINT))
}
"""Numbers with either decimal mark; the other one then stands between thousands, or in India hundreds."""
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class NumberReader:
    """Reads the numbers of one file.

    Examples
    --------
    >>> reader = NumberReader.of_file(["0,65", "1.184"], [], ";")
    >>> reader.measure("1.184"), reader.measure("1.184,95"), reader.count("8.000")
    (1184.0, 1184.95, 8000)
    """

    decimal_mark: str | None
    """What the file writes before decimals; `None` where its numbers do not tell."""

    @classmethod
    def of_file(cls, measures: Iterable[str], counts: Iterable[str], delimiter: str) -> NumberReader:
        """Return the reader of a file; its numbers that can be read in one way tell its decimal mark.

        Parameters
        ----------
        delimiter
            What separates its cells: a file with commas is as the log wrote it, unless its numbers say else.
        """
        known: set[str] = set()
        for readings in (*map(_readings, measures), *map(_whole_readings, counts)):
            if len(readings) == 1:
                known.update(readings)
        if not known and delimiter == ",":
            return cls(_POINT)
        return cls(known.pop() if len(known) == 1 else None)

    def measure(self, text: str) -> float:
        """Return a number.

        Raises
        ------
        ValueError
            It is none, or can be read in two ways.
        """
        return float(self._one(_readings(text), "is no number"))

    def count(self, text: str) -> int:
        """Return a whole number, also one written with decimals of nothing.

        Raises
        ------
        ValueError
            It is none, or can be read in two ways.
        """
        return int(self._one(_whole_readings(text), "is no whole number"))

    def _one(self, readings: dict[str, Decimal], otherwise: str) -> Decimal:
        if not readings:
            raise ValueError(otherwise)
        values = set(readings.values())
        if len(values) == 1:
            return values.pop()
        if self.decimal_mark is None:
            either = " or ".join(f"{value:f}" for value in readings.values())
            raise ValueError(
                f"may be {either}; save the file with a point before decimals and no marks between thousands"
            )
        return readings[self.decimal_mark]


@functools.lru_cache(4096)
def _readings(text: str) -> dict[str, Decimal]:
    """Return what a number can be, by the decimal mark that it would be written with; both if it has none."""
    bare = _BETWEEN_THOUSANDS.sub("", text.strip().translate(_OTHER_SIGNS))
    readings = {}
    for decimal, form in _FORMS.items():
        if (found := form.fullmatch(bare)) and any(found.group(2, 3, 4)):
            sign, whole, grouped, decimals, exponent = found.groups("")
            if not (grouped and exponent):
                digits = whole or re.sub(r"[.,]", "", grouped)
                readings[decimal] = Decimal(f"{sign}{digits or 0}.{decimals}{exponent}")
    return readings


def _whole_readings(text: str) -> dict[str, Decimal]:
    return {
        mark: value
        for mark, value in _readings(text).items()
        if value.adjusted() < 19 and value == int(value) and abs(value) <= _LARGEST
    }
