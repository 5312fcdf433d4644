"""promptfoo's tests, as JSON or as a row of a table, by the names of our columns."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from voicelab.cases.case_row import COLUMNS

__all__ = ["as_columns", "assertions_left", "is_promptfoos", "lone"]

_EXPECTED = re.compile(r"__expected\d*")
_ASSERTION = re.compile(
    r"\s*(?P<kind>(?:not-)?[a-z]+(?:-[a-z]+)*)(?:\([\d.]+\))?:\s*(?P<value>.*)", re.DOTALL
)
_BARE_ASSERTION = re.compile(r"\s*(?:not-)?(?:(?:is|contains)-[a-z-]+|guardrails|moderation|latency|cost)\s*")
_KIND = re.compile(r"[a-z0-9:-]{1,50}")
_ONE_ANSWER = ("equals", "contains", "icontains")
_ANY_ANSWER = ("contains-any", "icontains-any")


def is_promptfoos(values: Mapping[str, Any]) -> bool:
    """Say whether a row is one of promptfoo's tests."""
    return isinstance(values.get("vars"), Mapping) or any(name.startswith("__expected") for name in values)


def as_columns(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a test with its variables as columns, and which of them are ours by another name."""
    return _of_test(values) if isinstance(values.get("vars"), Mapping) else _of_table(values)


def lone(variables: Collection[str]) -> dict[str, str]:
    """Return the one variable as what is asked; of several, nobody knows which it is."""
    others = [name for name in variables if name.casefold() not in COLUMNS]
    return {others[0]: "input"} if len(others) == 1 else {}


def assertions_left(fields: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """Return how many assertions stay in the further columns of cases, by their kinds."""
    kinds: Counter[str] = Counter()
    for further in fields:
        listed = further.get("assert")
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, Mapping):
                kind = str(each.get("type"))
                kinds[kind if _KIND.fullmatch(kind) else "others"] += 1
        for name, cell in further.items():
            if _EXPECTED.fullmatch(name) and isinstance(cell, str):
                found = _ASSERTION.fullmatch(cell)
                kind = found["kind"] if found else cell.strip()
                kinds[kind if found or _BARE_ASSERTION.fullmatch(cell) else "equals"] += 1
    return kinds


def _of_test(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return one of promptfoo's tests, its variables as columns, and which of them are ours."""
    variables = values["vars"]
    own = {**variables, **{name: value for name, value in values.items() if name != "vars"}}
    renamed = {**lone(variables), "description": "notes"}
    assertions = own.get("assert")
    if isinstance(assertions, list):
        answers = [_answers(each) if isinstance(each, Mapping) else None for each in assertions]
        if sum(each is not None for each in answers) == 1:  # several must all hold, which no case says
            place = next(place for place, each in enumerate(answers) if each is not None)
            own["assert"] = assertions[:place] + assertions[place + 1 :] or None
            own["assertion"], renamed["assertion"] = answers[place], "expected"
    return own, renamed


def _of_table(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    own = dict(values)
    renamed = {
        **lone([name for name in values if not name.startswith("__")]),
        "__description": "notes",
        "__metadata:tags[]": "tags",
    }
    answers = {
        name: words
        for name, value in values.items()
        if _EXPECTED.fullmatch(name) and (words := _answers_in(value)) is not None
    }
    if len(answers) == 1:
        ((name, own[name]),) = answers.items()
        renamed[name] = "expected"
    return own, renamed


def _answers(assertion: Mapping[str, Any]) -> list[str] | None:
    """Return the answers of which an assertion wants one; `None` where it wants something else."""
    kind, value = assertion.get("type"), assertion.get("value")
    if not isinstance(value, str | int | float | list):
        return None
    if kind in _ONE_ANSWER:
        return None if isinstance(value, list) else [_text(value)]
    if kind in _ANY_ANSWER:
        several = value if isinstance(value, list) else _listed(_text(value))
        return [_text(each).strip() for each in several]
    return None


def _listed(text: str) -> list[str]:
    """Return what stands between commas, as in a row of CSV: what is quoted may hold some."""
    return next(csv.reader([" ".join(text.split())], skipinitialspace=True), [])


def _text(value: Any) -> str:
    """Return a value as promptfoo compares it: as JavaScript writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def _answers_in(text: Any) -> list[str] | None:
    """Return the same of an assertion in a cell, such as ``icontains: Paris``; plain text is the answer."""
    if not isinstance(text, str) or not text.strip() or _BARE_ASSERTION.fullmatch(text):
        return None
    found = _ASSERTION.fullmatch(text)
    return _answers({"type": found["kind"], "value": found["value"]}) if found else [text]
