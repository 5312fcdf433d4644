"""JUnit files: what GitHub, GitLab and Jenkins read of them, whatever people and models wrote."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

import voicelab as vl
from tests.comparison.checks.conftest import checked
from voicelab.comparison.checks.check_results import CheckResults
from voicelab.errors import LogError

ALLOWED = {
    "testsuites": {"name", "time", "tests", "failures", "disabled", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "time", "skipped", "timestamp", "hostname"},
    "testcase": {"name", "assertions", "time", "classname", "status"},
    "failure": {"type", "message"},
    "error": {"type", "message"},
    "skipped": {"type", "message"},
}
"""Elements and their attributes of the schema that Jenkins publishes, as far as they are of use here."""


def failing(frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows of which one failed, with all that XML and terminals obey in it."""
    frame.loc[[2], "outcome"] = "failed"
    frame.loc[[2], "error_code"] = "timeout"
    frame.loc[[2], "error_message"] = 'It <took> & "long"\x00\x1b[31m\ufffe'
    frame.loc[[2], "input"] = "Why?\n]]><b>\x08 " + "so " * 100
    return frame


def written(graded: vl.Comparison, frame: pd.DataFrame, path: Path, *checks: str) -> ElementTree.Element:
    results = CheckResults(checked(graded, frame, *checks), frame[frame["outcome"] == "failed"])
    results.to_junit(path, name='a "suite" <1>')
    return ElementTree.fromstring(path.read_bytes())


def test_each_check_and_each_failed_cell_is_a_test_case(
    graded: vl.Comparison, frame: pd.DataFrame, tmp_path: Path
) -> None:
    checks = ("contains_expected.mean >= 0.9", "cell.count == 6")
    whole = written(graded, failing(frame), tmp_path / "junit.xml", *checks)
    cases = whole.findall("testsuite/testcase")
    assert [case.get("name") for case in cases][:3] == [*checks, "failed.count == 0 overall"]
    assert [[child.tag for child in case] for case in cases] == [["failure"], [], ["failure"], ["error"]]
    (suite,) = whole
    assert [suite.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["4", "2", "1", "0"]
    assert [whole.get(name) for name in ("tests", "failures", "errors")] == ["4", "2", "1"]
    error = cases[3][0]
    assert error.get("type") == "timeout"
    assert error.get("message") == 'timeout: It <took> & "long"\ufffd\ufffd[31m\ufffd'
    assert str(cases[3].get("name")).startswith("cell 3: Why? ]]><b>\ufffd so so")
    assert len(str(cases[3].get("name"))) < 100


def test_nothing_is_in_it_that_its_readers_do_not_know(
    graded: vl.Comparison, frame: pd.DataFrame, tmp_path: Path
) -> None:
    whole = written(graded, failing(frame), tmp_path / "junit.xml", "failed.mean <= 0", "cost.sum <= 1")
    strange = [
        (each.tag, name) for each in whole.iter() for name in each.attrib if name not in ALLOWED[each.tag]
    ]
    assert strange == []
    names = [(case.get("classname"), case.get("name")) for case in whole.iter("testcase")]
    assert len(set(names)) == len(names)


def test_cells_that_a_check_allows_to_fail_are_skipped(
    graded: vl.Comparison, frame: pd.DataFrame, tmp_path: Path
) -> None:
    whole = written(graded, failing(frame), tmp_path / "junit.xml", "failed.mean <= 0.5")
    assert [[child.tag for child in case] for case in whole.iter("testcase")] == [[], ["skipped"]]
    assert whole[0].get("skipped") == "1"


def test_another_file_is_not_written_over(graded: vl.Comparison, tmp_path: Path) -> None:
    path = tmp_path / "notes.xml"
    path.write_text("<notes/>")
    results = graded.check("failed.count == 0")
    with pytest.raises(LogError, match="is there and is no JUnit file"):
        results.to_junit(path)
    with pytest.raises(ValueError, match=r"would be a JUnit file: give a name that ends in \.xml"):
        results.to_junit(tmp_path / "junit.csv")
    results.to_junit(tmp_path / "junit.xml")
    results.to_junit(tmp_path / "junit.xml")
