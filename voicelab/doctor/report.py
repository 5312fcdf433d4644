"""Diagnosis: all that `voicelab.doctor` found, and the one thing to do next."""

from __future__ import annotations

import dataclasses
from typing import Any

from voicelab.doctor.checks import AREAS, Area, Check, Status
from voicelab.doctor.html import diagnosis_html
from voicelab.doctor.lines import CheckLines
from voicelab.text.sentences import as_sentence, has_end_mark

__all__ = ["AREAS", "Area", "Check", "Diagnosis", "Status"]

READY = (
    "Everything is ready: run voicelab quickstart (in a checkout: make quickstart), or show session.panel() "
    "in a notebook."
)


class Diagnosis(list[Check]):
    """All checks, in order; prints as text, and shows itself as a table in a notebook."""

    is_complete = True
    """Whether all checks were made; not so after an interrupt."""

    @property
    def healthy(self) -> bool:
        """Whether nothing failed."""
        return all(check.status != "failed" for check in self)

    @property
    def next_step(self) -> str:
        """The one thing to do next, in a sentence: what mends the first cause of trouble."""
        if problem := self._problem():
            return _mend(problem)
        return READY if self.is_complete else "Interrupted: run it again to know the rest."

    def as_dict(self) -> dict[str, Any]:
        """Return all of it as JSON has it; docs/cli.md lists the fields."""
        return {
            "healthy": self.healthy,
            "complete": self.is_complete,
            "next_step": self.next_step,
            "checks": [dataclasses.asdict(check) for check in self],
        }

    def _problem(self) -> Check | None:
        """Return the check to begin with: what failed ahead of warnings, causes ahead of what follows."""
        for status in ("failed", "warning"):
            for check in self:
                if check.status == status and not check.is_optional:
                    return check
        return None

    def __str__(self) -> str:
        printer = CheckLines()
        lines = [line for check in self for line in printer.lines(check)] + printer.rest()
        return "\n".join([*lines, "", f"Next: {self.next_step}"])

    def _repr_html_(self) -> str:
        return diagnosis_html(self, self.next_step)


def _mend(problem: Check) -> str:
    """Return how to mend a problem, so that it is clear without the table: the thing itself is named."""
    if has_end_mark(problem.message):  # an error, which is a sentence and names it
        return f"{problem.message} {problem.hint}".strip()
    step = problem.hint or as_sentence(problem.message)
    return step if problem.name in step else f"{problem.name}: {step}"
