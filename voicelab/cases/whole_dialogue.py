"""What is known of a case in all, in one text each: of a dialogue that is of all its turns."""

from __future__ import annotations

from voicelab.callers.dialogue import Dialogue
from voicelab.cases.answers import as_one_cell
from voicelab.cases.case import Case

__all__ = ["expected_text", "reference_transcript"]

_NOTHING = "–"
"""Of a turn that expects nothing."""


def expected_text(case: Case) -> str | None:
    """Return the answers that are right in one cell, of a dialogue turn by turn; `None` for none."""
    if not isinstance(case.input, Dialogue):
        return as_one_cell(case.expected) if case.expected else None
    turns = [turn.expected for turn in case.input.turns]
    return " / ".join(as_one_cell(each) if each else _NOTHING for each in turns) if any(turns) else None


def reference_transcript(case: Case) -> str | None:
    """Return what is said word for word, of a dialogue that is spoken in all turns; `None` if not known."""
    if not isinstance(case.input, Dialogue):
        return case.transcript
    said = [turn.reference for turn in case.input.turns]
    if None in said or not case.input.is_spoken:
        return None
    return " ".join(filter(None, said))
