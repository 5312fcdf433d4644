"""Checks as a table for notebooks, in the colours of JupyterLab's theme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from markupsafe import Markup

from voicelab.doctor.checks import AREAS, Check, Status
from voicelab.notebook_html import notebook_html

__all__ = ["diagnosis_html"]

_MARKS: dict[Status, tuple[str, str]] = {
    "ok": ("✓ ok", "var(--jp-success-color1, #2e7d32)"),
    "warning": ("! warning", "var(--jp-warn-color0, #b26a00)"),
    "failed": ("✗ failed", "var(--jp-error-color1, #c62828)"),
}
"""The word beside the mark: colours alone tell some people nothing."""

_TABLE = Markup(
    '<div style="max-width:60em;overflow-wrap:anywhere;color:var(--jp-content-font-color1, inherit)">'
    '<table style="width:100%;border-collapse:collapse;text-align:left;table-layout:auto">{}</table>'
    '<p style="margin:.6em 0 0;padding:.4em .6em;border-left:3px solid var(--jp-brand-color1, #1976d2)">'
    "<strong>Next:</strong> {}</p></div>"
)
_CELL = "text-align:left;vertical-align:top;padding:.15em .6em .15em 0;white-space:normal;"
_TITLE = Markup('<tr><th colspan="3" scope="colgroup" style="{}padding-top:.7em">{}</th></tr>')
_ROW = Markup(
    '<tr><td style="{0}white-space:nowrap;color:{1}">{2}</td>'
    '<td style="{0}overflow-wrap:anywhere;min-width:6em">{3}</td>'
    '<td style="{0}overflow-wrap:anywhere;width:70%">{4}</td></tr>'
)
_HINT = Markup('{}<br><span style="color:var(--jp-content-font-color2, inherit)">→ {}</span>')
_FOLDED = Markup("<details><summary>{} {}</summary><div>{}</div></details>")


def diagnosis_html(checks: Iterable[Check], next_step: str) -> str:
    """Return a table of checks, those of many that are well folded, and the sentence below it."""
    each = list(checks)
    rows: list[Markup] = []
    for area, title in AREAS.items():
        of_area = [check for check in each if check.area == area]
        if of_area:
            rows += [_TITLE.format(_CELL, title), *_rows(of_area)]
    return str(notebook_html(_TABLE.format(Markup().join(rows), next_step)))


def _rows(checks: Sequence[Check]) -> Iterator[Markup]:
    for group, members in groupby(checks, lambda check: check.group if check.status == "ok" else ""):
        if not group:
            yield from (
                _row(it.status, it.name, _HINT.format(it.message, it.hint) if it.hint else it.message)
                for it in members
            )
            continue
        listed = list(members)
        each = ", ".join(f"{it.name} {it.message}" for it in listed)
        yield _row("ok", group, _FOLDED.format(len(listed), group, each))


def _row(status: Status, name: str, what: str) -> Markup:
    mark, colour = _MARKS[status]
    return _ROW.format(_CELL, colour, mark, name, what)
