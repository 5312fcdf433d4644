"""The rows of what is given in Python: tables, and lists of texts, mappings, pairs and cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from voicelab.audio.arrays import is_rated, is_undecoded
from voicelab.cases.case import Case
from voicelab.cases.case_row import CaseRow
from voicelab.conversation.inputs import python_values

__all__ = ["rows_given"]

_ALLOWED = "a file's path, a DataFrame, or a list of texts, mappings, (input, expected) pairs or cases"


def rows_given(source: Any) -> Iterator[CaseRow | Case]:
    """Yield the rows of a table or a list; cases as they are.

    Raises
    ------
    TypeError
        It is neither.
    """
    if hasattr(source, "columns") and hasattr(source, "to_dict") and hasattr(source, "index"):
        for label, values in zip(source.index, source.to_dict("records"), strict=True):
            yield CaseRow(f"the row {label!r}", values, is_of_table=True)
        return
    for name in ("to_dicts", "to_pylist"):  # polars' and Arrow's tables
        if hasattr(source, "columns") and callable(convert := getattr(source, name, None)):
            for number, values in enumerate(convert(), start=1):
                yield CaseRow(f"row {number}", values, is_of_table=True)
            return
    is_one = isinstance(source, Mapping | Case | bytes | bytearray) or not isinstance(source, Iterable)
    if is_one or (isinstance(source, AbstractSet)):
        raise TypeError(f"give {_ALLOWED}, not {type(source).__name__}")
    for number, item in enumerate(python_values(source), start=1):
        yield item if isinstance(item, Case) else CaseRow(f"item {number}", _values(item), is_of_table=False)


def _values(item: Any) -> Mapping[str, Any]:
    if isinstance(item, Mapping) and not is_rated(item) and not is_undecoded(item):
        return item
    is_pair = isinstance(item, tuple | list) and len(item) == 2 and not is_rated(item)
    if is_pair and not isinstance(item[0], int | float):  # which are samples of a sound
        return {"input": item[0], "expected": item[1]}
    return {"input": item}
