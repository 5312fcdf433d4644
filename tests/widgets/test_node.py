"""The tests of the page's scripts that need no browser: each ``*.test.mjs``, run by Node."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.node import run_node

TESTS = Path(__file__).parents[1]
FILES = [path.relative_to(TESTS).as_posix() for path in sorted(TESTS.rglob("*.test.mjs"))]


@pytest.mark.parametrize("file", FILES)
def test_the_pages_scripts_pass_their_tests(file: str) -> None:
    ended = run_node("--test", "--test-reporter=tap", TESTS / file)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    counts = dict(re.findall(r"^# (tests|pass|skipped|todo) (\d+)$", ended.stdout, re.MULTILINE))
    assert int(counts["pass"]) == int(counts["tests"]) > 0, ended.stdout


def test_each_tests_a_module_of_its_name() -> None:
    package = TESTS.parent / "voicelab"
    assert FILES
    assert [file for file in FILES if not (package / file.replace(".test.mjs", ".js")).exists()] == []
