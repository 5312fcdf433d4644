"""Values of whatever kind as a column of one type, the same whichever way they are written to a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd

__all__ = ["typed_column"]


def typed_column(values: Sequence[Any]) -> Any:
    """Return truths, whole numbers, numbers or texts as a column; `None` is missing.

    Truths among numbers are 0 and 1, lists and the like text, as JSON; where one is text, all is.

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
        return pd.array(plain, dtype="Float64")
    return pd.array([None if value is None else str(value) for value in plain], dtype=pd.StringDtype())


def _plain(value: Any) -> bool | int | float | str | None:
    own = value.item() if hasattr(value, "item") and getattr(value, "ndim", 0) == 0 else value
    if own is None or isinstance(own, bool | int | float | str):
        return own
    listed = own.tolist() if hasattr(own, "tolist") else own
    return json.dumps(listed, ensure_ascii=False, default=str)
