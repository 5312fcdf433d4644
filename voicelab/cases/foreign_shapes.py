"""Test cases as OpenAI's evals and promptfoo write them, by the names of our columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from voicelab.cases.case_row import COLUMNS

__all__ = ["user_messages", "with_own_names"]

_ASSERTION = re.compile(
    r"\s*(?P<kind>(?:not-)?[a-z]+(?:-[a-z]+)*)(?:\([\d.]+\))?:\s*(?P<value>.*)", re.DOTALL
)
_BARE_ASSERTION = re.compile(r"\s*(?:not-)?(?:(?:is|contains)-[a-z-]+|guardrails|moderation|latency|cost)\s*")
_ONE_ANSWER = ("equals", "contains", "icontains")
_ANY_ANSWER = ("contains-any", "icontains-any")


def with_own_names(values: Mapping[str, Any], said: Collection[str]) -> dict[str, Any]:
    """Return a row with what is known of other programs' shapes under the names that it has here.

    Parameters
    ----------
    said
        Our columns of which it was said which they are there; these are left alone.
    """
    if isinstance(values.get("vars"), Mapping):
        own, renamed = _of_promptfoo(values)
    elif any(name.startswith("__expected") for name in values):
        own, renamed = _of_promptfoo_table(values)
    else:
        own, renamed = dict(values), {"ideal": "expected"}
    for name, column in renamed.items():
        if name in own and column not in own and column not in said:
            own[column] = own.pop(name)
    return own


def user_messages(messages: Sequence[Any]) -> tuple[list[Any], Sequence[Any]] | None:
    """Return what the user says last in a chat, and the messages ahead of that; `None` of what is no chat.

    Raises
    ------
    ValueError
        It does not end with what the user says.
    """
    if not messages or not all(isinstance(each, Mapping) and "role" in each for each in messages):
        return None
    if messages[-1]["role"] != "user":
        raise ValueError(
            f"a conversation of {len(messages)} messages that ends with one of {messages[-1]['role']!r}, and "
            "not of 'user': nothing is asked"
        )
    others = [place for place, each in enumerate(messages[:-1]) if each["role"] != "user"]
    first = others[-1] + 1 if others else 0
    return [_content(each) for each in messages[first:]], messages[:first]


def _content(message: Mapping[str, Any]) -> Any:
    """Return the text of a chat's message.

    Raises
    ------
    ValueError
        It is more than text.
    """
    content = message.get("content")
    if isinstance(content, list):  # of parts
        if not all(
            isinstance(part, Mapping) and part.get("type") in ("text", "input_text") for part in content
        ):
            raise ValueError("the message holds more than text")
        content = "\n".join(str(part.get("text")) for part in content)
    return content


def _of_promptfoo(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return one of promptfoo's tests, its variables as columns, and which of them are ours."""
    variables = values["vars"]
    own = {**variables, **{name: value for name, value in values.items() if name != "vars"}}
    renamed = {**_asked(variables), "description": "notes"}
    assertions = own.get("assert")
    if isinstance(assertions, list):
        answers = [_answers(each) if isinstance(each, Mapping) else None for each in assertions]
        if sum(each is not None for each in answers) == 1:  # several must all hold, which no case says
            place = next(place for place, each in enumerate(answers) if each is not None)
            own["assert"] = assertions[:place] + assertions[place + 1 :] or None
            own["assertion"], renamed["assertion"] = answers[place], "expected"
    return own, renamed


def _of_promptfoo_table(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    own = dict(values)
    renamed = {
        **_asked([name for name in values if not name.startswith("__")]),
        "__description": "notes",
        "__metadata:tags[]": "tags",
    }
    answers = {
        name: words
        for name, value in values.items()
        if re.fullmatch(r"__expected\d*", name) and (words := _answers_in(value)) is not None
    }
    if len(answers) == 1:
        ((name, own[name]),) = answers.items()
        renamed[name] = "expected"
    return own, renamed


def _asked(variables: Collection[str]) -> dict[str, str]:
    """Return the one variable as what is asked; of several, nobody knows which it is."""
    others = [name for name in variables if name.casefold() not in COLUMNS]
    return {others[0]: "input"} if len(others) == 1 else {}


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
