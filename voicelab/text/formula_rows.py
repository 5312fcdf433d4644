"""Rows of formulas: equations one below the other, matrices, cases. What parts them must be heard."""

from __future__ import annotations

import itertools
import re

__all__ = ["ROW", "joined_rows", "parted_rows"]

ROW = "\ue006"
"""Stands between two rows of a formula."""

_BREAK = re.compile(r"\\\\(?:\s?\[-?[\d.]+\s?(?:pt|em|ex|mm|cm|in)\])?|\\(?:newline|cr)(?![A-Za-z])")
_GRID = re.compile(
    r"\\begin\s*\{((?:[pbvVB]|small)?matrix|[dr]?cases|array)\*?\}(?:\{[^{}]*\})?"
    r"((?:(?!\\begin|\\end).)*)\\end\s*\{\1\*?\}",
    re.DOTALL,
)
"""What has cells: matrices, cases, tables."""
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}(?:\{[lcr|\d ]*\})?")
_BRACKETS = {"pmatrix": "()", "bmatrix": "[]", "Bmatrix": ("\\{", "\\}"), "vmatrix": "||", "Vmatrix": "∥∥"}
_CELLS = re.compile(r"(?<!\\)&")
_RELATION = re.compile(r"[=<>≤≥≈≡≠]|\\(?:leq?|geq?|neq?|lt|gt|approx|equiv)(?![A-Za-z])")
_GOES_ON = re.compile(r"[=<>≤≥≈≡≠∼≅≃∝+−×·÷/⇒→⇔↔∴,;.)\]]")
_STAYS_OPEN = re.compile(r"[=<>≤≥≈≡≠∼≅≃∝+−×·÷/⇒→⇔↔(\[,;.:-]$")


def parted_rows(latex: str) -> str:
    """Return a formula whose rows are parted by `ROW`, and whose tables are written in one row."""
    text = _BREAK.sub(ROW, latex)
    for _ in range(8):  # from the innermost outwards
        before, text = text, _GRID.sub(_grid, text)
        if text == before:
            break
    text = _CELLS.sub(" ", _ENVIRONMENT.sub(" ", text))
    lines = [line.strip() for line in text.strip().split("\n")]
    parted = lines[0]
    for before, line in itertools.pairwise(lines):
        is_next = _RELATION.search(before) and _RELATION.search(line) and not _RELATION.match(line)
        parted += (ROW if is_next else " ") + line
    return parted


def joined_rows(text: str) -> str:
    """Return rows joined by commas, but where one goes on with the one before."""
    rows = [row for row in map(str.strip, text.split(ROW)) if row]
    joined = "".join(rows[:1])
    for row in rows[1:]:
        joined += (" " if _GOES_ON.match(row) or _STAYS_OPEN.search(joined) else ", ") + row
    return joined


def _grid(grid: re.Match[str]) -> str:
    rows = []
    for row in grid[2].split(ROW):
        cells = [cell for cell in map(str.strip, _CELLS.split(row.replace("\\hline", " "))) if cell]
        spoken = "".join(cells[:1])
        for cell in cells[1:]:
            spoken += (" " if cell.startswith("\\text") or spoken.endswith((",", ";")) else ", ") + cell
        if spoken:
            rows.append(spoken)
    opening, closing = _BRACKETS.get(grid[1], ("", ""))
    return f" {opening}{'; '.join(rows)}{closing} "
