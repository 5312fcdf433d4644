"""The log as files: read back equal, harmless in a spreadsheet."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exchanges import an_exchange, exchanges
from voicelab.errors import LogError
from voicelab.exchange.exchange import Exchange
from voicelab.log.session_log import SessionLog, read_csv

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SessionLog]:
    with SessionLog(tmp_path / "log.sqlite", keep_audio=False) as log:
        for turn, reply in enumerate(FORMULAS, start=1):
            log.append(an_exchange(turn=turn, reply=reply, heard_text="" if turn % 2 else None))
        yield log


def test_csv_reads_back_equal(log: SessionLog, tmp_path: Path) -> None:
    log.to_csv(tmp_path / "log.csv")
    pd.testing.assert_frame_equal(read_csv(tmp_path / "log.csv"), log.df)


@given(logged=st.lists(exchanges(), max_size=3))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_csv_reads_back_equal(tmp_path: Path, logged: list[Exchange]) -> None:
    path = tmp_path / "any.csv"
    with SessionLog(None) as log:
        for turn, exchange in enumerate(logged, start=1):
            log.append(exchange.replace(turn=turn))
        for raw in (False, True):
            log.to_csv(path, raw=raw)
            pd.testing.assert_frame_equal(read_csv(path, raw=raw), log.df)


def test_text_that_a_spreadsheet_would_run_is_marked(log: SessionLog, tmp_path: Path) -> None:
    log.to_csv(tmp_path / "log.csv")
    with (tmp_path / "log.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [row["reply"] for row in rows] == [f"'{text}" for text in FORMULAS]
    for row in rows:
        for name, cell in row.items():
            assert not cell.startswith(tuple("=+-@\t\r\n＝＋－＠")), name


def test_raw_csv_holds_the_text_as_it_is(log: SessionLog, tmp_path: Path) -> None:
    log.to_csv(tmp_path / "log.csv", raw=True)
    with (tmp_path / "log.csv").open(newline="", encoding="utf-8-sig") as file:
        assert [row["reply"] for row in csv.DictReader(file)] == FORMULAS


def test_csv_can_be_read_by_pandas_alone(log: SessionLog, tmp_path: Path) -> None:
    log.to_csv(tmp_path / "log.csv", raw=True)
    frame = pd.read_csv(tmp_path / "log.csv", parse_dates=["started_utc"])
    assert list(frame["started_utc"]) == list(log.df["started_utc"])
    assert list(frame["first_audio_ms"]) == list(log.df["first_audio_ms"])


def test_csv_of_an_empty_log_keeps_the_types(tmp_path: Path) -> None:
    with SessionLog(None) as log:
        log.to_csv(tmp_path / "log.csv")
        pd.testing.assert_frame_equal(read_csv(tmp_path / "log.csv"), log.df)


def test_csv_of_a_release_that_had_fewer_settings_has_them_missing(tmp_path: Path) -> None:
    with SessionLog(None) as log:
        log.append(an_exchange())
        log.to_csv(tmp_path / "log.csv")
        older = pd.read_csv(tmp_path / "log.csv", dtype=str).drop(columns=["barge_in"])
        older.to_csv(tmp_path / "older.csv", index=False)
        frame = read_csv(tmp_path / "older.csv")
        pd.testing.assert_frame_equal(frame.drop(columns="barge_in"), log.df.drop(columns="barge_in"))
    assert frame["barge_in"].isna().all()


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n"])
def test_a_csv_file_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "other.csv").write_text(text)
    with pytest.raises(ValueError, match=r"other\.csv"):
        read_csv(tmp_path / "other.csv")


def test_parquet_reads_back_equal(log: SessionLog, tmp_path: Path) -> None:
    log.to_parquet(tmp_path / "log.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "log.parquet"), log.df)


def test_parquet_in_several_row_groups_reads_back_equal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicelab.log.export._BATCHES_A_ROW_GROUP", 1)
    bare = an_exchange(heard_audio=None, spoken_audio=None)
    with SessionLog(None) as log:
        for turn in range(1, 2101):
            log.append(bare.replace(turn=turn, outcome="completed" if turn < 2060 else "interrupted"))
        log.to_parquet(tmp_path / "log.parquet")
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "log.parquet"), log.df)


def test_parquet_of_an_empty_log_keeps_the_types(tmp_path: Path) -> None:
    with SessionLog(None) as log:
        log.to_parquet(tmp_path / "log.parquet")
        read = pd.read_parquet(tmp_path / "log.parquet")
        assert [(name, str(kind)) for name, kind in read.dtypes.items()] == [
            (name, str(kind)) for name, kind in log.df.dtypes.items()
        ]


def test_json_is_a_list_of_records_with_iso_times(log: SessionLog, tmp_path: Path) -> None:
    log.to_json(tmp_path / "log.json")
    records = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))
    assert [record["reply"] for record in records] == FORMULAS
    assert records[0]["started_utc"] == "2026-11-25T14:03:22.345678Z"
    assert records[0]["first_audio_ms"] == 528.7
    assert records[0]["cold"] is True
    assert records[0]["temperature"] is None
    assert list(records[0]) == list(log.df.columns)


def test_json_of_an_empty_log_is_an_empty_list(tmp_path: Path) -> None:
    with SessionLog(None) as log:
        log.to_json(tmp_path / "log.json")
    assert json.loads((tmp_path / "log.json").read_text()) == []


def test_a_view_exports_its_session_alone(log: SessionLog, tmp_path: Path) -> None:
    log.append(an_exchange("another", 1))
    view = log.session("another")
    view.to_csv(tmp_path / "log.csv")
    view.to_json(tmp_path / "log.json")
    view.to_parquet(tmp_path / "log.parquet")
    for frame in (read_csv(tmp_path / "log.csv"), pd.read_parquet(tmp_path / "log.parquet")):
        assert list(frame["session"]) == ["another"]
    assert [record["session"] for record in json.loads((tmp_path / "log.json").read_text())] == ["another"]


@pytest.mark.parametrize("form", ["csv", "parquet", "json"])
def test_a_place_that_cannot_be_written_is_a_plain_error(log: SessionLog, tmp_path: Path, form: str) -> None:
    with pytest.raises(LogError, match="nowhere") as caught:
        getattr(log, f"to_{form}")(tmp_path / "nowhere" / f"log.{form}")
    assert caught.value.code == "log-unwritable"


def test_a_spreadsheet_sees_that_a_csv_is_utf_8(log: SessionLog, tmp_path: Path) -> None:
    log.append(an_exchange(turn=99, transcript="Größter Übersetzer"))
    for raw in (False, True):
        log.to_csv(tmp_path / "log.csv", raw=raw)
        assert (tmp_path / "log.csv").read_bytes().startswith(b"\xef\xbb\xbf")
        assert list(read_csv(tmp_path / "log.csv", raw=raw)["transcript"])[-1] == "Größter Übersetzer"


def saved_by_a_spreadsheet(
    path: Path, times: list[str], *, delimiter: str = ",", encoding: str = "utf-8-sig"
) -> Path:
    """Write a log as a spreadsheet saves it: unquoted, other times, perhaps other separators."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    for row, time in zip(rows, times, strict=True):
        row["started_utc"] = time
        for name, value in row.items():
            row[name] = {"true": "WAHR", "false": "FALSCH"}.get(value, value) if delimiter == ";" else value
            if delimiter == ";" and re.fullmatch(r"-?\d+\.\d+", value):
                row[name] = value.replace(".", ",")
    saved = path.with_name("saved.csv")
    with saved.open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
        file.write(delimiter * (len(rows[0]) - 1) + "\r\n")
    return saved


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (
            ["2026-01-31T12:00:05.250000Z", "2026-02-01T12:00:00Z"],
            ["2026-01-31T12:00:05.25Z", "2026-02-01T12:00Z"],
        ),
        (["2026-01-31 12:00:05", "2026-02-01 12:00"], ["2026-01-31T12:00:05Z", "2026-02-01T12:00Z"]),
        (["31.01.2026 12:00", "01.02.2026 12:00:05"], ["2026-01-31T12:00Z", "2026-02-01T12:00:05Z"]),
        (["1/31/2026 12:00 PM", "2/1/2026 12:05:00 am"], ["2026-01-31T12:00Z", "2026-02-01T00:05Z"]),
        (["31/01/2026 12:00", "01/02/2026 18:05"], ["2026-01-31T12:00Z", "2026-02-01T18:05Z"]),
        (["46053.5", "46054"], ["2026-01-31T12:00Z", "2026-02-01T00:00Z"]),
        (["31-1-26 12:00", "1-2-26 18:05"], ["2026-01-31T12:00Z", "2026-02-01T18:05Z"]),
    ],
)
@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8-sig"), (";", "utf-8"), ("\t", "utf-16")])
def test_a_csv_that_a_spreadsheet_has_saved_is_read(
    tmp_path: Path, times: list[str], expected: list[str], delimiter: str, encoding: str
) -> None:
    with SessionLog(None) as log:
        for turn in (1, 2):
            log.append(an_exchange(turn=turn, transcript='Größe; 1,5\n"x"', reply=""))
        log.to_csv(tmp_path / "log.csv")
        before = log.df
    saved = saved_by_a_spreadsheet(tmp_path / "log.csv", times, delimiter=delimiter, encoding=encoding)
    frame = read_csv(saved)
    assert list(frame["started_utc"]) == [pd.Timestamp(text) for text in expected]
    for name in ("turn", "transcript", "reply", "first_audio_ms", "cold", "outcome"):
        pd.testing.assert_series_equal(frame[name], before[name])


def test_times_that_can_be_read_in_two_ways_are_refused(log: SessionLog, tmp_path: Path) -> None:
    log.to_csv(tmp_path / "log.csv")
    saved = saved_by_a_spreadsheet(tmp_path / "log.csv", ["1/2/2026 12:00"] * len(log))
    with pytest.raises(ValueError, match="day first or the month first"):
        read_csv(saved)
    saved = saved_by_a_spreadsheet(tmp_path / "log.csv", ["yesterday"] * len(log))
    with pytest.raises(ValueError, match=r"saved\.csv: row 2, column started_utc: 'yesterday' is no moment"):
        read_csv(saved)


def test_an_export_that_fails_leaves_what_was_there(log: SessionLog, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("before")
    log._store.query("ALTER TABLE exchanges RENAME TO elsewhere")
    with pytest.raises(LogError):
        log.to_csv(path)
    assert path.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir() if "sqlite" not in each.name] == ["log.csv"]


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal"])
@pytest.mark.parametrize("form", ["to_csv", "to_parquet", "to_json"])
def test_no_export_replaces_the_log_or_another_database(
    log: SessionLog, tmp_path: Path, form: str, ending: str
) -> None:
    before = log.df
    with SessionLog(tmp_path / "closed.sqlite") as other:
        other.append(an_exchange())
    for name in ("log.sqlite", "closed.sqlite"):
        with pytest.raises(LogError, match="is a log or another database, and is not") as caught:
            getattr(log, form)(tmp_path / f"{name}{ending}")
        assert caught.value.hint == "Name another file to write."
    log.append(an_exchange(turn=99))
    with SessionLog(tmp_path / "log.sqlite") as again, SessionLog(tmp_path / "closed.sqlite") as other:
        assert len(again) == len(before) + 1
        assert len(other) == 1


@pytest.mark.parametrize("form", ["to_csv", "to_parquet", "to_json"])
@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 a thesis", b"a,b\n1,2\n", b'[{"a": 1}]', b"PAR1", b"\x1f\x8b\x08 cut"]
)
def test_no_export_replaces_a_file_that_is_none(
    log: SessionLog, tmp_path: Path, form: str, content: bytes
) -> None:
    path = tmp_path / "mine"
    path.write_bytes(content)
    with pytest.raises(LogError, match=r"mine is there and is no \w+ file of exchanges, and is not written"):
        getattr(log, form)(path)
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith((".", "mine"))] == ["mine"]
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("to_csv", "log.csv"),
        ("to_csv", "log.csv.gz"),
        ("to_json", "log.json"),
        ("to_json", "log.json.xz"),
        ("to_parquet", "log.parquet"),
    ],
)
def test_an_export_replaces_an_older_one(log: SessionLog, tmp_path: Path, form: str, name: str) -> None:
    with SessionLog(None) as empty:
        getattr(empty, form)(tmp_path / name)
    for _ in range(2):
        getattr(log, form)(tmp_path / name)
    log.append(an_exchange(turn=99))
    getattr(log, form)(tmp_path / name)


def test_an_export_replaces_one_that_a_spreadsheet_saved(log: SessionLog, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    log.to_csv(path)
    text = path.read_text("utf-8-sig").replace(",", ";")
    path.write_bytes(("sep=;\r\n" + text).encode("utf-16"))
    log.to_csv(path)
    pd.testing.assert_frame_equal(read_csv(path), log.df)


@pytest.mark.parametrize("form", ["to_csv", "to_parquet", "to_json"])
def test_a_link_to_the_log_is_the_log(log: SessionLog, tmp_path: Path, form: str) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "log.sqlite")
    with pytest.raises(LogError, match="not written over"):
        getattr(log, form)(tmp_path / "link.csv")


@pytest.mark.parametrize("form", ["to_csv", "to_parquet", "to_json"])
def test_what_is_no_path_is_refused_in_a_sentence(log: SessionLog, form: str) -> None:
    for what in (None, io.BytesIO(), io.StringIO()):
        name = "None" if what is None else type(what).__name__
        with pytest.raises(TypeError, match=f"^give the path of a file to write, not {name}$"):
            getattr(log, form)(what)
    with pytest.raises(ValueError, match="it holds the character NUL"):
        getattr(log, form)("a\0b.csv")


def _compressed_twice_marked(data: bytes) -> bytes:
    return gzip.compress(codecs.BOM_UTF8 + data)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"sep=,\r\n" + data,
        lambda data: codecs.BOM_UTF8 + b'"sep=,"\n' + data.removeprefix(codecs.BOM_UTF8),
        lambda data: codecs.BOM_UTF8 + data,
        gzip.compress,
        _compressed_twice_marked,
        lambda data: re.sub(rb'^("[^"]*"),(\d+),', rb"\1,\2.0,", data, flags=re.MULTILINE),
    ],
    ids=["sep", "BOM and sep", "two BOMs", "gzip", "gzip, two BOMs", "1.0"],
)
@pytest.mark.parametrize("opened", [False, True])
def test_what_programs_add_to_a_csv_changes_nothing(
    log: SessionLog, tmp_path: Path, change: Callable[[bytes], bytes], opened: bool
) -> None:
    log.to_csv(tmp_path / "log.csv")
    data = (tmp_path / "log.csv").read_bytes()
    changed = change(data)
    assert changed != data
    (tmp_path / "log.csv").write_bytes(changed)
    read = read_csv(io.BytesIO(changed)) if opened else read_csv(tmp_path / "log.csv")
    pd.testing.assert_frame_equal(read, log.df)


@pytest.mark.parametrize(
    "turn",
    ["1234", "1234.0", '"1,234"', "1,234;", "1.234;0,5", "1234,0;0,5", '" 1 234 "', '"1\u202f234"', "1'234"],
)
def test_a_count_is_a_count_however_a_spreadsheet_writes_it(turn: str) -> None:
    turn, semicolon, temperature = turn.partition(";")
    mark = semicolon or ","
    text = f"session{mark}turn{mark}temperature\nabc{mark}{turn}{mark}{temperature}\n"
    assert list(read_csv(io.StringIO(text))["turn"]) == [1234]


@pytest.mark.parametrize("given", [None, 5, ["log.csv"]])
def test_what_is_no_csv_file_is_refused_in_a_sentence(given: Any) -> None:
    with pytest.raises(TypeError, match="give the path of a CSV file, or the file opened, not"):
        read_csv(given)
    with pytest.raises(ValueError, match="it holds the character NUL"):
        read_csv("a\0.csv")
    with pytest.raises(ValueError, match="what was given is no CSV file: "):
        read_csv(io.BytesIO(gzip.compress(b"session,turn")[:-4]))


def test_a_csv_with_text_as_it_is_is_read_back_so(tmp_path: Path) -> None:
    with SessionLog(None) as log:
        for turn, text in enumerate(["'=1", "'", "''", "=1", "'tis"], start=1):
            log.append(an_exchange(turn=turn, transcript=text))
        log.to_csv(tmp_path / "raw.csv", raw=True)
        pd.testing.assert_frame_equal(read_csv(tmp_path / "raw.csv", raw=True), log.df)


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
@pytest.mark.parametrize("damage", ["confidence = x'00'", "settings_id = 77", "turn = x'02'"])
def test_a_damaged_row_is_told_by_every_export(
    log: SessionLog, tmp_path: Path, form: str, damage: str
) -> None:
    log._store.query("PRAGMA foreign_keys = OFF")
    log._store.query(f"UPDATE exchanges SET {damage} WHERE turn = 2")
    with pytest.raises(LogError, match="holds a row that cannot be read") as caught:
        getattr(log, f"to_{form}")(tmp_path / f"log.{form}")
    assert caught.value.code == "log-damaged"
    assert not (tmp_path / f"log.{form}").exists()
