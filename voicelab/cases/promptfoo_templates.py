"""promptfoo's templates, as far as they only name variables: ``Solve this riddle: {{riddle}}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

__all__ = ["javascript_text", "rendered", "rendered_variables"]

_VARIABLE = re.compile(r"\{\{\s*(?P<path>\w+(?:\.\w+)*)\s*\}\}")
_MARKS = re.compile(r"\{[{%#]")


def javascript_text(value: Any) -> str:
    """Return a value as promptfoo writes and compares it: as JavaScript does."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        value = float(value)
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def rendered(template: str, variables: Mapping[str, Any]) -> str:
    """Return a template with its variables filled in.

    Raises
    ------
    ValueError
        It names what is no variable, or holds more of Nunjucks than names.
    """
    if not _MARKS.search(template):
        return template
    if _MARKS.search(_VARIABLE.sub("", template)):
        raise ValueError("the template holds more than names of variables, such as {{question}}")
    return _VARIABLE.sub(lambda found: _value(found["path"], variables), template)


def rendered_variables(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return variables, those filled in that name others; what cannot be filled in stays as it is."""
    own = dict(variables)
    for name, value in variables.items():
        if isinstance(value, str):
            try:
                own[name] = rendered(value, variables)
            except ValueError:
                continue
    return own


def _value(path: str, variables: Mapping[str, Any]) -> str:
    first, *rest = path.split(".")
    if first == "vars" and first not in variables and rest:
        first, *rest = rest
    value: Any = variables.get(first)
    for name in rest:
        value = value.get(name) if isinstance(value, Mapping) else None
    if not isinstance(value, str | int | float | Decimal):
        raise ValueError(f"the template wants {{{{{path}}}}}, and the test has no such text or number")
    return javascript_text(value)
