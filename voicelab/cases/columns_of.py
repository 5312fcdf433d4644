"""A case as the columns of a table."""

from __future__ import annotations

from typing import Any

from voicelab.cases.case import Case
from voicelab.cases.case_row import COLUMNS, DIALOGUE_COLUMNS, FIELD_PREFIX

__all__ = ["columns_of"]


def columns_of(case: Case) -> dict[str, Any]:
    """Return what a case holds by the names of its columns, a recording by its path, if it has one."""
    own = {name: getattr(case, name) for name in COLUMNS}
    if case.recording is not None:
        own["input"] = str(case.recording)
    further = {_further(name): value for name, value in case.fields.items()}
    return own | further


def _further(name: str) -> str:
    """Return what a further column is called, which must be no other's name."""
    is_taken = name.casefold() in (*COLUMNS, *DIALOGUE_COLUMNS) or name.startswith(FIELD_PREFIX)
    return f"{FIELD_PREFIX}{name}" if is_taken else name
