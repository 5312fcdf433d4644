"""The answer of a caller's model: what it says next, and what it makes of the call so far."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voicelab.completion.answer_objects import answer_objects, reason_in, truth_in
from voicelab.text.plain_speech import plain_speech

__all__ = ["CallerAnswer", "read_caller_answer"]

_LABEL = r"[\W_]*(?P<name>reason|goal[_ ]met|gives[_ ]up|says)[*_`\"']*\s*[:=][*_`]*"
_NEXT_LINE = rf"\n\s*(?=\S)(?!{_LABEL.replace('?P<name>', '?:')})"
"""To a line that is no field of its own."""
_LABELLED = re.compile(
    rf"^{_LABEL}[^\S\n]*(?:{_NEXT_LINE})?(?P<value>.*)$",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class CallerAnswer:
    """What the caller's model answered."""

    says: str
    """What it says next, as a voice says it: without markup, white space as single spaces."""
    goal_met: bool
    gives_up: bool
    reason: str


def read_caller_answer(text: str, *, is_last: bool = False) -> CallerAnswer | None:
    """Return what an answer says, the last of it that can be read; `None` where nothing can.

    JSON, also within other text; otherwise lines such as ``says: Four, please.``

    Parameters
    ----------
    is_last
        Whether only the verdict is wanted: then nothing need be said next.

    Examples
    --------
    >>> read_caller_answer('{"reason": "It asks.", "goal_met": false, "gives_up": "no", "says": "**Four**."}')
    CallerAnswer(says='Four.', goal_met=False, gives_up=False, reason='It asks.')
    >>> read_caller_answer("Four, please.") is None
    True
    """
    for found in reversed(answer_objects(text)):
        if (answer := _answer(found, is_last=is_last)) is not None:
            return answer
    if "{" in text:
        return None  # what a broken object quotes would pass for its fields
    lines = {match["name"].lower().replace(" ", "_"): match["value"] for match in _LABELLED.finditer(text)}
    return _answer({name: value.strip().strip("\"'") for name, value in lines.items()}, is_last=is_last)


def _answer(found: Mapping[str, Any], *, is_last: bool) -> CallerAnswer | None:
    says, reason = found.get("says"), found.get("reason")
    truths = {name: truth_in(found.get(name)) for name in ("goal_met", "gives_up")}
    is_over = True in truths.values() or (is_last and truths["goal_met"] is not None)
    if not isinstance(says, str | None) or (says is None and not is_over):
        return None
    return CallerAnswer(
        says=" ".join(plain_speech(says or "").split()),
        goal_met=truths["goal_met"] is True,
        gives_up=truths["gives_up"] is True,
        reason=reason_in(reason),
    )
