"""Findings: what an input did that no input may do; and what came back, counted."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

__all__ = ["Finding", "Tally"]

_LONGEST_INPUT = 20_000
_RAISED = re.compile(r"[A-Za-z_][\w.]*(?:Error|Exception|Warning|Message|Header|Method)\b")


@dataclass(frozen=True, slots=True)
class Finding:
    """An input, and what came of it."""

    target: str
    what: str
    given: str
    """The input, as Python writes it."""

    @property
    def kind(self) -> str:
        """What findings of one kind have in common: the last line of a traceback, or the sentence."""
        lines = [line.rstrip() for line in self.what.splitlines() if line.strip()]
        places = [line.strip() for line in lines if line.strip().startswith("File ")]
        raised = [line for line in lines if _RAISED.match(line)]
        return " | ".join([*places[-1:], (raised or lines)[-1]])[:300]


@dataclass
class Tally:
    """What a target was given and what came back."""

    name: str
    inputs: int = 0
    seconds: float = 0.0
    answers: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def add(self, what: str, given: object) -> None:
        """Note a finding."""
        self.findings.append(Finding(self.name, what, repr(given)[:_LONGEST_INPUT]))
