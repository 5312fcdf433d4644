"""Salvage: what is not damaged is copied into a new log, and the rest is named with its reason."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from tests.log.damages import write
from tests.log.test_schema import OLDEST, a_file
from voicelab.errors import LogError
from voicelab.log.read_only_copy import read_only_copy
from voicelab.log.session_log import SessionLog

KEY = ("20261125-140312-7f3a", 1)


def test_a_whole_log_is_copied_with_its_sound(path: Path) -> None:
    new = path.with_name("new.sqlite")
    with SessionLog(path) as log:
        log.append(an_exchange())
        log.add_label(an_exchange(), notes="Right.", rater="Ann")
        done = log.salvage(new)
        expected, labels = log.df, log.labels
    assert done.lost == ()
    assert dict(done.rows) == {"exchanges": 1, "labels": 1, "sessions": 1, "settings": 1}
    assert done.sounds == 2
    with SessionLog(new) as log:
        columns = [name for name in expected if not str(name).endswith("_path")]
        assert log.df[columns].equals(expected[columns])
        assert log.labels.equals(labels)
        exchange = log.exchange(*KEY)
        assert exchange.heard == an_exchange().heard
        assert exchange.heard_path == path.with_name("new-audio") / KEY[0] / "0001-heard.wav"
        assert log.check()


def an_empty_database(path: Path, *, encoding: str = "UTF-8", reserved: int = 0) -> Path:
    """Make a database as other builds of SQLite, and other programs, lay them out."""
    path.parent.mkdir()
    write(path, f"PRAGMA encoding = '{encoding}'; CREATE TABLE made (x); DROP TABLE made; VACUUM")
    page = bytearray(path.read_bytes())
    assert len(page) == 4096
    page[20] = reserved
    page[105:107] = (4096 - reserved).to_bytes(2, "big")
    path.write_bytes(page)
    return path


@pytest.mark.parametrize("layout", [{"reserved": 12}, {"encoding": "UTF-16le"}, {"encoding": "UTF-16be"}])
def test_a_log_on_other_pages_than_usual_is_whole_and_copied(path: Path, layout: dict[str, Any]) -> None:
    reply = "The Zugspitze – 2.962 metres. " * 900
    with SessionLog(an_empty_database(path, **layout)) as log:
        log.append(an_exchange(reply=reply))
    assert str(vl.check_log(path)) == f"{path} is whole: 1 exchange."
    assert vl.salvage_log(path, path.with_name("new.sqlite")).lost == ()
    with SessionLog(path.with_name("new.sqlite")) as log:
        assert [exchange.reply for exchange in log.exchanges()] == [reply]


def test_a_change_that_was_broken_off_is_no_damage_and_is_not_copied(path: Path) -> None:
    with SessionLog(path) as log:
        for turn in range(1, 30):
            log.append(an_exchange(turn=turn, reply="Everest " * 200, heard_audio=None, spoken_audio=None))
    left = path.parent.parent / "left"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")  # as programs do that copy a log, or keep it in step
        other.executescript("PRAGMA cache_size = 3; PRAGMA cache_spill = 3; BEGIN IMMEDIATE")
        other.execute("UPDATE exchanges SET reply = 'K2 ' || reply WHERE turn < 25")
        shutil.copytree(path.parent, left)  # as if its machine had stopped
    assert b"K2 Everest" in (left / path.name).read_bytes()
    before = {file.name: file.read_bytes() for file in left.iterdir()}
    assert f"{path.name}-journal" in before
    with contextlib.closing(read_only_copy(left / path.name)) as copy:
        assert copy.execute("SELECT count(*), sum(reply LIKE 'K2%') FROM exchanges").fetchone() == (29, 0)
    assert vl.check_log(left / path.name).is_whole
    assert vl.salvage_log(left / path.name, path.with_name("new.sqlite")).lost == ()
    assert {file.name: file.read_bytes() for file in left.iterdir()} == before
    with SessionLog(path.with_name("new.sqlite")) as log:
        assert {exchange.reply for exchange in log.exchanges()} == {"Everest " * 200}


def test_exchanges_behind_a_damaged_one_are_copied_and_it_is_named(path: Path) -> None:
    with SessionLog(path) as log:
        for turn in (1, 2, 3):
            log.append(an_exchange(turn=turn, heard_audio=None))
        log.add_label(an_exchange(turn=2), notes="Right.")
    write(path, "UPDATE exchanges SET reply = 'Mount Everist' WHERE turn = 2")
    done = vl.salvage_log(path, path.with_name("new.sqlite"))
    assert [each.partition(":")[0] for each in done.lost] == [
        f"the row of exchanges with session {KEY[0]!r}, turn 2",
        f"the row of labels with session {KEY[0]!r}, turn 2",
    ]
    with SessionLog(path.with_name("new.sqlite")) as log:
        assert list(log.df["turn"]) == [1, 3]
        assert log.check()
    vl.salvage_log(path, path.with_name("kept.sqlite"), keep_changed=True)
    with SessionLog(path.with_name("kept.sqlite")) as log:
        assert [each.reply for each in log.exchanges()][1] == "Mount Everist"
        assert len(log.labels) == 1
        assert log.check()


def test_exchanges_without_their_settings_or_session_are_copied(path: Path) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange())
    write(path, "UPDATE settings SET json = replace(json, '0.65', '0.66'); DELETE FROM sessions")
    done = vl.salvage_log(path, path.with_name("new.sqlite"))
    assert any("The settings of" in each for each in done.lost)
    with SessionLog(path.with_name("new.sqlite")) as log:
        assert log.exchange(*KEY).reply == an_exchange().reply
        assert list(log.df["end_silence_seconds"].isna()) == [True]
        assert list(log.sessions["session"]) == [KEY[0]]


def test_a_log_that_sqlite_cannot_open_is_salvaged(path: Path) -> None:
    with SessionLog(path) as log:
        for turn in range(1, 30):
            log.append(an_exchange(turn=turn, heard_audio=None, spoken_audio=None))
    data = path.read_bytes()
    path.write_bytes(bytes(4096) + data[4096:])
    with pytest.raises(LogError):
        SessionLog(path)
    vl.salvage_log(path, path.with_name("new.sqlite"))
    with SessionLog(path.with_name("new.sqlite")) as log:
        assert len(list(log.exchanges())) == 29
    assert path.read_bytes() == bytes(4096) + data[4096:]


def test_what_is_there_is_not_written_over(path: Path) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange())
        (path.parent / "new.sqlite").write_text("mine")
        (path.parent / "other-audio").mkdir()
        for name in ("new.sqlite", "other.sqlite", path.name):
            with pytest.raises(LogError, match="not written over"):
                log.salvage(path.with_name(name))
    assert (path.parent / "new.sqlite").read_text() == "mine"
    assert vl.check_log(path)


def test_sound_elsewhere_is_not_copied(path: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.wav").write_bytes(b"RIFF")
    with SessionLog(path) as log:
        log.append(an_exchange())
        with log._store.transaction() as connection:
            connection.execute("UPDATE exchanges SET heard_path = ?", [str(tmp_path / "secret.wav")])
    done = vl.salvage_log(path, path.with_name("new.sqlite"))
    assert "is not in the log's own folder for sound" in str(done)
    assert [file.name for file in path.with_name("new-audio").rglob("*.wav")] == ["0001-spoken.wav"]


def test_a_log_of_an_earlier_release_is_copied_with_checksums(tmp_path: Path) -> None:
    path = a_file(tmp_path / "log.sqlite", OLDEST.read_text())
    before = path.read_bytes()
    vl.salvage_log(path, tmp_path / "new.sqlite")
    assert path.read_bytes() == before
    with SessionLog(tmp_path / "new.sqlite") as log:
        assert log.exchange(*KEY).reply == an_exchange().reply
        assert log.check().remarks == ()
