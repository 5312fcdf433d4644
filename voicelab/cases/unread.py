"""What was in a file and is known of no case: nobody looks for what is not there, and so it is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from voicelab.callers.simulated_caller import SimulatedCaller
from voicelab.cases.case import Case
from voicelab.cases.promptfoo_tests import assertions_left
from voicelab.cases.whole_dialogue import expected_text

__all__ = ["unread"]


def unread(cases: Sequence[Case], answers: Sequence[str]) -> Iterator[str]:
    """Yield a sentence, without its full stop, for each kind of thing.

    Parameters
    ----------
    answers
        Columns that may hold right answers.
    """
    if left := assertions_left(case.fields for case in cases):
        kinds = ", ".join(f"{kind} ({count:,})" for kind, count in left.most_common())
        yield (
            "assertions of promptfoo that are no answers stay in the fields of the cases, and check nothing: "
            f"{kinds}; scores take their place, see docs/scores.md"
        )
    known = any(isinstance(case.input, SimulatedCaller) or expected_text(case) for case in cases)
    if answers and cases and not known:
        yield (
            f"no case has an expected answer; if the column {answers[0]!r} holds these, say "
            f"expected={answers[0]!r}, and otherwise expected=None"
        )
