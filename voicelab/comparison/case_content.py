"""The content of a case: the same as long as nothing changes that a score may look at."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicelab.cases.case import Case

__all__ = ["case_content"]


def case_content(case: Case, asked: str) -> str:
    """Return a digest of all that is known of a case, whatever the order of its further fields.

    Parameters
    ----------
    asked
        Digest of its input, which need not be made again.
    """
    known = [case.id, case.expected, case.transcript, case.language, case.tags, case.notes]
    told = sorted((name, repr(value)) for name, value in case.fields.items())
    return hashlib.sha256(json.dumps([asked, known, told]).encode()).hexdigest()
