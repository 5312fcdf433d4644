"""The files that a comparison is written to."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicelab.cli.compare import FILES
from voicelab.errors import LogError
from voicelab.suite.outputs import OUTPUTS, Outputs


def test_a_folder_holds_all_that_have_no_path_of_their_own(tmp_path: Path) -> None:
    outputs = Outputs(folder=tmp_path / "a" / "b", csv=tmp_path / "mine.csv.gz")
    outputs.prepare()
    assert (tmp_path / "a" / "b").is_dir()
    assert outputs.files() == {
        "csv": tmp_path / "mine.csv.gz",
        "parquet": tmp_path / "a" / "b" / "cells.parquet",
        "junit": tmp_path / "a" / "b" / "junit.xml",
        "html": tmp_path / "a" / "b" / "report.html",
    }


def test_outputs_go_before_others_and_a_folder_for_all_before_any() -> None:
    of_suite = Outputs(csv=Path("a.csv"), junit=Path("a.xml"))
    assert Outputs(csv=Path("b.csv")).over(of_suite) == Outputs(csv=Path("b.csv"), junit=Path("a.xml"))
    assert Outputs(folder=Path("all")).over(of_suite) == Outputs(folder=Path("all"))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"csv": "a.docx"}, r"would be a CSV file of exchanges: give a name that ends in \.csv"),
        ({"html": "report"}, r"would be a report: give a name that ends in \.html"),
        ({"junit": "notes.xml"}, "is there and is no JUnit file, and is not written over"),
        ({"parquet": "none/a.parquet"}, "there is no folder .*; make it first"),
        ({"folder": "notes.xml"}, "notes.xml cannot be written: "),
        ({"csv": "one", "parquet": "one"}, "two outputs are one file"),
    ],
)
def test_what_cannot_be_written_is_refused_before_anything_is_asked(
    tmp_path: Path, given: dict[str, str], why: str
) -> None:
    (tmp_path / "notes.xml").write_text("<notes/>")
    outputs = Outputs(**{name: tmp_path / path for name, path in given.items()})
    with pytest.raises((LogError, OSError, ValueError), match=why):
        outputs.prepare()
    assert [path.name for path in tmp_path.iterdir()] == ["notes.xml"]


def test_the_command_has_an_option_for_each() -> None:
    assert list(FILES) == list(OUTPUTS)
