"""Values of whatever kind as a column of one type, the same whichever way they are written to a file."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from datetime import date, time
from typing import Any

import numpy as np
import pandas as pd

from voicelab.text.well_formed import well_formed

__all__ = ["typed_column"]


def typed_column(values: Sequence[Any]) -> Any:
    """Return truths, whole numbers, numbers or texts as a column; `None` is missing.

    Truths among numbers are 0 and 1, lists and the like text, as JSON, dates and times as ISO 8601; where one
    is text, all is.

    Examples
    --------
    >>> [str(typed_column(values).dtype) for values in ([True, None], [1, 2.5], [1, "one"])]
    ['boolean', 'Float64', 'string']
    """
    plain: list[Any] = [_plain(value) for value in values]
    kinds = {type(value) for value in plain if value is not None}
    if kinds == {bool}:
        return pd.array(plain, dtype="boolean")
    if kinds == {int} and all(value is None or abs(value) < 2**63 for value in plain):
        return pd.array(plain, dtype="Int64")
    if kinds <= {bool, int, float}:
        with contextlib.suppress(OverflowError):  # a whole number of hundreds of digits, which text holds
            return pd.array(plain, dtype="Float64")
    texts = [None if value is None else well_formed(str(value)) for value in plain]
    return pd.array(texts, dtype=pd.StringDtype())


def _plain(value: Any) -> bool | int | float | str | None:
    if isinstance(value, np.datetime64):  # of nanoseconds, whose item is a number
        value = pd.Timestamp(value)
    own = value.item() if hasattr(value, "item") and getattr(value, "ndim", 0) == 0 else value
    if isinstance(own, float):
        return float(own)  # and no kind of its own
    if own is None or isinstance(own, bool | int | float | str):
        return own
    if own is pd.NaT or own is pd.NA:
        return None
    listed = own.tolist() if hasattr(own, "tolist") else own
    if isinstance(listed, list | tuple | dict):
        return json.dumps(listed, ensure_ascii=False, default=_text)
    return _text(listed)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | time) else str(value)
