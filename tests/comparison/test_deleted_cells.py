"""Cells whose exchanges are deleted from the log have no result, and are asked again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.comparison.conftest import TEXTS, compared
from voicelab.log.session_log import SessionLog
from voicelab.testing import EmbeddedServices


def test_deleted_cells_are_out_of_the_table_and_asked_again(embedded: EmbeddedServices) -> None:
    grid = compared(embedded)
    assert len(grid.df) == 2
    grid.log.delete(grid.exchange(1))
    assert list(grid.df["input"]) == TEXTS[1:]
    assert grid.missing == 1
    with pytest.raises(ValueError, match="cell 1 has no result yet"):
        grid.exchange(1)
    grid.run()
    assert list(grid.df["input"]) == TEXTS
    assert grid.missing == 0


def test_a_comparison_is_resumed_with_the_cells_whose_session_was_deleted(
    embedded: EmbeddedServices, tmp_path: Path
) -> None:
    first = compared(embedded, log=tmp_path / "log.sqlite")
    (session,) = set(first.df["session"])
    with SessionLog(tmp_path / "log.sqlite") as log:
        assert log.delete(session=session).exchanges == 2
    assert first.df.empty
    again = compared(embedded, log=tmp_path / "log.sqlite")
    assert list(again.df["cached"]) == [False, False]
