"""Results of tools as text, which is all that a model reads."""

from __future__ import annotations

import sys
from typing import Any

import pydantic

from voicelab.text.well_formed import well_formed

__all__ = ["MOST_CHARACTERS", "result_text"]

MOST_CHARACTERS = 10_000
"""Of a result that the model sees; about 2,500 tokens, which each later turn has in its prompt, too."""
_ANYTHING = pydantic.TypeAdapter[Any](
    Any, config=pydantic.ConfigDict(ser_json_bytes="base64", ser_json_inf_nan="null")
)


def result_text(result: object) -> str:
    """Return a result as the model sees it: text as it is, everything else as JSON; cut where it is too long.

    Dataclasses, models, dates, sets, NumPy's arrays and the like become what JSON has for them, DataFrames a
    list of records.

    Raises
    ------
    ValueError
        It contains itself.
    """
    text = result if isinstance(result, str) else _json(result)
    text = well_formed(text)
    if len(text) <= MOST_CHARACTERS:
        return text
    return f"{text[:MOST_CHARACTERS]}… [cut: the first {MOST_CHARACTERS:,} of {len(text):,} characters]"


def _json(result: object) -> str:
    return _ANYTHING.dump_json(result, fallback=_plain).decode()


def _plain(value: Any) -> object:
    """Return what JSON can hold of an object that pydantic does not know."""
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(value, pandas.DataFrame):
        return value.to_dict("records")
    if pandas is not None and value is pandas.NA:
        return None
    for method in ("tolist", "to_dict"):  # NumPy's arrays and numbers, pandas' Series and Index
        if callable(getattr(value, method, None)):
            return getattr(value, method)()
    return str(value)
