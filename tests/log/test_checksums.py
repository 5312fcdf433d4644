"""Checksums: whoever writes a row through the log leaves a right one; what changes otherwise is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.exchanges import an_exchange
from tests.log.test_schema import OLDEST, a_file, a_query
from voicelab.comparison.dialogue_store import DialogueStore
from voicelab.comparison.store import ComparisonStore
from voicelab.errors import LogError
from voicelab.exchange.fields import Usage
from voicelab.log.checksums import file_digest, tables_of
from voicelab.log.session_log import SessionLog
from voicelab.settings import Settings


def faults(path: Path) -> dict[str, list[str | None]]:
    """Return of each row of each table what is wrong with it, as another connection sees it."""
    connection = sqlite3.connect(path)
    found: dict[str, list[str | None]] = {}
    for table in tables_of(connection).values():
        rows = connection.execute(f"SELECT checksum, {', '.join(table.columns)} FROM {table.name}").fetchall()
        assert all(row[0] is not None for row in rows), table.name
        found[table.name] = [table.fault(*row) for row in rows]
    connection.close()
    return found


def test_whatever_writes_leaves_right_checksums(path: Path) -> None:
    with SessionLog(path) as log:
        session = log.begin("embedded services")
        for turn in (1, 2):
            kept = log.append(an_exchange(session, turn, heard_audio=None))
        log.set_usage(session, 1, Usage(prompt_tokens=7))
        log.add_label(kept, thumbs_up=True, rater="Ann")
        log.add_label(kept, notes="Well said.", rater="Ann")
        ComparisonStore(log).add_round_trip((session, 1), "a recognizer", "Mount Everest.")
        ComparisonStore(log).add_round_trip((session, 1), "a recognizer", "Mount Everest!")
        DialogueStore(log).add((session, 2), [an_exchange()])
        log.end(session, "stopped")
    found = faults(path)
    written = ("sessions", "settings", "exchanges", "labels", "round_trips", "dialogue_turns")
    assert all(found[table] for table in written)
    assert not any(why for rows in found.values() for why in rows)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE exchanges SET reply = 'Mount Everist' WHERE turn = 2",
        "UPDATE exchanges SET heard_text = reply WHERE turn = 2",
        "UPDATE exchanges SET completion_tokens = completion_tokens + 1 WHERE turn = 2",
        "UPDATE exchanges SET checksum = '1:x' WHERE turn = 2",
        "UPDATE exchanges SET checksum = x'00' WHERE turn = 2",
        "UPDATE settings SET json = replace(json, '0.65', '0.66') WHERE id = 2",
    ],
)
@pytest.mark.parametrize(
    "read",
    [
        lambda log: list(log.exchanges()),
        lambda log: log.df,
        lambda log: log.words,
        lambda log: log.tool_calls,
        lambda log: log._repr_html_(),
        lambda log: log.exchange("20261125-140312-7f3a", 2),
    ],
    ids=["exchanges", "df", "words", "tool_calls", "html", "exchange"],
)
def test_a_row_that_is_not_as_it_was_written_is_told(
    path: Path, change: str, read: Callable[[SessionLog], Any]
) -> None:
    with SessionLog(path, keep_audio=False) as log:
        log.append(an_exchange())
        log.append(an_exchange(turn=2, settings=Settings(end_silence_seconds=0.65)))
    a_query_that_writes(path, change)
    with SessionLog(path) as log:
        assert log.exchange("20261125-140312-7f3a", 1).turn == 1
        with pytest.raises(LogError, match=r"turn 2 of session '20261125-140312-7f3a', .*checksum") as caught:
            read(log)
        assert caught.value.code == "log-damaged"
        assert "salvage_log" in caught.value.hint


def test_a_change_through_the_log_hides_no_damage(path: Path) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange())
        a_query_that_writes(path, "UPDATE exchanges SET reply = 'Mount Everist'")
        log.set_usage("20261125-140312-7f3a", 1, Usage(prompt_tokens=7))
        with pytest.raises(LogError, match="checksum"):
            list(log.exchanges())


def test_a_damaged_exchange_can_be_deleted(path: Path) -> None:
    with SessionLog(path) as log:
        exchange = log.append(an_exchange())
        a_query_that_writes(path, "UPDATE exchanges SET reply = 'Mount Everist'")
        assert log.delete(exchange).exchanges == 1
        assert list(log.exchanges()) == []


def test_rows_of_an_earlier_release_are_read_without_a_checksum(tmp_path: Path) -> None:
    path = a_file(tmp_path / "log.sqlite", OLDEST.read_text())
    with SessionLog(path) as log:
        log.set_usage("20261125-140312-7f3a", 1, Usage(prompt_tokens=7))
        (exchange,) = log.exchanges()
        assert exchange.usage.prompt_tokens == 7
        assert len(log.df) == 1
    assert a_query(path, "SELECT checksum FROM exchanges") == [(None,)]


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("turn", "'<b onclick=x>'", "turn is not a whole number"),
        ("reply", "x'3c'", "reply is not text"),
        ("confidence", "'high'", "confidence is not a number"),
    ],
)
def test_a_value_of_another_type_than_its_column_is_told(
    tmp_path: Path, column: str, value: str, why: str
) -> None:
    path = a_file(tmp_path / "log.sqlite", OLDEST.read_text())
    a_query_that_writes(path, f"UPDATE exchanges SET {column} = {value}")
    with SessionLog(path) as log:
        for read in (lambda: list(log.exchanges()), log._repr_html_, lambda: log.df):
            with pytest.raises(LogError, match=why):
                read()


def test_a_column_that_a_later_release_adds_changes_no_checksum(path: Path) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange())
    a_query_that_writes(path, "ALTER TABLE exchanges ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'")
    assert faults(path)["exchanges"] == [None]
    with SessionLog(path) as log:
        log.append(an_exchange(turn=2))
        assert len(list(log.exchanges())) == 2


def test_the_digest_of_a_sound_is_that_of_its_file(path: Path) -> None:
    with SessionLog(path) as log:
        kept = log.append(an_exchange())
    assert kept.heard_path is not None
    assert kept.spoken_path is not None
    expected = [(file_digest(kept.heard_path), file_digest(kept.spoken_path))]
    assert a_query(path, "SELECT heard_digest, spoken_digest FROM exchanges") == expected


def a_query_that_writes(path: Path, sql: str) -> None:
    """Change a file as another program does."""
    with sqlite3.connect(path) as connection:
        connection.execute(sql)
    connection.close()
