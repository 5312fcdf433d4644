"""Suites as TOML files: each key read by what the rest of voicelab says of it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from voicelab.cases.cases import Cases
from voicelab.comparison.axes import varied_settings
from voicelab.comparison.checks.given_checks import checks_of
from voicelab.comparison.condition_axes import CONDITION_AXES, condition_choices
from voicelab.comparison.limits import Limits
from voicelab.conditions.conditions import CONDITION_KINDS
from voicelab.conditions.noises import NOISES
from voicelab.exchange.pricing import Prices
from voicelab.expanded_path import expanded_path
from voicelab.settings import DECLARATIONS, Settings
from voicelab.settings.kinds import Kind, OrNone
from voicelab.suite.outputs import OUTPUTS, Outputs
from voicelab.suite.own_functions import own_function
from voicelab.suite.suite import SERVICES, Suite
from voicelab.suite.suite_scores import scores_of
from voicelab.toml_table import TomlTable, read_toml
from voicelab.tools.tool import Tool
from voicelab.tools.toolbox import Toolbox

__all__ = ["KEYS", "read_outputs", "read_suite"]

KEYS = {
    "suite": [
        *("name", "cases", "repeats", "settings", "conditions", "tools", "scores", "checks"),
        *("limits", "services", "prices", "log", "outputs"),
    ],
    "cases": ["file", "encoding", "columns", "tags", "sample"],
    "conditions": list(CONDITION_KINDS),
    "limits": [field.name for field in dataclasses.fields(Limits)],
    "outputs": ["dir", *OUTPUTS],
}
"""The keys that a suite may have, and those of its tables; of ``settings`` they are all settings."""


def read_suite(path: str | Path) -> Suite:
    """Read a suite; paths in it begin in its folder.

    Tools, and scores of one's own, are imported, so that a suite runs code: read no suite of a stranger.

    Raises
    ------
    FileNotFoundError
        There is no such file, or one that it names is missing.
    ValueError
        It cannot be read; the message names the file, the table and the key.
    """
    file = expanded_path(path)
    table = read_toml(file)
    table.check_keys(KEYS["suite"])
    cases = _cases(table)
    repeats = table.of_kind("repeats", int, "a whole number, 1 or more")
    if repeats is not None and repeats < 1:
        raise ValueError(f"{table.place}, key repeats: it must be 1 or more, not {repeats}")
    prices = _prices(table)
    services = table.text("services", SERVICES[0])
    if services not in SERVICES:
        raise ValueError(f"{table.place}, key services: it is one of {', '.join(SERVICES)}, not {services!r}")
    return Suite(
        name=table.text("name", file.stem),
        path=file,
        cases=cases,
        repeats=1 if repeats is None else repeats,
        choices=_settings(table.table("settings")) | _conditions(table.table("conditions")),
        tools=_tools(table),
        scores=scores_of(table, prices),
        checks=checks_of(table),
        limits=_limits(table.table("limits")),
        prices=prices,
        log=table.path("log"),
        services=services,
        outputs=_outputs(table.table("outputs")),
    )


def read_outputs(path: str | Path) -> Outputs:
    """Read of a suite which files are written of it, whatever is wrong with the rest of it.

    Raises
    ------
    FileNotFoundError, ValueError
        Nor can that be read.
    """
    return _outputs(read_toml(expanded_path(path)).table("outputs"))


def _cases(table: TomlTable) -> Cases:
    """Return the cases: those of a file, or those that stand in the suite itself."""
    given = table.of_kind("cases", (str, list, dict), "the path of a file, a table or a list of tables")
    if given is None:
        raise ValueError(f"{table.place} has no cases: name a file by cases = 'cases.csv', or list them")
    if isinstance(given, list):
        with table.placed("cases"):
            cases = Cases.read(given, folder=table.folder)
    elif isinstance(given, str):
        path = table.path("cases")
        with table.placed("cases"):
            cases = Cases.read(path)
    else:
        cases = _cases_of_file(table.table("cases"))
    if not len(cases):
        raise ValueError(f"{table.place}, key cases: there are none")
    return cases


def _cases_of_file(table: TomlTable) -> Cases:
    table.check_keys(KEYS["cases"])
    path, columns = table.path("file"), table.table("columns")
    if path is None:
        raise ValueError(f"{table.place} has no key file, which names the file of the cases")
    named = {column: columns.text(column) for column in columns.values}
    with table.placed("file"):
        cases = Cases.read(path, encoding=table.text("encoding") or None, **named)
    with table.placed("tags"):
        cases = cases.filter(tags=table.texts("tags"))
    sample = table.of_kind("sample", int, "a whole number")
    with table.placed("sample"):
        return cases if sample is None else cases.sample(sample)


def _settings(table: TomlTable) -> dict[str, Any]:
    """Return settings as `compare` takes them, each of its values checked."""
    table.check_keys(DECLARATIONS)
    choices = {}
    for name, given in table.values.items():
        choices[name] = _with_none(given, DECLARATIONS[name].kind)
        with table.placed(name):
            varied_settings(Settings(), {name: choices[name]})
    return choices


def _conditions(table: TomlTable) -> dict[str, Any]:
    """Return conditions as `compare` takes them, each of its values checked."""
    table.check_keys(KEYS["conditions"])
    axes = {field: axis for axis, field in CONDITION_AXES.items()}
    choices = {}
    for name, given in table.values.items():
        values = _with_none(given, CONDITION_KINDS[name])
        if name == "noise":
            several = values if isinstance(values, list) else [values]
            values = [_noise(each, table.folder) for each in several]
        choices[axes[name]] = values
        with table.placed(name):
            condition_choices({axes[name]: values})
    return choices


def _with_none(given: Any, kind: Kind[Any]) -> Any:
    """Return a value or several, with `None` where it is written ``none``: TOML has no word for it."""
    if isinstance(given, list):
        return [_with_none(each, kind) for each in given]
    is_none = isinstance(kind, OrNone) and isinstance(given, str) and kind.parse(given) is None
    return None if is_none else given


def _noise(given: Any, folder: Path) -> Any:
    """Return a kind of noise, or the path of a recording of one."""
    is_file = isinstance(given, str) and given not in NOISES and expanded_path(given).suffix
    return folder / expanded_path(given) if is_file else given


def _tools(table: TomlTable) -> list[Tool]:
    """Return the tools that a suite lists as ``tools``: functions, or `Tool` of them, by where they stand."""
    with table.placed("tools"):
        named = [own_function(name, table.folder, what="a tool") for name in table.texts("tools")]
        tools = list(map(Tool.of, named))
        Toolbox(tools)
        return tools


def _limits(table: TomlTable) -> Limits:
    table.check_keys(KEYS["limits"])
    for name, value in table.values.items():
        with table.placed(name):
            Limits(**{name: value})
    return Limits(**table.values)


def _prices(table: TomlTable) -> Prices | None:
    path = table.path("prices")
    with table.placed("prices"):
        return None if path is None else Prices.read(path)


def _outputs(table: TomlTable) -> Outputs:
    table.check_keys(KEYS["outputs"])
    return Outputs(folder=table.path("dir"), **{name: table.path(name) for name in OUTPUTS})
