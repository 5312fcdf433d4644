"""``voicelab export``."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.commands import run_command
from tests.exchanges import an_exchange
from voicelab.cli import export
from voicelab.errors import LogError
from voicelab.log.session_log import SessionLog, read_csv


def export_with(*arguments: str) -> int:
    """Run the command as the command line does."""
    return run_command(export, "export", *arguments)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a log of two sessions in its usual place."""
    monkeypatch.chdir(tmp_path)
    with SessionLog() as log:
        log.append(an_exchange("first", reply="=1+1"))
        log.append(an_exchange("second"))
    return tmp_path


def test_the_format_follows_the_files_ending(folder: Path) -> None:
    assert export_with("a.csv") == export_with("a.parquet") == export_with("a.JSON") == 0
    with SessionLog() as log:
        pd.testing.assert_frame_equal(read_csv(folder / "a.csv"), log.df)
        pd.testing.assert_frame_equal(pd.read_parquet(folder / "a.parquet"), log.df)
    assert [record["session"] for record in json.loads((folder / "a.JSON").read_text())] == [
        "first",
        "second",
    ]


def test_the_format_can_be_named(folder: Path) -> None:
    assert export_with("table.txt", "--format", "csv") == 0
    assert len(read_csv("table.txt")) == 2


def test_an_option_that_would_have_no_effect_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export_with("a.parquet", "--raw") == export_with("a.json", "--raw") == 2
    assert "--raw is for CSV, and a.parquet would be parquet: leave it out." in capsys.readouterr().err
    assert not (folder / "a.parquet").exists()


def test_a_file_whose_name_says_so_is_compressed(folder: Path) -> None:
    assert export_with("a.csv.gz") == export_with("a.json.XZ") == 0
    assert len(pd.read_csv(folder / "a.csv.gz")) == len(pd.read_json(folder / "a.json.XZ")) == 2


def test_one_session_of_another_log_can_be_chosen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "voicelab-log").rename(folder / "kept")
    assert export_with("a.csv", "--log", "kept/exchanges.sqlite", "--session", "second") == 0
    assert list(read_csv("a.csv")["session"]) == ["second"]
    assert capsys.readouterr().err == "1 exchange written to a.csv\n"


def test_formulas_are_harmless_unless_raw_is_asked_for(folder: Path) -> None:
    export_with("a.csv")
    export_with("b.csv", "--raw")
    assert "'=1+1" in Path("a.csv").read_text()
    assert "'=1+1" not in Path("b.csv").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.xlsx"], "--format"),
        (["a.csv", "--log", "nowhere.sqlite"], "no log nowhere.sqlite"),
        (["a.csv", "--session", "third"], "the nearest there are"),
        (["a.parquet.gz"], "--format"),
        (
            ["a.docx", "--format", "csv"],
            "a.docx would be a CSV file of exchanges: give a name that ends in .csv.",
        ),
        (["a.csv", "--format", "parquet"], "give a name that ends in .parquet."),
        (["a.csv.zip", "--format", "csv"], "a.csv.zip would be no .zip file"),
    ],
)
def test_a_wrong_argument_is_refused_in_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert export_with(*arguments) == 2
    assert message in capsys.readouterr().err
    assert not (folder / arguments[0]).exists()
    assert not (folder / "nowhere.sqlite").exists()


def test_a_folder_in_place_of_the_log_is_told_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    SessionLog().close()
    assert export_with("a.csv", "--log", "voicelab-log") == 2
    assert capsys.readouterr().err == (
        "voicelab-log cannot be used as a log: it is a folder; "
        "name the file in it (voicelab-log/exchanges.sqlite).\n"
    )
    with pytest.raises(LogError, match="it is a folder; name the file in it"):
        SessionLog("voicelab-log")
