"""A log whose file is deleted or replaced while it is open says so once, and keeps what comes next."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.exchanges import an_exchange
from voicelab.errors import LogError
from voicelab.log.session_log import SessionLog


def delete_the_file(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path.with_name(f"{path.name}{ending}").unlink()


def delete_the_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def move_the_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("moved"))


def put_another_in_its_place(path: Path) -> None:
    with SessionLog(path.with_name("other.sqlite")) as other:
        other.append(an_exchange("other", 1))
    path.with_name("other.sqlite").replace(path)


@pytest.mark.parametrize(
    ("change", "there", "said"),
    [
        (delete_the_file, [], "was deleted or moved"),
        (delete_the_folder, [], "was deleted or moved"),
        (move_the_folder, [], "was deleted or moved"),
        (put_another_in_its_place, ["other"], "was replaced by another file"),
    ],
)
def test_it_is_said_once_and_what_comes_next_is_kept(
    path: Path, change: Callable[[Path], None], there: list[str], said: str
) -> None:
    with SessionLog(path) as log:
        session = log.begin("")
        log.append(an_exchange(session, 1))
        change(path)
        with pytest.raises(LogError, match=said) as caught:
            log.append(an_exchange(session, 2))
        assert caught.value.code == "log-replaced"
        assert len(log) == 1, "what is not written yet can be saved: the rows of before are still shown"
        log.hold(an_exchange(session, 2))
        log.append(an_exchange(session, 3))
        log.end(session, "closed")
    with SessionLog(path) as log:
        assert [each.session for each in log.exchanges()] == [*there, session, session]
        assert [each.turn for each in log.session(session).exchanges()] == [2, 3]
        assert all(each.heard is not None for each in log.session(session).exchanges())
        assert log._store.query("PRAGMA integrity_check") == [("ok",)]


def test_a_wal_that_is_deleted_costs_no_exchange(path: Path) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange(turn=1))
        path.with_name("log.sqlite-wal").unlink()
        with pytest.raises(LogError, match=r"log\.sqlite-wal was deleted or moved"):
            log.append(an_exchange(turn=2))
        log.append(an_exchange(turn=2))
    with SessionLog(path) as log:
        assert list(log.df["turn"]) == [1, 2]


def test_what_was_there_is_moved_whole_with_a_file_that_is_moved(path: Path) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange(turn=1))
        path.rename(path.with_name("moved.sqlite"))
        with pytest.raises(LogError, match="was deleted or moved"):
            log.append(an_exchange(turn=2))
        log.append(an_exchange(turn=2))
        assert list(log.df["turn"]) == [2]
    with SessionLog(path.with_name("moved.sqlite")) as log:
        assert list(log.df["turn"]) == [1]


def test_a_place_where_no_new_file_can_be_made_is_told_until_there_is_one(path: Path) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange(turn=1))
        shutil.rmtree(path.parent)
        path.parent.write_text("in the way")
        log.hold(an_exchange(turn=2))
        for _ in range(3):
            with pytest.raises(LogError):
                log.write_waiting()
        assert log.waiting == 1
        assert len(log) == 1
        path.parent.unlink()
        log.write_waiting()
        assert list(log.df["turn"]) == [2]


def test_what_waits_when_the_log_is_closed_is_written_to_the_new_file(path: Path) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange(turn=1))
        delete_the_file(path)
        with pytest.raises(LogError):
            log.append(an_exchange(turn=2))
        log.hold(an_exchange(turn=2))
    with SessionLog(path) as log:
        assert list(log.df["turn"]) == [2]
