"""The content of a case: the same as long as nothing changes that a score may look at."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from voicelab.callers.dialogue import Dialogue
from voicelab.cases.case import made_id

if TYPE_CHECKING:
    from voicelab.cases.case import Case

__all__ = ["case_content"]

_DIGITS = 32
"""Hexadecimal ones: no two cases have the same."""


def case_content(case: Case) -> str:
    """Return a digest of a case, whatever the order of its further fields."""
    asked = made_id(case.input, case.language)
    known: list[object] = [case.id, case.expected, case.transcript, case.language, case.tags, case.notes]
    if isinstance(case.input, Dialogue):
        known += [[turn.expected, turn.transcript] for turn in case.input.turns]
    told = sorted((name, repr(value)) for name, value in case.fields.items())
    return hashlib.sha256(json.dumps([asked, known, told]).encode()).hexdigest()[:_DIGITS]
