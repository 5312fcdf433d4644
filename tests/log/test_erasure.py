"""After a deletion no byte of the texts is left on the disk, and one that is broken off is finished."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path

import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from tests.mounts import small_disk
from voicelab.audio.clip import Audio
from voicelab.errors import LogError
from voicelab.log.session_log import SessionLog

WORD = "Zwergkoenigin"


def files_with(word: str, folder: Path) -> list[str]:
    """Return the files in a folder in which a word stands, in any encoding that SQLite has."""
    written = [word.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(path.name for path in files if any(each in path.read_bytes() for each in written))


def confide(log: SessionLog, turns: range) -> list[vl.Exchange]:
    """Append exchanges with a word in every text of theirs, short ones and long ones in turn."""
    return [
        log.append(
            an_exchange(
                turn=turn,
                transcript=f"{WORD} {turn}",
                reply=f"{WORD} " * (1 if turn % 3 else 2000),
                reasoning=f"{WORD} thinks",
                settings=vl.Settings(system_prompt=f"{WORD} {turn} is secret."),
                spoken_audio=None,
            )
        )
        for turn in turns
    ]


def carelessly(path: Path, sql: str) -> None:
    """Run SQL on a log as SQLite is often built, so that what is deleted stays in the file's free bytes."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.executescript(sql)


def test_the_text_is_gone_from_every_file_and_others_stay(path: Path) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange("other", 1))
        confidential = confide(log, range(1, 40))
        log.add_label(confidential[0], notes=f"{WORD}!", expected=[WORD])
        assert "log.sqlite-wal" in files_with(WORD, path.parent)
        log.delete(confidential)
        assert files_with(WORD, path.parent) == []
        assert [exchange.session for exchange in log.exchanges()] == ["other"]
    assert files_with(WORD, path.parent) == []


def test_text_that_earlier_lay_on_pages_that_were_moved_or_freed_is_gone(path: Path) -> None:
    with SessionLog(path) as log:
        confidential = confide(log, range(1, 60))
    carelessly(path, "UPDATE exchanges SET reply = 'changed' WHERE turn % 2; DELETE FROM labels")
    carelessly(path, "CREATE TABLE moved AS SELECT * FROM exchanges; DROP TABLE moved")
    assert files_with(WORD, path.parent) == ["log.sqlite"]
    with SessionLog(path) as log:
        log.delete(confidential)
        assert files_with(WORD, path.parent) == []


def test_the_text_is_gone_from_a_log_of_the_first_release(path: Path) -> None:
    path.parent.mkdir()
    oldest = Path(__file__).parent / "data" / "log-first-tables.sql"
    carelessly(path, oldest.read_text())
    assert files_with("tallest mountain", path.parent) == ["log.sqlite"]
    with SessionLog(path) as log:
        log.delete(log.df)
        assert files_with("tallest mountain", path.parent) == []


def test_what_is_deleted_through_a_link_to_the_log_is_gone_with_its_sound(path: Path, tmp_path: Path) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange())
    link = tmp_path / "elsewhere" / "link.sqlite"
    link.parent.mkdir()
    link.symlink_to(path)
    with SessionLog(link) as log:
        log.append(an_exchange(turn=2))
        assert [exchange.heard is not None for exchange in log.exchanges()] == [True, True]
        assert vl.check_log(link).exchanges == 2  # the newest stand in the WAL
        assert vl.check_log(link).is_whole
        log.delete(log.df)
    assert list(tmp_path.rglob("*.wav")) == []
    assert list(link.parent.iterdir()) == [link]


@pytest.mark.parametrize("name", ["NULL", "'log-audio/s/0001-hearf.wav'", "x'00'"])
def test_the_sound_of_an_exchange_goes_whatever_its_damaged_row_names(path: Path, name: str) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange("s", 1))
        kept = log.append(an_exchange("s", 2))
    carelessly(path, f"UPDATE exchanges SET heard_path = {name} WHERE turn = 1")
    with SessionLog(path) as log:
        assert log.delete(an_exchange("s", 1)).sounds == 2
    assert sorted(path.parent.rglob("*.wav")) == [kept.heard_path, kept.spoken_path]


def test_sound_behind_a_link_is_not_counted_as_deleted_and_is_told(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange("s", 1))
    folder = path.with_name("log-audio") / "s"
    folder.rename(path.with_name("elsewhere"))
    folder.symlink_to(path.with_name("elsewhere"))
    with SessionLog(path) as log:
        assert log.delete(an_exchange("s", 1)).sounds == 0
    assert f"{folder} is a link: the sound behind it is not deleted" in caplog.text
    assert len(list(path.with_name("elsewhere").iterdir())) == 2


def test_a_link_to_itself_is_no_log(tmp_path: Path) -> None:
    link = tmp_path / "link.sqlite"
    link.symlink_to(link)
    with pytest.raises(LogError, match="unable to open"):
        SessionLog(link)


def test_another_log_that_is_open_and_not_being_read_holds_nothing_up(path: Path) -> None:
    with SessionLog(path) as log, SessionLog(path) as other:
        confide(other, range(1, 4))
        assert len(list(other.exchanges())) == 3
        log.delete(other.df)
        assert files_with(WORD, path.parent) == []
        other.append(an_exchange("later", 1))
        assert len(log) == 1


def test_a_reader_that_holds_the_text_is_named_and_opening_the_log_again_erases_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicelab.log.store.BUSY_SECONDS", 0.2)
    with SessionLog(path) as log, contextlib.closing(sqlite3.connect(path)) as reader:
        confide(log, range(1, 4))
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM exchanges").fetchone()
        with pytest.raises(LogError, match=r"Another program is reading .*log\.sqlite-wal") as caught:
            log.delete(log.df)
        assert caught.value.code == "log-busy"
        assert "opening the log again" in caught.value.hint
        assert len(log) == 0
        assert files_with(WORD, path.parent) != []
        reader.rollback()
        SessionLog(path).close()
        assert files_with(WORD, path.parent) == []


def test_a_deletion_that_is_broken_off_behind_its_rows_is_finished_when_the_log_is_opened(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = SessionLog(path)
    confidential = confide(log, range(1, 4))
    with monkeypatch.context() as broken:
        broken.setattr("voicelab.log.erasable_log.erase", lambda store: None)
        log.delete(confidential)
    assert files_with(WORD, path.parent) != []
    assert list(path.parent.rglob("*.wav")) != []
    with SessionLog(path) as again:
        assert files_with(WORD, path.parent) == []
        assert list(path.parent.rglob("*.wav")) == []
        assert again._store.query("SELECT * FROM unfinished_deletions") == []
    log.close()


def test_what_was_appended_anew_since_a_deletion_was_broken_off_keeps_its_sound(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SessionLog(path) as log:
        exchange = log.append(an_exchange())
        with monkeypatch.context() as broken:
            broken.setattr("voicelab.log.erasable_log.erase", lambda store: None)
            log.delete(exchange)
        log.append(an_exchange())
    with SessionLog(path) as log:
        (again,) = log.exchanges()
        assert again.heard == an_exchange().heard


def test_a_sound_that_is_deleted_between_its_file_and_its_row_is_written_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SessionLog(path) as log, SessionLog(path) as other:
        other.append(an_exchange(turn=1))
        write = log._sound_store.write

        def write_and_lose(name: str, audio: Audio) -> str:
            monkeypatch.setattr(log._sound_store, "write", write)
            digest = write(name, audio)
            other.delete(session="20261125-140312-7f3a")
            return digest

        monkeypatch.setattr(log._sound_store, "write", write_and_lose)
        log.append(an_exchange(turn=2, spoken_audio=None))
        (kept,) = log.exchanges()
        assert kept.heard == an_exchange().heard


def test_files_that_a_killed_append_left_go_with_their_session_and_others_stay(path: Path) -> None:
    with SessionLog(path) as log:
        exchange = log.append(an_exchange())
        assert exchange.heard_path is not None
        folder = exchange.heard_path.parent
        for name in ("0002-heard.wav", ".voicelab-0123456789abcdef.part", "thesis.wav"):
            (folder / name).write_bytes(b"sound")
        assert log.delete(session=exchange.session).sounds == 4
        assert [file.name for file in folder.iterdir()] == ["thesis.wav"]


@pytest.mark.parametrize("named", ["../thesis.wav", "/tmp/thesis.wav", "x-audio/../../0001-heard.wav"])
def test_a_file_that_no_log_would_name_is_not_removed(path: Path, named: str) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange(heard_audio=None, spoken_audio=None))
        with log._store.transaction() as connection:
            connection.execute("UPDATE exchanges SET heard_path = ?", [named])
        for outside in (path.parent.parent / "thesis.wav", path.parent.parent / "0001-heard.wav"):
            outside.write_bytes(b"sound")
        assert log.delete(log.df).sounds == 0
        assert (path.parent.parent / "thesis.wav").exists()
        assert (path.parent.parent / "0001-heard.wav").exists()


def test_a_sound_that_cannot_be_removed_is_named_and_removed_later(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SessionLog(path) as log:
        exchange = log.append(an_exchange())
        assert exchange.heard_path is not None
        exchange.heard_path.unlink()
        exchange.heard_path.mkdir()  # as what somebody plays cannot be removed on Windows
        with pytest.raises(LogError, match=r"0001-heard\.wav cannot be removed"):
            log.delete(exchange)
        assert len(log) == 0
        exchange.heard_path.rmdir()
        log.delete([])
        assert not exchange.heard_path.parent.exists()


def test_what_a_full_disk_keeps_from_being_erased_is_told_and_erased_when_there_is_space(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path / "disk", 16_000_000) as disk:
        with SessionLog(disk / "log.sqlite") as log:
            log.append(an_exchange("other", 1, reply="x" * 2_000_000))  # which the file anew has again
            confidential = confide(log, range(1, 4))
        (disk / "filler").write_bytes(bytes(shutil.disk_usage(disk).free - 400_000))
        log = SessionLog(disk / "log.sqlite")
        with pytest.raises(LogError, match="are deleted, and not erased from the disk yet") as caught:
            log.delete(confidential)
        assert caught.value.code == "log-full"
        assert [each.session for each in log.exchanges()] == ["other"]
        (disk / "filler").unlink()
        log.delete([])
        assert files_with(WORD, disk) == []
        assert len(log) == 1
        log.close()
