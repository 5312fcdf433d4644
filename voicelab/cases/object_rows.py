"""The rows in what a file of objects holds: a list of them, or an object that holds such a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from voicelab.cases.case_row import COLUMNS, DIALOGUE_COLUMNS, CaseRow
from voicelab.cases.other_names import asked_in

__all__ = ["item_row", "object_rows"]

_OF_ONE = (*COLUMNS, *DIALOGUE_COLUMNS, "vars", "inputs", "item", "goal", "row")
"""What an object has that is a case itself."""
_OF_ROWS = "row"
"""Under which the rows of data sets stand that Hugging Face serves."""


def object_rows(path: Path, value: Any) -> Iterator[CaseRow]:
    """Yield the rows of a file's objects.

    Raises
    ------
    ValueError
        One of them is neither an object nor a text.
    """
    several = value if isinstance(value, list) else _listed(value)
    for number, each in enumerate(several, start=1):
        is_served = isinstance(each, Mapping) and _OF_ROWS in each and "row_idx" in each
        yield item_row(f"{path}, item {number}", each[_OF_ROWS] if is_served else each)


def item_row(place: str, value: Any) -> CaseRow:
    """Return an object, or a text, as a row.

    Raises
    ------
    ValueError
        It is something else.
    """
    if isinstance(value, str):
        value = {"input": value}
    if not isinstance(value, dict):
        raise ValueError(f"{place} is {type(value).__name__}; a case is an object, or a text")
    return CaseRow(place, value, is_of_table=False)


def _listed(value: Any) -> list[Any]:
    """Return the objects in what is no list itself: the one list of objects that it holds, as DeepEval's
    ``goldens`` and other data sets do; the columns of a frame that pandas has saved; or itself."""
    if not isinstance(value, Mapping) or not value:
        return [value]
    columns = list(value.values())
    labels = list(columns[0]) if isinstance(columns[0], Mapping) else []
    are_alike = all(isinstance(each, Mapping) and list(each) == labels for each in columns)
    if labels and are_alike and all(str(label).isdecimal() for label in labels):
        return [{name: each[label] for name, each in value.items()} for label in labels]
    if all(isinstance(each, Mapping) and str(name).isdecimal() for name, each in value.items()):
        return columns
    if not _asks(value):
        lists: list[list[Any]] = [each for each in columns if _are_rows(each)]
        if len(lists) == 1:
            return lists[0]
    return [value]


def _are_rows(value: Any) -> bool:
    """Say whether it is a list of objects, each of which asks something or may do so."""
    is_list = isinstance(value, list) and bool(value)
    return is_list and all(
        isinstance(each, Mapping) and (_asks(each) or asked_in(map(str, each))) for each in value
    )


def _asks(value: Mapping[Any, Any]) -> bool:
    return any(str(name).casefold() in _OF_ONE for name in value)
