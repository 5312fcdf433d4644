"""What a comparison shows in a notebook, without a browser."""

from __future__ import annotations

import pytest

import voicelab as vl
from tests.comparison.conftest import JENNY, RYAN


def test_a_page_that_does_not_exist_is_refused(grid: vl.Comparison) -> None:
    table = grid.show(page_size=3)
    table.turn_to(2)
    with pytest.raises(ValueError, match="pages 1 to 2"):
        table.turn_to(3)


def test_any_setting_can_stand_side_by_side(grid: vl.Comparison) -> None:
    page = grid.show(columns=["max_tokens"])._page
    assert page["heads"] == ["max_tokens 16", "max_tokens 64"]
    assert sorted(row["detail"] for row in page["rows"]) == [RYAN, RYAN, JENNY, JENNY]
    assert all(len(several) == 2 for row in page["rows"] for several in row["cells"])
