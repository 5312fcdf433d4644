"""Values of whatever kind as columns of one type."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any
from uuid import UUID

import numpy as np
import pandas as pd
import pytest

from voicelab.comparison.typed_column import typed_column


@pytest.mark.parametrize(
    ("values", "dtype", "kept"),
    [
        ([True, None], "boolean", [True]),
        ([True, 0.5], "Float64", [1.0, 0.5]),
        ([1, None, 2], "Int64", [1, 2]),
        ([2**70, 1], "Float64", [2.0**70, 1.0]),
        ([1, "one"], "string", ["1", "one"]),
        ([10**310, 1], "string", [f"1{'0' * 310}", "1"]),
        (["half \ud83d", ["\ud83d"]], "string", ["half \ufffd", '["\ufffd"]']),
        ([None], "Float64", []),
        ([date(2024, 1, 2), pd.NaT], "string", ["2024-01-02"]),
        ([datetime(2024, 1, 2, tzinfo=timezone.utc)], "string", ["2024-01-02T00:00:00+00:00"]),
        (
            [pd.Timestamp("2024-01-02"), np.datetime64("2024-01-02", "ns")],
            "string",
            ["2024-01-02T00:00:00"] * 2,
        ),
        ([UUID(int=1)], "string", [str(UUID(int=1))]),
        ([["a", date(2024, 1, 2)]], "string", ['["a", "2024-01-02"]']),
    ],
)
def test_a_column_has_the_narrowest_type_that_holds_its_values(
    values: list[Any], dtype: str, kept: list[Any]
) -> None:
    column = typed_column(values)
    assert str(column.dtype) == dtype
    assert [value for value in column if value is not column.dtype.na_value] == kept
