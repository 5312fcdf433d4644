"""What values come to."""

from __future__ import annotations

import numpy as np
import pytest

from voicelab.comparison.checks.aggregates import aggregated


@pytest.mark.parametrize("end", ["low", "high"])
def test_a_few_values_that_are_all_alike_tell_nothing_for_sure(end: str) -> None:
    alike = np.full(4, 0.3)
    assert np.isnan(aggregated(end, alike, None, of_truths=False))
    assert np.isnan(aggregated(end, np.full(9, 0.3), np.arange(9) // 3, of_truths=False))
    assert aggregated("mean", alike, None, of_truths=False) == pytest.approx(0.3)
    assert aggregated(end, np.full(5, 0.3), None, of_truths=False) == pytest.approx(0.3)
    assert not np.isnan(aggregated(end, np.array([0.3, 0.4]), None, of_truths=False))
    assert not np.isnan(aggregated(end, np.ones(2), None, of_truths=True))
