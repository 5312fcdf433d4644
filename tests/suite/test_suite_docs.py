"""The suite in the documentation: it runs as it stands there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.cli.test_command_line import account
from voicelab.cli.command_line import main
from voicelab.comparison.checks.aggregates import AGGREGATES
from voicelab.statistics.difference import paired_difference
from voicelab.suite.suite_reader import KEYS
from voicelab.testing import ScriptedEngines, embedded_services

PAGE = (Path(__file__).parents[2] / "docs" / "suite.md").read_text("utf-8")


def reply(messages: Sequence[Mapping[str, Any]]) -> str:
    said = str(messages)
    if "polite" in said:
        return '{"reason": "It is.", "value": true}'
    return "It is Mount Everest." if "mountain" in said else "It is Paris." if "France" in said else "Seven."


def test_the_suite_runs_as_it_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    for language, name in (("toml", "suite.toml"), ("python", "own_scores.py")):
        block = re.search(rf"`{name}`[^\n]*\n\n```{language}\n(.*?)```", PAGE, re.DOTALL)
        assert block is not None
        Path(name).write_text(block[1], "utf-8")
    with embedded_services(ScriptedEngines(reply=reply)) as embedded:
        for name, value in account(embedded).items():
            monkeypatch.setenv(name, value)
        assert main(["compare", "suite.toml", "--output-dir", "results"]) == 0
    assert {path.name for path in Path("results").iterdir()} == {
        "cells.csv",
        "cells.parquet",
        "junit.xml",
        "report.html",
    }
    tests = ElementTree.parse("results/junit.xml").findall(".//testcase")
    assert (len(tests), [test.tag for case in tests for test in case]) == (6, [])
    assert "6 checks passed." in capsys.readouterr().out


def test_every_key_and_every_aggregate_is_named_there() -> None:
    tables = "\n".join(line for line in PAGE.splitlines() if line.startswith("|"))
    named = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", tables))))
    keys = {key for table in ("suite", "cases", "limits", "outputs") for key in KEYS[table]}
    assert sorted(keys - named) == []
    assert sorted(set(AGGREGATES) - named) == []


def test_as_many_cases_are_enough_to_be_no_worse_as_it_says_and_fewer_are_not() -> None:
    as_it_was = re.search(r"^\| each as it was \|(.*)\|$", PAGE, re.MULTILINE)
    assert as_it_was is not None
    for count, points in zip(map(int, as_it_was[1].split("|")), (2, 5, 10), strict=True):
        truths = [True] * (count - count // 10) + [False] * (count // 10)
        enough, fewer = paired_difference(truths, truths), paired_difference(truths[1:], truths[1:])
        assert -enough.low <= points / 100 < -fewer.low
