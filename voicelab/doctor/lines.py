"""Checks as lines of text: as they come, each area below its title, what is well of many in one line."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from voicelab.doctor.checks import AREAS, Area, Check, Status
from voicelab.printable import printable

__all__ = ["WORDS", "CheckLines"]

WORDS: Mapping[Status, str] = {"ok": "ok      ", "warning": "warning ", "failed": "failed  "}
"""What stands ahead of each check: all of one width."""

_WIDTH = 100


class CheckLines:
    """Makes lines of checks, one after the other.

    Parameters
    ----------
    marks
        What stands for each status.
    """

    def __init__(self, marks: Mapping[Status, str] = WORDS) -> None:
        self._marks = marks
        self._area: Area | None = None
        self._group: list[Check] = []

    def lines(self, check: Check) -> list[str]:
        """Return what is to be written now; of one of many that is well, nothing yet."""
        lines: list[str] = []
        if self._group and (check.group != self._group[0].group or check.area != self._area):
            lines += self.rest()
        if check.area != self._area:
            lines += ([""] if self._area is not None else []) + [AREAS[check.area]]
            self._area = check.area
        if check.group and check.status == "ok":
            self._group.append(check)
            return lines
        lines.append(f"  {self._marks[check.status]} {printable(f'{check.name}: {check.message}')}")
        if check.hint:
            lines.append(f"{self._indent}{printable(check.hint)}")
        return lines

    def rest(self) -> list[str]:
        """Return what is still to be written."""
        group, self._group = self._group, []
        if not group:
            return []
        each = printable(", ".join(f"{check.name} {check.message}" for check in group))
        text = f"  {self._marks['ok']} {len(group)} {group[0].group}: {each}"
        return textwrap.wrap(text, _WIDTH, subsequent_indent=self._indent, break_on_hyphens=False)

    @property
    def _indent(self) -> str:
        return " " * (len(WORDS["ok"]) + 3 if self._marks is WORDS else 4)
