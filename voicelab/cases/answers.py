"""Several answers in one cell of a table: ``Everest | Chomolungma``, or a list as JSON writes it."""

from __future__ import annotations

import ast
import contextlib
import json
import re
from collections.abc import Sequence
from typing import Any

__all__ = ["answers_in", "as_one_cell"]

_SEPARATOR = "|"
_LIKE_TEXTS = re.compile(r"\[\s*['\"].*['\"]\s*\]", re.DOTALL)


def answers_in(cell: str) -> tuple[str, ...]:
    """Return the answers in a cell, without blanks around them.

    Examples
    --------
    >>> answers_in("Everest | Mount Everest, Nepal")
    ('Everest', 'Mount Everest, Nepal')
    >>> answers_in('["|x|", "abs(x)"]')
    ('|x|', 'abs(x)')

    Raises
    ------
    ValueError
        It looks like a list, and is none of JSON or Python.
    """
    listed = _list_of_texts(cell.strip())
    several = cell.split(_SEPARATOR) if listed is None else listed
    return tuple(answer.strip() for answer in several if answer.strip())


def as_one_cell(answers: Sequence[str]) -> str:
    """Return answers as one text, from which `answers_in` gives the same."""
    text = f" {_SEPARATOR} ".join(answers)
    with contextlib.suppress(ValueError):
        if answers_in(text) == tuple(answers):
            return text
    return json.dumps(list(answers), ensure_ascii=False)


def _list_of_texts(text: str) -> list[str] | None:
    """Return the texts and numbers of a list, as they are written; `None` of anything else."""
    if not text.startswith("["):
        return None
    try:
        values = json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return _python_list(text)
    return values if all(isinstance(value, str) for value in values) else None


def _python_list(text: str) -> list[str] | None:
    """Return the texts of a list as Python writes it, and so do tables that pandas saves."""
    if not _LIKE_TEXTS.fullmatch(text):
        return None
    values: Any = None
    with contextlib.suppress(ValueError, SyntaxError, MemoryError, RecursionError):
        values = ast.literal_eval(text)
    # NumPy writes no commas, and Python joins texts without any between: those would be one answer.
    if not isinstance(values, list) or repr(values) != text or not all(isinstance(v, str) for v in values):
        raise ValueError(f'{text[:60]!r} looks like a list of texts; write it as JSON: ["a", "b"]')
    return values
