"""The log's file across releases: brought forward once, refused where it cannot be."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from tests.exchanges import an_exchange
from voicelab.errors import LogError
from voicelab.log import schema
from voicelab.log.rows import COLUMNS
from voicelab.log.session_log import SessionLog, read_csv

DATA = Path(__file__).parent / "data"
KEPT_BESIDE = {"id", "settings_id", "checksum", "heard_digest", "spoken_digest"}
OLDEST = DATA / "log-first-tables.sql"


def a_file(path: Path, sql: str) -> Path:
    """Make a database of SQL statements."""
    connection = sqlite3.connect(path)
    connection.executescript(sql)
    connection.close()
    return path


def test_a_file_of_the_oldest_release_opens_with_its_row(tmp_path: Path) -> None:
    with SessionLog(a_file(tmp_path / "log.sqlite", OLDEST.read_text())) as log:
        (exchange,) = log.exchanges()
        expected = an_exchange(
            heard_path=tmp_path / "log-audio/20261125-140312-7f3a/0001-heard.wav",
            spoken_path=tmp_path / "log-audio/20261125-140312-7f3a/0001-spoken.wav",
        )
        assert exchange == expected
        assert list(log.df["transcript"]) == ["What is the tallest mountain?"]
        assert list(log.sessions["end_reason"]) == ["stop-phrase"]
        log.append(an_exchange(turn=2))
        assert len(log) == 2


def test_a_setting_that_an_older_release_did_not_have_is_missing_in_the_frame(tmp_path: Path) -> None:
    with SessionLog(a_file(tmp_path / "log.sqlite", OLDEST.read_text())) as log:
        log.append(an_exchange(turn=2))
        assert list(log.df["history_characters"].isna()) == [True, False]
        assert log.exchange("20261125-140312-7f3a", 1).settings.history_characters == 6000


def test_a_file_of_the_oldest_release_has_the_tables_of_a_new_one(tmp_path: Path) -> None:
    def columns(path: Path) -> dict[str, list[str]]:
        with SessionLog(path) as log:
            tables = [
                row[0] for row in log._store.query("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            return {
                table: sorted(
                    row[0] for row in log._store.query("SELECT name FROM pragma_table_info(?)", [table])
                )
                for table in tables
            }

    old = columns(a_file(tmp_path / "old.sqlite", OLDEST.read_text()))
    assert old == columns(tmp_path / "new.sqlite")
    assert set(old["exchanges"]) == {*COLUMNS, *KEPT_BESIDE} - {"settings"}


def test_an_empty_file_becomes_a_log(tmp_path: Path) -> None:
    (tmp_path / "log.sqlite").touch()
    with SessionLog(tmp_path / "log.sqlite") as log:
        assert len(log) == 0


def test_migrations_run_once_in_order_and_are_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def add_mood(connection: sqlite3.Connection) -> None:
        ran.append("add_mood")
        connection.execute("ALTER TABLE exchanges ADD COLUMN mood TEXT")

    def fill_mood(connection: sqlite3.Connection) -> None:
        ran.append("fill_mood")
        connection.execute("UPDATE exchanges SET mood = 'calm'")

    path = a_file(tmp_path / "log.sqlite", OLDEST.read_text())
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, add_mood, fill_mood))
    for _ in range(2):
        with SessionLog(path) as log:
            assert log._store.query("SELECT mood FROM exchanges") == [("calm",)]
            assert len(list(log.exchanges())) == 1
    assert ran == ["add_mood", "fill_mood"]
    names = a_query(path, "SELECT name FROM voicelab_migrations ORDER BY rowid")
    assert [name for (name,) in names] == [
        *(migration.__name__ for migration in schema.MIGRATIONS[:-2]),
        "add_mood",
        "fill_mood",
    ]


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE exchanges ADD COLUMN mood TEXT")
        connection.execute("INSERT INTO no_such_table VALUES (1)")

    path = a_file(tmp_path / "log.sqlite", OLDEST.read_text())
    before = a_query(path, "SELECT sql FROM sqlite_master ORDER BY name")
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, broken))
    with pytest.raises(LogError, match="no_such_table"):
        SessionLog(path)
    assert a_query(path, "SELECT sql FROM sqlite_master ORDER BY name") == before


def test_a_file_of_a_newer_release_is_refused_and_left_alone(tmp_path: Path) -> None:
    newer = "\nINSERT INTO voicelab_migrations (name) VALUES ('split_replies');"
    path = a_file(tmp_path / "log.sqlite", OLDEST.read_text() + newer)
    before = path.read_bytes()
    with pytest.raises(LogError, match=r"newer voicelab.*split_replies") as caught:
        SessionLog(path)
    assert caught.value.code == "log-newer"
    assert "voicelab-jupyter" in caught.value.hint
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = a_file(tmp_path / "photos.sqlite", "CREATE TABLE photos (name TEXT);")
    before = path.read_bytes()
    with pytest.raises(LogError, match=r"photos\.sqlite") as caught:
        SessionLog(path)
    assert caught.value.code == "log-foreign"
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Dear diary, " * 100)
    with pytest.raises(LogError, match=r"notes\.txt") as caught:
        SessionLog(path)
    assert caught.value.code == "log-foreign"
    assert "another path" in caught.value.hint
    assert path.read_text() == "Dear diary, " * 100


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LogError) as caught:
        SessionLog(tmp_path)
    assert caught.value.code == "log-unwritable"


def test_a_damaged_file_is_a_plain_error(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    with SessionLog(path) as log:
        for turn in range(1, 40):
            log.append(an_exchange(turn=turn, heard_audio=None, spoken_audio=None))
    data = bytearray(path.read_bytes())
    data[4096:] = b"\x55" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(LogError) as caught, SessionLog(path) as log:
        list(log.exchanges())
    assert caught.value.code == "log-damaged"
    assert isinstance(caught.value.__cause__, sqlite3.DatabaseError)


def a_query(path: Path, sql: str) -> list[tuple[object, ...]]:
    """Read from a file that no log has open."""
    connection = sqlite3.connect(path)
    rows = connection.execute(sql).fetchall()
    connection.close()
    return rows


def test_a_log_of_a_newer_release_can_be_read_and_not_written(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    with SessionLog(path) as log:
        log.append(an_exchange())
        expected = log.df
    a_file(
        path,
        """
        INSERT INTO voicelab_migrations (name) VALUES ('moods');
        ALTER TABLE exchanges ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm';
        UPDATE exchanges SET outcome = 'hummed', checksum = NULL;
        UPDATE settings SET json = replace(json, '{', '{"mood":"calm",'), checksum = NULL;
        """,
    )
    with SessionLog(path) as log:
        frame = log.df
        assert list(frame["outcome"]) == ["hummed"]
        columns = [name for name in frame if name != "outcome"]
        pd.testing.assert_frame_equal(frame[columns], expected[columns])
        assert [each.reply for each in log.exchanges()] == list(expected["reply"])
        log.to_csv(tmp_path / "log.csv")
        assert list(read_csv(tmp_path / "log.csv")["outcome"]) == ["hummed"]
        for write in (lambda: log.append(an_exchange(turn=2)), lambda: log.begin("")):
            with pytest.raises(LogError, match=r"moods.*can only be read") as caught:
                write()
            assert caught.value.code == "log-newer"
