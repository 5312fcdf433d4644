"""Values of whatever kind as columns of one type."""

from __future__ import annotations

from typing import Any

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
        ([None], "Float64", []),
    ],
)
def test_a_column_has_the_narrowest_type_that_holds_its_values(
    values: list[Any], dtype: str, kept: list[Any]
) -> None:
    column = typed_column(values)
    assert str(column.dtype) == dtype
    assert [value for value in column if value is not column.dtype.na_value] == kept
