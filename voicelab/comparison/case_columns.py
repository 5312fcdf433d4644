"""The columns of a comparison's table that tell which case a cell asks, and what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from voicelab.cases.case_row import FIELD_PREFIX
from voicelab.cases.whole_dialogue import expected_text, reference_transcript
from voicelab.comparison.typed_column import typed_column

if TYPE_CHECKING:
    from voicelab.cases.case import Case

__all__ = ["CASE_COLUMNS", "case_columns"]

CASE_COLUMNS = ("case", "expected", "reference_transcript", "tags", "notes")
"""Those that are always there. None is called like a column of the log."""


def case_columns(cases: Sequence[Case]) -> dict[str, Any]:
    """Return columns with a value for each case, one value a cell as files of tables have it.

    The further columns of cases follow, as ``fields.topic``: numbers, truths and texts as they are, all else
    as JSON.
    """
    known: dict[str, list[str | None]] = {
        "case": [case.id for case in cases],
        "expected": list(map(expected_text, cases)),
        "reference_transcript": list(map(reference_transcript, cases)),
        "tags": [", ".join(case.tags) or None for case in cases],
        "notes": [case.notes or None for case in cases],
    }
    columns: dict[str, Any] = {name: pd.array(known[name], dtype=pd.StringDtype()) for name in CASE_COLUMNS}
    for name in dict.fromkeys(name for case in cases for name in case.fields):
        columns[f"{FIELD_PREFIX}{name}"] = typed_column([case.fields.get(name) for case in cases])
    return columns
