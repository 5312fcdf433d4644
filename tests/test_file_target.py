"""Files to be written: where they may stand, and what is told of those that may not."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from voicelab.audio.sinks import WavSink
from voicelab.errors import LogError
from voicelab.exchange.pricing import Prices
from voicelab.file_target import check_ending, check_format, check_writable, explaining, file_target, why_kept
from voicelab.log.session_log import SessionLog
from voicelab.testing import silence


def is_poem(file: BinaryIO) -> bool:
    return file.read(5) == b"Roses"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, ""),
        (b"", ""),
        (b"Roses are red", ""),
        (b"PK", "is there and is no poem"),
        (b"SQLite format 3\0", "is a log or another database"),
    ],
)
def test_only_a_file_of_the_same_kind_is_written_over(
    tmp_path: Path, content: bytes | None, why: str
) -> None:
    path = tmp_path / "poem.txt"
    if content is not None:
        path.write_bytes(content)
    assert why_kept(path, "poem", is_poem) == why


def test_a_name_that_ends_like_another_kind_is_refused(tmp_path: Path) -> None:
    check_ending(tmp_path / "page.HTML", "a page", (".html",))
    with pytest.raises(ValueError, match=r"would be a page: give a name that ends in \.html"):
        check_ending(tmp_path / "page", "a page", (".html",))


@pytest.mark.parametrize(
    "name",
    [
        *("log", "log.csv", "log.CSV", "log.tsv", "log.txt", "log.dat", "log.2024-10", "st. gallen", ".csv"),
        *("log.csv.gz", "log.txt.xz", "log.gz", "v1.5", "log.csv.bak"),
    ],
)
def test_a_name_that_promises_no_other_format_will_do(tmp_path: Path, name: str) -> None:
    check_format(tmp_path / name, "a CSV file", (".csv", ".tsv"))


@pytest.mark.parametrize(
    "name", ["log.docx", "log.PARQUET", "log.json", "log.xlsx", "log.html.gz", "a.csv.png"]
)
def test_a_name_that_promises_another_format_is_refused_with_the_right_one(tmp_path: Path, name: str) -> None:
    said = rf"{name} would be a CSV file: give a name that ends in \.csv"
    with pytest.raises(ValueError, match=said):
        check_format(tmp_path / name, "a CSV file", (".csv", ".tsv"))
    (tmp_path / name).write_text("mine")
    with pytest.raises(ValueError, match=said):
        check_format(tmp_path / name, "a CSV file", (".csv", ".tsv"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes by name")
def test_a_pipe_may_have_any_name(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.docx")
    check_format(tmp_path / "pipe.docx", "a CSV file", (".csv",))


def test_whatever_writes_a_format_refuses_the_name_of_another(tmp_path: Path) -> None:
    log, sound, written = SessionLog(None), silence(0.1), Prices(())
    refused: dict[str, tuple[Callable[[Path], object], str]] = {
        "a.docx": (log.to_csv, "CSV file of exchanges: give a name that ends in .csv"),
        "b.csv": (log.to_parquet, "Parquet file of exchanges: give a name that ends in .parquet"),
        "b.csv.gz": (log.to_parquet, "give a name that ends in .parquet"),
        "c.jsonl": (log.to_json, "JSON file of exchanges: give a name that ends in .json"),
        "d.csv": (written.write, "table of prices: give a name that ends in .json"),
        "e.docx": (WavSink, "WAV file: give a name that ends in .wav"),
        "f.docx": (lambda path: sound.save(path, format="wav"), "WAV file: give a name that ends in .wav"),
        "g.csv": (SessionLog, "a log: give a name that ends in .sqlite"),
    }
    taken = []
    for name, (write, said) in refused.items():
        try:
            write(tmp_path / name)
        except (ValueError, LogError) as error:
            taken += [] if said in str(error) else [f"{name}: {error}"]
        else:
            taken.append(name)
    assert taken == []
    assert list(tmp_path.iterdir()) == []


def test_to_look_whether_a_file_can_be_written_leaves_nothing(tmp_path: Path) -> None:
    check_writable(tmp_path / "page.html")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(
        FileNotFoundError, match=r"page\.html cannot be written: there is no folder .*missing"
    ):
        check_writable(tmp_path / "missing" / "page.html")
    with pytest.raises(IsADirectoryError, match="cannot be written: it is a folder"):
        check_writable(tmp_path)


def test_what_the_system_says_is_told_with_the_users_path(tmp_path: Path) -> None:
    with (
        pytest.raises(PermissionError, match=r"mine.txt cannot be written: .* may not be written to") as told,
        explaining(tmp_path / "mine.txt"),
    ):
        raise PermissionError(13, "Permission denied", "/x/.voicelab-1.part")
    assert ".part" not in str(told.value)


def test_a_name_that_no_file_can_have_is_refused_and_not_quoted_whole() -> None:
    with pytest.raises(ValueError, match="a name has at most 255 characters") as refusal:
        file_target("x" * 50_000 + ".wav")
    assert len(str(refusal.value)) < 400
