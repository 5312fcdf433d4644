"""Values as they come."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from voicelab.statistics.values import Values, case_numbers, plain_values


@pytest.mark.parametrize(
    "values",
    [
        [True, None, False],
        np.array([1.0, np.nan, 0.0]),
        pd.Series([True, None, False], dtype="boolean"),
        pd.Series([1, pd.NA, 0], dtype="Int64"),
    ],
    ids=["list", "array", "truths", "whole numbers"],
)
def test_missing_values_are_missing_in_lists_arrays_and_columns(values: Values) -> None:
    np.testing.assert_array_equal(plain_values(values), [1.0, np.nan, 0.0])


def test_cases_that_are_too_few_for_the_values_are_refused() -> None:
    assert case_numbers(["b", "a", "b"], 3).tolist() == [0, 1, 0]
    with pytest.raises(ValueError, match="each of the 3 values, not 2"):
        case_numbers(["a", "b"], 3)
