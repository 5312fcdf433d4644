"""Limits of a comparison."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

import voicelab as vl
from tests.comparison.conftest import compared
from voicelab.testing import EmbeddedServices


def test_a_limit_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="concurrency must be 1 or more"):
        vl.Limits(concurrency=0)
    with pytest.raises(ValueError, match="money must be 0 or more"):
        vl.Limits(money=-1)


def test_limits_are_plain_numbers_or_refused() -> None:
    limits = vl.Limits(concurrency=np.int64(2), tokens=1e6, money=Decimal("0.1"))  # type: ignore[arg-type]
    assert [type(value) for value in dataclasses.astuple(limits)] == [int, int, float, float]
    wrong: list[Any] = ["2", 2.5, True, pd.NA, float("nan")]
    for value in wrong:
        with pytest.raises(ValueError, match="concurrency must be a whole number, not"):
            vl.Limits(concurrency=value)
    with pytest.raises(ValueError, match="money must be a number, not nan"):
        vl.Limits(money=float("nan"))


@pytest.mark.parametrize(
    ("kind", "limits", "at_once"),
    [
        ("embedded", None, 1),
        ("embedded", vl.Limits(concurrency=3), 3),
        ("custom", None, 8),
        ("custom", vl.Limits(tokens=100_000), 8),
    ],
)
def test_local_models_run_one_cell_at_a_time_so_that_latencies_are_those_of_a_cell(
    embedded: EmbeddedServices,
    capsys: pytest.CaptureFixture[str],
    kind: Any,
    limits: vl.Limits | None,
    at_once: int,
) -> None:
    services = dataclasses.replace(embedded.services, kind=kind)
    grid = compared(embedded, services=services, limits=limits, quiet=False)

    assert grid._runner._limits.concurrency == at_once
    is_said = "latencies hold how long cells waited" in capsys.readouterr().err
    assert is_said == (kind == "embedded" and at_once > 1)
