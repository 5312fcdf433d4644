"""Docstrings: what a function does, and what its parameters are, in the styles that people write."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

__all__ = ["FunctionDoc", "read_docstring"]

_UNDERLINE = re.compile(r"\s*-{3,}\s*")
_NUMPY_PARAMETERS = ("parameters", "other parameters")
_NUMPY_ENTRY = re.compile(r"(\*{0,2}\w+(?:\s*,\s*\*{0,2}\w+)*)\s*(?::.*)?")
_GOOGLE_SECTION = re.compile(
    r"(args|arguments|parameters|params|keyword args|keyword arguments|other parameters"
    r"|returns?|yields?|raises|examples?|notes?|see also|references|warnings?|warns|todo)\s*:",
    re.IGNORECASE,
)
_GOOGLE_PARAMETERS = ("arg", "param", "keyword", "other")
_GOOGLE_ENTRY = re.compile(r"(\*{0,2}\w+)\s*(?:\([^)]*\))?\s*:\s*(.*)")
_SPHINX_FIELD = re.compile(r":(\w+)(?:\s+([^:]*))?:\s*(.*)")
_SPHINX_PARAMETERS = ("param", "parameter", "arg", "argument", "key", "keyword")


@dataclass(frozen=True, slots=True)
class FunctionDoc:
    """What a docstring says of a function."""

    description: str = ""
    """What it does: all that stands ahead of the first section, each paragraph a line."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """What each parameter is."""


def read_docstring(text: str | None) -> FunctionDoc:
    """Return what a docstring says, in NumPy's, Google's or Sphinx' style, or in plain sentences.

    Examples
    --------
    >>> read_docstring("Look it up.\\n\\n:param city: Where.")
    FunctionDoc(description='Look it up.', parameters={'city': 'Where.'})
    """
    lines = inspect.cleandoc(text or "").splitlines()
    ahead = len(lines)
    parameters: dict[str, str] = {}
    for place, line in enumerate(lines):
        below = lines[place + 1] if place + 1 < len(lines) else ""
        is_title = bool(line.strip()) and not line[0].isspace()
        if is_title and _UNDERLINE.fullmatch(below):
            ahead = min(ahead, place)
            if line.strip().lower() in _NUMPY_PARAMETERS:
                parameters |= _entries(_numpy_section(lines[place + 2 :]), _NUMPY_ENTRY)
        elif is_title and _GOOGLE_SECTION.fullmatch(line.strip()) and (not below or below[0].isspace()):
            ahead = min(ahead, place)
            if line.strip().lower().startswith(_GOOGLE_PARAMETERS):
                parameters |= _entries(_indented(lines[place + 1 :]), _GOOGLE_ENTRY)
        elif is_title and (found := _SPHINX_FIELD.fullmatch(line.strip())):
            ahead = min(ahead, place)
            if found[1] in _SPHINX_PARAMETERS and found[2]:
                said = [found[3], *_indented(lines[place + 1 :])]
                parameters[found[2].split()[-1].lstrip("*")] = _joined(said)
    paragraphs = re.split(r"\n\s*\n", "\n".join(lines[:ahead]).strip())
    return FunctionDoc("\n".join(_joined(each.splitlines()) for each in paragraphs), parameters)


def _numpy_section(lines: list[str]) -> Iterator[str]:
    """Yield the lines of a section: up to the next one's title."""
    for place, line in enumerate(lines):
        if place + 1 < len(lines) and _UNDERLINE.fullmatch(lines[place + 1]):
            return
        yield line


def _indented(lines: list[str]) -> list[str]:
    """Return the lines that are indented below a title, without what they have in common of that."""
    found = []
    for line in lines:
        if line and not line[0].isspace():
            break
        found.append(line)
    return inspect.cleandoc("\n" + "\n".join(found)).splitlines()


def _entries(lines: Iterable[str], entry: re.Pattern[str]) -> dict[str, str]:
    """Return what is said of each name of a section."""
    names: list[str] = []
    said: dict[str, list[str]] = {}
    for line in lines:
        found = entry.fullmatch(line) if line and not line[0].isspace() else None
        if found is not None:
            names = [name.strip().lstrip("*") for name in found[1].split(",")]
            said |= {name: list(found.groups()[1:]) for name in names}
        elif line[:1].isspace() or not line:
            for name in names:
                said[name].append(line)
    return {name: _joined(parts) for name, parts in said.items()}


def _joined(lines: Iterable[str]) -> str:
    return " ".join(" ".join(lines).split())
