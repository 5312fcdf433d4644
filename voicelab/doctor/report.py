"""Check: one thing that `voicelab.doctor` looked at, and all of them together."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from voicelab.errors import VoicelabError

__all__ = ["AREAS", "Area", "Check", "Diagnosis", "Status", "failure"]

Status = Literal["ok", "warning", "failed"]
"""How it is: all well, worth knowing, or not usable."""

Area = Literal["set", "installed", "audible", "reachable"]

AREAS: dict[Area, str] = {
    "set": "What is set",
    "installed": "What is installed",
    "audible": "What is audible on this machine",
    "reachable": "What is reachable",
}
"""What is looked at, in this order, and its title."""

_COLOURS: dict[Status, str] = {
    "ok": "var(--jp-success-color1, #2e7d32)",
    "warning": "var(--jp-warn-color0, #b26a00)",
    "failed": "var(--jp-error-color1, #c62828)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    area: Area
    """What kind of thing."""
    name: str
    """Which thing: a variable, a package, a service."""
    status: Status
    """How it is."""
    message: str
    """What was found, in a sentence or a few words; never holds a credential."""
    hint: str = ""
    """How to fix it; empty where there is nothing to fix."""

    def __str__(self) -> str:
        text = f"{self.status:8} {self.name}: {self.message}"
        return f"{text}\n{' ' * 9}{self.hint}" if self.hint else text


class Diagnosis(list[Check]):
    """All checks, in order; prints as text, and shows itself as a table in a notebook."""

    @property
    def healthy(self) -> bool:
        """Whether nothing failed."""
        return all(check.status != "failed" for check in self)

    def __str__(self) -> str:
        lines: list[str] = []
        for area, title in AREAS.items():
            checks = [textwrap.indent(str(check), "  ") for check in self if check.area == area]
            lines += [title, *checks] if checks else []
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows: list[Markup] = []
        for area, title in AREAS.items():
            checks = [check for check in self if check.area == area]
            if checks:
                rows.append(_TITLE.format(title))
                rows += map(_row, checks)
        return str(Markup("<table>{}</table>").format(Markup().join(rows)))


def failure(area: Area, name: str, error: VoicelabError) -> Check:
    """Return the check that an error makes."""
    return Check(area=area, name=name, status="failed", message=error.message, hint=error.hint)


_TITLE = Markup('<tr><th colspan="3" style="text-align:left">{}</th></tr>')
_ROW = Markup(
    '<tr><td style="color:{}">{}</td><td style="text-align:left">{}</td>'
    '<td style="text-align:left">{}{}</td></tr>'
)


def _row(check: Check) -> Markup:
    hint = Markup("<br><em>{}</em>").format(check.hint) if check.hint else ""
    return _ROW.format(_COLOURS[check.status], check.status, check.name, check.message, hint)
