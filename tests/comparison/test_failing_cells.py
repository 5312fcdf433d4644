"""Which cells of a comparison went wrong."""

from __future__ import annotations

import pandas as pd
import pytest

from voicelab.comparison.cell_facts import failure
from voicelab.comparison.failing_cells import failed, failing_cells

CELLS = pd.DataFrame(
    [
        ("completed", None, None, None),
        ("failed", "timeout", "It took too long.", None),
        ("filtered", "content-filter", "The prompt was stopped.", "hate"),
        ("filtered", None, None, "hate"),
        ("no-match", None, "No speech could be recognised.", None),
        ("interrupted", "timeout", "It took too long.", None),
        ("interrupted", None, None, None),
    ],
    columns=["outcome", "error_code", "error_message", "filter_category"],
    dtype="string",
).assign(filter_severity=pd.NA)


def test_what_the_filter_stopped_and_what_was_not_understood_is_wrong_but_can_be_measured() -> None:
    assert list(failing_cells(CELLS, [])) == [False, True, True, True, True, True, False]
    assert list(failed(CELLS)) == [False, True, False, False, False, False, False]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (0, ""),
        (2, "content-filter: The prompt was stopped."),
        (3, "filtered: hate"),
        (4, "no-match: No speech could be recognised."),
        (6, ""),
    ],
)
def test_each_says_why(cell: int, why: str) -> None:
    assert failure(CELLS.to_dict("records")[cell]) == why
