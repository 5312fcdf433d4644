"""Suites as files of a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from voicelab.suite.suite import Suite
from voicelab.suite.suite_reader import read_suite

SuiteMaker = Callable[[str], Suite]


@pytest.fixture
def suite_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SuiteMaker:
    """Return a function that reads a suite which asks one thing, and what is said beside that."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))  # what suites add to it goes when the test does

    def make(text: str) -> Suite:
        cases = "" if "cases" in text else "cases = ['What is it?']\n"
        Path("suite.toml").write_text(cases + text, "utf-8")
        return read_suite("suite.toml")

    return make
