"""Several answers in one cell of a table: ``Everest | Chomolungma``, or a list as JSON writes it."""

from __future__ import annotations

import json
from collections.abc import Sequence

__all__ = ["answers_in", "as_one_cell"]

_SEPARATOR = "|"


def answers_in(cell: str) -> tuple[str, ...]:
    """Return the answers in a cell, without blanks around them.

    Examples
    --------
    >>> answers_in("Everest | Mount Everest, Nepal")
    ('Everest', 'Mount Everest, Nepal')
    >>> answers_in('["|x|", "abs(x)"]')
    ('|x|', 'abs(x)')
    """
    listed = _json_list(cell.strip())
    several = cell.split(_SEPARATOR) if listed is None else listed
    return tuple(answer.strip() for answer in several if answer.strip())


def as_one_cell(answers: Sequence[str]) -> str:
    """Return answers as one text, from which `answers_in` gives the same."""
    text = f" {_SEPARATOR} ".join(answers)
    return text if answers_in(text) == tuple(answers) else json.dumps(list(answers), ensure_ascii=False)


def _json_list(text: str) -> list[str] | None:
    """Return the texts and numbers of a JSON list, as they are written; `None` of anything else."""
    if not text.startswith("["):
        return None
    try:
        values = json.loads(text, parse_int=str, parse_float=str)
    except ValueError:
        return None
    return values if all(isinstance(value, str) for value in values) else None
