"""A case as the columns of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from voicelab.callers.simulated_caller import SimulatedCaller
from voicelab.cases.caller_columns import CALLER_COLUMNS
from voicelab.cases.case import Case
from voicelab.cases.case_row import COLUMNS, DIALOGUE_COLUMNS, FIELD_PREFIX
from voicelab.cases.other_names import renamed_columns
from voicelab.cases.promptfoo_tests import is_promptfoos

__all__ = ["columns_of"]


def columns_of(case: Case) -> dict[str, Any]:
    """Return what a case holds by the names of its columns, a recording by its path, if it has one."""
    own = {name: getattr(case, name) for name in COLUMNS}
    if case.recording is not None:
        own["input"] = str(case.recording)
    taken = CALLER_COLUMNS if isinstance(case.input, SimulatedCaller) else ()
    further = {_further(name, value, taken): value for name, value in case.fields.items()}
    return own | further


def _further(name: str, value: Any, taken: Sequence[str]) -> str:
    """Return what a further column is called, which must be no other's name."""
    is_taken = name.casefold() in (*COLUMNS, *DIALOGUE_COLUMNS, *taken) or name.startswith(FIELD_PREFIX)
    is_taken = is_taken or bool(renamed_columns([name])) or is_promptfoos({name: value})
    return f"{FIELD_PREFIX}{name}" if is_taken else name
