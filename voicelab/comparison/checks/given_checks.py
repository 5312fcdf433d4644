"""Checks as they are given: one or several texts, or the path of a file that lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from voicelab.comparison.checks.cell_check import CellCheck
from voicelab.comparison.checks.check_text import EXAMPLES, parse_check
from voicelab.expanded_path import expanded_path
from voicelab.toml_table import TomlTable, read_toml

__all__ = ["checks_of", "given_checks"]

_TOML = ".toml"


def given_checks(given: Any) -> list[CellCheck]:
    """Return the checks that an argument means, each once.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError, TypeError
        There are none, or one cannot be read.
    """
    if isinstance(given, Path) or (isinstance(given, str) and given.strip().lower().endswith(_TOML)):
        table = read_toml(expanded_path(given))
        checks = checks_of(table)
    elif isinstance(given, str):
        checks = [parse_check(given)]
    elif isinstance(given, Iterable) and not isinstance(given, bytes | Mapping):
        checks = [each if isinstance(each, CellCheck) else parse_check(each) for each in given]
    else:
        raise TypeError(f"checks are texts such as {EXAMPLES}, or the path of a TOML file, not {given!r}")
    if not checks:
        raise ValueError(f"there are no checks: give texts such as {EXAMPLES}, or list them as checks = […]")
    return _each_once(checks)


def checks_of(table: TomlTable) -> list[CellCheck]:
    """Return the checks that a suite lists as ``checks``; files that they name are beside it.

    Raises
    ------
    ValueError
        One cannot be read; the message names the file and the key.
    """
    with table.placed("checks"):
        return _each_once([parse_check(each, folder=table.folder) for each in table.texts("checks")])


def _each_once(checks: Sequence[CellCheck]) -> list[CellCheck]:
    return list({check.text: check for check in checks}.values())
