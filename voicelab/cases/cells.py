"""Cells of tables and values of JSON, as cases have them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np

from voicelab.cases.answers import answers_in
from voicelab.exchange.plain_values import is_missing
from voicelab.log.spreadsheet_numbers import NumberReader
from voicelab.settings.text_lists import parts

__all__ = ["number_in", "plain", "read_cell", "text_in"]


def read_cell(column: str, value: Any, *, is_of_table: bool) -> Any:
    """Return a cell as a case has it; `None` for a blank one.

    Raises
    ------
    ValueError
        It is nothing that the column holds.
    """
    if column in ("expected", "tags"):
        if isinstance(value, str):
            split = parts if column == "tags" else answers_in
            return split(value) if column == "tags" or is_of_table else (value,)
        if isinstance(value, Mapping) and "text" in value:  # with their places in a passage, as of SQuAD
            value = value["text"]
        several = value.tolist() if isinstance(value, np.ndarray) else value
        return tuple(filter(None, map(text_in, several if isinstance(several, list | tuple) else [several])))
    if column.endswith("_seconds"):
        return _seconds_in(value)
    text = text_in(value)
    # A table has no other way to say that it says nothing; an empty transcript of JSON is one of silence.
    return None if text is None or (not text.strip() and (is_of_table or column != "transcript")) else text


def text_in(value: Any) -> str | None:
    """Return a text, or a number as it is written; `None` for what is missing.

    Raises
    ------
    ValueError
        It is something else.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return value
    if is_missing(value):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():  # a column of whole numbers of which some are missing
        return str(int(value))
    if isinstance(value, int | float | Decimal):
        return str(value)
    raise ValueError(f"it is {type(value).__name__}, and must be a text or a number")


def _seconds_in(value: Any) -> float | None:
    text = text_in(value)
    return None if text is None or not text.strip() else number_in(text, "a number of seconds, such as 1.5")


def number_in(text: str, what: str = "a number") -> int | float:
    """Return the number that a text writes, also as a spreadsheet does that has commas before decimals.

    Raises
    ------
    ValueError
        It is none, or can be read in two ways, as ``1,000`` can.
    """
    try:
        return int(text) if text.strip().isdecimal() else float(text)
    except ValueError:
        pass
    try:
        return NumberReader(None).measure(text)
    except ValueError as error:
        raise ValueError(f"it must be {what}, not {text!r}, which {error}") from None


def plain(value: Any) -> Any:
    """Return a value of a further column with numbers and lists as Python's own."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, np.generic | np.ndarray):
        return plain(value.tolist())
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value
