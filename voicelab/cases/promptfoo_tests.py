"""promptfoo's tests, as JSON or as a row of a table, by the names of our columns."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from voicelab.cases.case import LOCALE
from voicelab.cases.case_row import COLUMNS, DIALOGUE_COLUMNS, FIELD_PREFIX
from voicelab.cases.promptfoo_templates import javascript_text, rendered, rendered_variables

__all__ = ["PROMPT", "as_columns", "assertions_left", "is_promptfoos", "lone", "with_vars"]

PROMPT = "prompt"
"""Beside the variables of a test: the one prompt of its configuration, which they fill in."""
_EXPECTED = re.compile(r"__expected\d*")
_OF_TABLE = re.compile(r"__(expected\d*|description|prefix|suffix|metric|threshold|(metadata|config):.+)")
"""Columns of promptfoo's tables that are no variables."""
_KINDS = (
    "equals|starts-with|regex|i?contains(?:-all|-any)?|contains-(?:html|json|sql|xml)"
    "|is-(?:html|json|sql|xml|refusal|valid-(?:openai-)?function-call|valid-openai-tools-call)"
    "|levenshtein|rouge-[nls]|bleu|gleu|meteor|similar(?::cosine|:dot|:euclidean)?|word-count"
    "|classifier|llm-rubric|grade|model-graded-(?:closedqa|factuality)|factuality|g-eval|pi|search-rubric"
    "|answer-relevance|context-(?:recall|relevance|faithfulness)|conversation-relevance|agent-rubric"
    "|javascript|fn|eval|python|ruby|webhook|cost|latency|perplexity(?:-score)?|guardrails|moderation"
    "|select-best|max-score|finish-reason|tool-call-f1|skill-used|human"
    "|trace-(?:span-count|span-duration|error-spans)|trajectory:[a-z-]+"
)
"""What begins an assertion in a table; anything else with a colon is an answer."""
_ASSERTION = re.compile(rf"\s*(?P<kind>(?:not-)?(?:{_KINDS}))(?:\([\d.]+\))?:\s*(?P<value>.*)", re.DOTALL)
_BARE_ASSERTION = re.compile(r"\s*(?:not-)?(?:(?:is|contains)-[a-z-]+|guardrails|moderation|latency|cost)\s*")
_KIND = re.compile(r"[a-z0-9:-]{1,50}")
_ONE_ANSWER = ("equals", "contains", "icontains")
_ANY_ANSWER = ("contains-any", "icontains-any")


def is_promptfoos(values: Mapping[str, Any]) -> bool:
    """Say whether a row is one of promptfoo's tests."""
    return isinstance(values.get("vars"), Mapping) or any(map(_OF_TABLE.fullmatch, values))


def as_columns(values: Mapping[str, Any], *, is_filled_in: bool) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a test with its variables as columns, and which of them are ours by another name.

    Parameters
    ----------
    is_filled_in
        Whether the prompt, where there is one, is filled in by the variables, and is the input.

    Raises
    ------
    ValueError
        The prompt cannot be filled in.
    """
    rest = dict(values) if isinstance(values.get("vars"), Mapping) else with_vars(values)
    variables = rendered_variables({str(name): value for name, value in rest.pop("vars").items()})
    prompt = rest.pop(PROMPT, None)
    renamed = {"description": "notes"} if "description" in rest and "description" not in variables else {}
    renamed |= {"__description": "notes", "__metadata:tags[]": "tags"}
    answers = {name: words for name, words in _each_answer(rest, variables) if words is not None}
    own: dict[str, Any] = {}
    if len(answers) == 1:  # several must all hold, which no case says
        ((place, own["expected"]),) = answers.items()
        if isinstance(place, int):
            rest["assert"] = [*rest["assert"][:place], *rest["assert"][place + 1 :]] or None
        else:
            del rest[place]
    if is_filled_in and prompt is not None:
        own["input"] = _filled_in(prompt, rest, variables)
    else:
        renamed |= lone(variables)
    # Names of a test are other ones in a table, and there beside variables of any name.
    rest = {f"__{name}" if name in variables else name: value for name, value in rest.items()}
    return {**{_column(name, value, own): value for name, value in variables.items()}, **rest, **own}, renamed


def with_vars(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of a table as a test, which has its variables under ``vars``."""
    variables = {name: value for name, value in cells.items() if not name.startswith("__")}
    return {"vars": variables, **{name: value for name, value in cells.items() if name not in variables}}


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


def _column(name: str, value: Any, own: Collection[str]) -> str:
    """Return what the column of a variable is called: a further one if it is none of ours by chance."""
    folded = name.casefold()
    is_other = folded == "language" and not (isinstance(value, str) and LOCALE.fullmatch(value))
    is_taken = folded in own or ("input" in own and folded in (*COLUMNS, *DIALOGUE_COLUMNS, "goal"))
    return FIELD_PREFIX + name if is_other or (is_taken and folded != "expected") or folded in own else name


def _filled_in(prompt: Any, rest: Mapping[str, Any], variables: Mapping[str, Any]) -> Any:
    """Return a prompt, which is a text or the messages of a chat, with the variables filled in.

    Around a text is what the test says of that.
    """
    try:
        if isinstance(prompt, list):
            return [{**each, "content": rendered(str(each.get("content")), variables)} for each in prompt]
        options = rest.get("options")
        around = options if isinstance(options, Mapping) else {}
        before, behind = (rest.get(f"__{end}") or around.get(end) or "" for end in ("prefix", "suffix"))
        return rendered(f"{before}{prompt}{behind}", variables)
    except ValueError as error:
        raise ValueError(
            f"{error}; say which variable holds what is asked, such as input='question'"
        ) from None


def _each_answer(
    rest: Mapping[str, Any], variables: Mapping[str, Any]
) -> Iterable[tuple[int | str, list[str] | None]]:
    """Yield the answers of each assertion, by its place in the list or the name of its column."""
    listed = rest.get("assert")
    for place, each in enumerate(listed if isinstance(listed, list) else ()):
        yield place, _answers(each, variables) if isinstance(each, Mapping) else None
    for name, cell in rest.items():
        if _EXPECTED.fullmatch(name):
            yield name, _answers_in(cell, variables)


def _answers(assertion: Mapping[str, Any], variables: Mapping[str, Any]) -> list[str] | None:
    """Return the answers of which an assertion wants one; `None` where it wants something else."""
    kind, value = assertion.get("type"), assertion.get("value")
    if kind not in (*_ONE_ANSWER, *_ANY_ANSWER) or not isinstance(value, str | int | float | Decimal | list):
        return None
    try:
        if isinstance(value, list):
            several = [rendered(javascript_text(each), variables).strip() for each in value]
            return several if kind in _ANY_ANSWER else None
        text = rendered(javascript_text(value), variables)
    except ValueError:
        return None
    if text.startswith("file://"):
        return None
    return [text] if kind in _ONE_ANSWER else [each.strip() for each in _listed(text)]


def _listed(text: str) -> list[str]:
    """Return what stands between commas, as in a row of CSV: what is quoted may hold some."""
    return next(csv.reader([" ".join(text.split())], skipinitialspace=True), [])


def _answers_in(cell: Any, variables: Mapping[str, Any]) -> list[str] | None:
    """Return the same of an assertion in a cell, such as ``icontains: Paris``; plain text is the answer."""
    if not isinstance(cell, str) or not cell.strip() or _BARE_ASSERTION.fullmatch(cell):
        return None
    found = _ASSERTION.fullmatch(cell)
    kind, value = (found["kind"], found["value"]) if found else ("equals", cell)
    return _answers({"type": kind, "value": value}, variables)
