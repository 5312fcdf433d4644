"""Limits of a comparison."""

from __future__ import annotations

import pytest

import voicelab as vl


def test_a_limit_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="concurrency must be 1 or more"):
        vl.Limits(concurrency=0)
    with pytest.raises(ValueError, match="money must be 0 or more"):
        vl.Limits(money=-1)
