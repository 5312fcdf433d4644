"""A comparison of two prompts that is checked: of one every reply is right, of the other two of three."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

import voicelab as vl
from voicelab.cases.case import Case
from voicelab.comparison.checks.check_result import CheckResult
from voicelab.comparison.checks.checked_cells import CheckedCells
from voicelab.comparison.checks.given_checks import given_checks
from voicelab.comparison.checks.run_checks import run_checks
from voicelab.exchange.exchange import Exchange
from voicelab.testing import ScriptedEngines, embedded_services

CAREFUL, QUICK = "Be careful.", "Be quick."
CASES = vl.Cases.read(
    [
        {"input": f"What is {number}?", "expected": f"It is {number}", "tags": tag, "topic": topic}
        for number, tag, topic in zip(
            range(1, 7), ["easy", "easy, short", "hard"] * 2, ["one", "two"] * 3, strict=True
        )
    ]
)


def reply(messages: Sequence[Mapping[str, Any]]) -> str:
    asked = messages[-1]["content"].removeprefix("What is ").removesuffix("?")
    is_wrong = messages[0]["content"] == QUICK and asked in ("2", "5")
    return "I do not know." if is_wrong else f"It is {asked}."


def letters(exchange: Exchange, case: Case) -> Mapping[str, Any]:
    return {"count": len(exchange.reply), "first": exchange.reply[:1]}


def sometimes(exchange: Exchange, case: Case) -> float:
    if "2" in exchange.transcript:
        raise LookupError("no \x1b[31m such price")
    return 0.5


def judged(exchange: Exchange, case: Case) -> Mapping[str, Any]:
    """Score as a judge does, whose model gives no value once."""
    if "3" in exchange.transcript:
        return {"value": None, "error": "The answer has no value."}
    return {"value": True, "reason": "It is."}


@pytest.fixture(scope="package")
def graded() -> Iterator[vl.Comparison]:
    with embedded_services(ScriptedEngines(reply=reply)) as embedded:
        yield vl.compare(
            CASES,
            system_prompt=[CAREFUL, QUICK],
            scores=[vl.scores.contains_expected, letters, sometimes, judged],
            services=embedded.services,
            log=False,
            quiet=True,
        )


@pytest.fixture
def frame(graded: vl.Comparison) -> pd.DataFrame:
    """Return the rows of the comparison, to be changed."""
    return graded.df


def checked(graded: vl.Comparison, frame: pd.DataFrame, *checks: str) -> list[CheckResult]:
    """Run checks on rows as those of a comparison."""
    cells = CheckedCells(frame, graded._score_columns, graded.varied, "USD")
    return run_checks(given_checks(checks), cells, total=len(frame))
