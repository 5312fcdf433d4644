"""Deleting exchanges and sessions: what goes, what stays, and what is refused."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from voicelab.audio.clip import Audio
from voicelab.errors import LogError
from voicelab.log.session_log import SessionLog


def names_of_sounds(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix == ".wav")


def test_an_exchange_a_row_several_or_a_frame_is_deleted(log: SessionLog) -> None:
    kept = [log.append(an_exchange(turn=turn)) for turn in range(1, 9)]
    assert log.delete(kept[0]).exchanges == 1
    (row, *_) = log.df.itertuples()
    assert log.delete(row).exchanges == 1
    _, series = next(log.df.iterrows())
    assert log.delete(series).exchanges == 1
    assert log.delete(kept[3:5]).exchanges == 2
    assert log.delete(log.df[log.df["turn"] < 8]).exchanges == 2
    assert list(log.df["turn"]) == [8]
    assert [exchange.turn for exchange in log.exchanges()] == [8]
    assert log.delete([]).exchanges == 0


def test_the_sound_goes_and_its_size_is_told(tmp_path: Path) -> None:
    with SessionLog(tmp_path / "log.sqlite") as log:
        session = log.begin("")
        first = log.append(an_exchange(session, 1))
        log.append(an_exchange(session, 2, heard_audio=None))
        assert first.heard_path is not None
        assert first.spoken_path is not None
        size = first.heard_path.stat().st_size + first.spoken_path.stat().st_size
        deleted = log.delete(first)
        assert (deleted.exchanges, deleted.sounds, deleted.sound_bytes) == (1, 2, size)
        assert str(deleted) == "Deleted: 1 exchange, 2 recordings (0.0 MB)."
        assert names_of_sounds(tmp_path) == [f"log-audio/{session}/0002-spoken.wav"]
        assert log.delete(session=session).sounds == 1
        assert not list((tmp_path / "log-audio").iterdir()), "an empty folder goes, too"
        assert str(log.delete([])) == "Nothing was deleted."


def test_a_log_in_memory_lets_go_of_the_sound() -> None:
    log = SessionLog(None)
    log.append(an_exchange(heard_audio=Audio.silence(1.0, 16_000), spoken_audio=None))
    deleted = log.delete(log.df)
    assert (deleted.sounds, deleted.sound_bytes) == (1, 32_000)
    assert not log._sounds


def test_a_session_goes_as_a_whole(log: SessionLog) -> None:
    gone, stays = log.begin("one"), log.begin("other")
    for turn in (1, 2):
        log.append(an_exchange(gone, turn))
        log.append(an_exchange(stays, turn))
    assert log.delete(session=gone).exchanges == 2
    assert list(log.sessions["session"]) == [stays]
    assert len(log) == 2
    with pytest.raises(ValueError, match=f"the log has no session '{gone}'; the nearest there are: {stays}"):
        log.delete(session=gone)


def test_a_session_that_has_ended_goes_with_its_last_exchange_and_an_open_one_stays(log: SessionLog) -> None:
    for is_over in (True, False):
        session = log.begin("")
        log.append(an_exchange(session, 1))
        if is_over:
            log.end(session, "closed")
    log.delete(log.df)
    assert list(log.sessions["session"]) == [session]


def test_a_session_whose_row_was_deleted_ends_without_an_error_and_stays_deleted(log: SessionLog) -> None:
    session = log.begin("")
    log.append(an_exchange(session, 1))
    log.delete(session=session)
    log.end(session, "closed")
    assert log.sessions.empty


def test_what_waits_to_be_written_is_deleted_too(log: SessionLog) -> None:
    session = log.begin("")
    waiting = [an_exchange(session, turn) for turn in (1, 2, 3)]
    for exchange in waiting:
        log.hold(exchange)
    assert log.delete(waiting[1]).exchanges == 1
    assert log.waiting == 2
    assert log.delete(session=session).exchanges == 2
    log.write_waiting()
    assert len(log) == 0


def test_what_is_not_there_is_refused_and_nothing_is_deleted(log: SessionLog) -> None:
    kept = log.append(an_exchange())
    with pytest.raises(ValueError, match="the log has no turn 2"):
        log.delete([kept, an_exchange(turn=2)])
    with pytest.raises(TypeError, match="give an exchange of the log, or a row of its df, not str"):
        log.delete(kept.session)  # type: ignore[arg-type]  # as some would
    assert len(log) == 1


def test_all_that_was_said_of_an_exchange_goes_and_what_others_need_stays(log: SessionLog) -> None:
    first, second = (log.append(an_exchange(turn=turn)) for turn in (1, 2))
    own = log.append(an_exchange(turn=3, settings=vl.Settings(system_prompt="Only here.")))
    log.add_label(own, notes="Said of it.")
    log.add_label(second, notes="Said of another.")
    with log._store.transaction() as connection:
        fill(connection, own.session, (1, 2, 3))
    log.delete([first, own])
    rows = {
        table: log._store.query(f"SELECT * FROM {table}")
        for (table,) in log._store.query("SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    assert len(rows["settings"]) == 1
    assert "Only here." not in str(rows)
    assert "Said of it." not in str(rows)
    one_row = {"labels", "scores", "round_trips", "cells", "dialogue_turns", "exchanges", "sessions"}
    assert {name for name in one_row if len(rows[name]) != 1} == set()
    assert [row[0] for row in rows["judgements"]] == [2], "a judgement of both goes as a whole"
    assert [row[0] for row in rows["ratings"]] == [2]
    assert json.loads(rows["published_tests"][0][4]) == {
        "trial": {},
        "other": {"a": ["reply", own.session, 2]},
    }


def test_after_everything_is_deleted_no_table_has_a_row(log: SessionLog) -> None:
    session = log.begin("")
    for turn in (1, 2, 3):
        log.append(an_exchange(session, turn))
    with log._store.transaction() as connection:
        fill(connection, session, (1, 2, 3))
    log.delete(session=session)
    tables = [row[0] for row in log._store.query("SELECT name FROM sqlite_master WHERE type = 'table'")]
    filled = {table for table in tables if log._store.query(f"SELECT 1 FROM {table}")}
    assert filled <= {"voicelab_migrations", "sqlite_sequence", "published_tests"}


def fill(connection: sqlite3.Connection, session: str, turns: tuple[int, int, int]) -> None:
    """Put a row of each exchange into each other table."""
    for turn in turns:
        key = (session, turn)
        connection.execute("INSERT INTO scores VALUES (?, ?, 'right', 'x', '{}', NULL)", key)
        connection.execute("INSERT INTO round_trips VALUES (?, ?, 'tiny', 'heard', NULL)", key)
        connection.execute("INSERT INTO cells (session, turn, key) VALUES (?, ?, 'k')", key)
        connection.execute("INSERT INTO dialogue_turns VALUES (?, ?, 1, '{}', 0, 0, NULL)", key)
    for number, of in ((1, turns), (2, turns[1:2])):
        connection.execute("INSERT INTO judgements VALUES (?, 'now', 'Ann', 'pairs', NULL)", [number])
        for place, turn in enumerate(of):
            connection.execute(
                "INSERT INTO ratings VALUES (?, ?, 'reply', ?, ?, 1, NULL)", (number, place, session, turn)
            )
    trials = (
        '{"trial": {"a": ["reply", "%s", 1], "b": ["reply", "%s", 2]}, "other": {"a": ["reply", "%s", 2]}}'
    )
    connection.execute(
        "INSERT INTO published_tests VALUES ('test', 'now', 'key', 'pairs', ?, NULL)",
        [trials % ((session,) * 3)],
    )


def test_a_log_that_cannot_be_written_keeps_what_waits(tmp_path: Path) -> None:
    log = SessionLog(tmp_path / "log.sqlite")
    log.hold(an_exchange())
    log._store.close()
    with pytest.raises(LogError, match="is closed"):
        log.delete(an_exchange())
    assert log.waiting == 1
    log._waiting.remove([("20261125-140312-7f3a", 1)], [])
