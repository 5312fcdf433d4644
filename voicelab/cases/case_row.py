"""CaseRow: a row as it was found, before it is a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["COLUMNS", "DIALOGUE_COLUMNS", "FIELD_PREFIX", "CaseRow"]

COLUMNS = ("id", "input", "expected", "transcript", "language", "tags", "notes")
"""Those that are known, in the order in which they are written."""
DIALOGUE_COLUMNS = ("dialogue", "turns", "caller_voice", "pause_seconds", "interrupts_after_seconds")
"""Those of dialogues: known in rows that have one of the first two, and further columns in others."""
FIELD_PREFIX = "fields."
"""Before the name of a further column that is called like one of these."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A row of a file or a table, an object of JSON, an item of a list."""

    place: str
    """What it is called in sentences, such as ``cases.csv, row 3``."""
    values: Mapping[str, Any]
    """By the names of the columns."""
    is_of_table: bool
    """Whether it is of a table, where one text lists several answers."""
