"""Results of tools as text, which is all that a model reads."""

from __future__ import annotations

import itertools
import sys
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

import pydantic
import pydantic_core

from voicelab.text.well_formed import well_formed

if TYPE_CHECKING:
    import pandas

__all__ = ["MOST_CHARACTERS", "result_text"]

MOST_CHARACTERS = 10_000
"""Of a result that the model sees; about 2,500 tokens, which each later turn has in its prompt, too."""
_MOST_ITEMS = 10_000
"""Of what gives one item after another: it may have no end."""
_ANYTHING = pydantic.TypeAdapter[Any](
    Any, config=pydantic.ConfigDict(ser_json_bytes="base64", ser_json_inf_nan="null")
)


def result_text(result: object) -> str:
    """Return a result as the model sees it: text as it is, everything else as JSON; cut where it is too long.

    Dataclasses, models, dates, sets, NumPy's arrays and the like become what JSON has for them, DataFrames a
    list of records. Their index is kept where it is more than the numbers of the rows.

    Raises
    ------
    ValueError
        It contains itself, or has no end.
    """
    if isinstance(result, Iterator):
        result = list(itertools.islice(result, _MOST_ITEMS + 1))
        if len(result) > _MOST_ITEMS:
            raise ValueError(f"it gives more than {_MOST_ITEMS:,} items one by one: return a list")
    if isinstance(result, AsyncIterator):
        raise ValueError("it gives its items one by one: return a list")
    text = result if isinstance(result, str) else _json(result)
    text = well_formed(text)
    if len(text) <= MOST_CHARACTERS:
        return text
    return f"{text[:MOST_CHARACTERS]}… [cut: the first {MOST_CHARACTERS:,} of {len(text):,} characters]"


def _json(result: object) -> str:
    try:
        return _ANYTHING.dump_json(result, fallback=_plain).decode()
    except pydantic_core.PydanticSerializationError as error:
        try:
            mended = _mended(_ANYTHING.dump_python(result, fallback=_plain))
        except RecursionError:  # it contains itself
            raise error from None
        return _ANYTHING.dump_json(mended, fallback=_plain).decode()


def _mended(value: Any) -> Any:
    """Return a value without what JSON cannot hold of texts and moments: half characters, pandas' `NaT`."""
    if isinstance(value, str):
        return well_formed(value)
    if isinstance(value, dict):
        return {_mended(key): _mended(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_mended(each) for each in value]
    pandas = sys.modules.get("pandas")
    return None if pandas is not None and value is pandas.NaT else value


def _plain(value: Any) -> object:
    """Return what JSON can hold of an object that pydantic does not know."""
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(value, pandas.DataFrame):
        return _records(value)
    if pandas is not None and isinstance(value, pandas.Series) and _has_labels(value.index):
        is_plain = value.index.nlevels == 1 and value.index.is_unique
        return value.to_dict() if is_plain else _records(value.to_frame(value.name or "value"))
    if pandas is not None and value is pandas.NA:
        return None
    for method in ("tolist", "to_dict"):  # NumPy's arrays and numbers, pandas' Series and Index
        if callable(getattr(value, method, None)):
            return getattr(value, method)()
    return str(value)


def _records(frame: pandas.DataFrame) -> object:
    """Return a table's rows by their columns' names; apart from these where two have one name."""
    is_beside = set(frame.index.names).isdisjoint(frame.columns)
    whole = frame.reset_index() if is_beside and _has_labels(frame.index) else frame
    if whole.columns.is_unique:
        return whole.to_dict("records")
    return {"columns": whole.columns.tolist(), "rows": whole.to_numpy().tolist()}


def _has_labels(index: pandas.Index[Any]) -> bool:
    """Return whether an index says more than which row it is."""
    return any(name is not None for name in index.names) or index.dtype.kind not in "iu"
