"""A log that cannot be written: the talk goes on, and nothing of it is lost once there is space."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from tests.mounts import read_only, small_disk
from tests.slow_callbacks import no_slow_callbacks
from voicelab import Session
from voicelab.event_loop import call
from voicelab.events import Event, ExchangeLogged, Notice
from voicelab.log.session_log import SessionLog
from voicelab.testing import EmbeddedServices


def unlogged(events: list[Event]) -> list[Notice]:
    """Return what was told of a log that cannot be written."""
    return [event for event in events if isinstance(event, Notice) and event.code == "not-logged"]


def fill(folder: Path) -> Path:
    """Take the last byte of a small disk."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    return filler


def test_a_disk_that_fills_up_in_mid_talk_is_told_once_leaves_nothing_torn_and_loses_nothing(
    scripted: EmbeddedServices, tmp_path: Path
) -> None:
    events: list[Event] = []
    with (
        small_disk(tmp_path / "disk", 2_000_000) as disk,
        Session(services=scripted.services, log=disk / "log.sqlite") as session,
    ):
        session.subscribe(events.append)
        session.ask("first")
        filler = fill(disk)
        assert [session.ask(text).outcome for text in ("second", "third")] == ["completed"] * 2
        (told,) = unlogged(events)
        assert "Free some space" in told.message
        assert session.log.waiting == 2
        named = {path for each in session.log.exchanges() for path in (each.heard_path, each.spoken_path)}
        assert {path for path in (disk / "log-audio").rglob("*") if path.is_file()} <= named
        filler.unlink()
        session.ask("fourth")
        assert [each.transcript for each in session.log.exchanges()] == ["first", "second", "third", "fourth"]
        assert all(each.spoken for each in session.log.exchanges())
        filler = fill(disk)
        session.ask("fifth")
        assert len(unlogged(events)) == 2, "it is told again after what waited was written"
        filler.unlink()
        session.close()
        assert session.log.waiting == 0, "what waits is written when the session is closed"


def test_a_folder_that_becomes_read_only_in_mid_talk_is_told_once_and_loses_nothing(
    scripted: EmbeddedServices, tmp_path: Path
) -> None:
    events: list[Event] = []
    path = tmp_path / "folder" / "log.sqlite"
    with Session(services=scripted.services, log=path) as session:
        session.subscribe(events.append)
        session.ask("first")
        with read_only(path.parent):
            assert [session.ask(text).outcome for text in ("second", "third")] == ["completed"] * 2
            (told,) = unlogged(events)
            assert "Read-only file system" in told.message
        session.ask("fourth")
        assert [each.transcript for each in session.log.exchanges()] == ["first", "second", "third", "fourth"]
        assert all(each.spoken for each in session.log.exchanges())


def test_a_log_that_is_deleted_in_mid_talk_is_told_once_and_keeps_the_rest_of_the_talk(
    scripted: EmbeddedServices, tmp_path: Path
) -> None:
    events: list[Event] = []
    path = tmp_path / "folder" / "log.sqlite"
    with Session(services=scripted.services, log=path) as session:
        session.subscribe(events.append)
        session.ask("first")
        shutil.rmtree(path.parent)
        assert session.talk(["second", "third"]) == "end-of-input"
        (told,) = unlogged(events)
        assert "was deleted or moved" in told.message
    with SessionLog(path) as log:
        assert [each.transcript for each in log.exchanges()] == ["second", "third"]
        assert all(each.spoken for each in log.exchanges())


def test_a_talk_goes_on_while_the_disk_is_full_and_is_written_afterwards(
    scripted: EmbeddedServices, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    events: list[Event] = []
    long = ["first " * 20_000, "second " * 20_000]  # longer than what is left free within the file
    with Session(services=scripted.services, log=tmp_path / "log.sqlite") as session:
        session.subscribe(events.append)
        (pages,) = session.log._store.query("PRAGMA page_count")[0]
        session.log._store.query(f"PRAGMA max_page_count = {pages}")
        reason = session.talk(long)
        assert reason == "end-of-input"
        assert session.log.waiting == 2
        (told,) = unlogged(events)
        assert "Free some space" in told.message
        assert "Free some space" in caplog.text

        session.log._store.query("PRAGMA max_page_count = 1000000")
        third = session.ask("third")
        assert third.outcome == "completed"
        assert session.log.waiting == 0
        assert list(session.log.df["turn"]) == [1, 2, 3]
        assert list(session.log.df["transcript"].str.split().str[0]) == ["first", "second", "third"]
        assert all(each.spoken for each in session.log.exchanges())


def test_the_end_of_a_talk_waits_for_another_writer_beside_the_loop(
    scripted: EmbeddedServices, tmp_path: Path
) -> None:
    path = tmp_path / "log.sqlite"
    with (
        no_slow_callbacks(),
        Session(services=scripted.services, log=path) as session,
        contextlib.closing(sqlite3.connect(path, check_same_thread=False)) as writer,
        concurrent.futures.ThreadPoolExecutor() as pool,
    ):
        is_held = threading.Event()

        def hold(event: Event) -> None:
            if isinstance(event, ExchangeLogged):
                writer.execute("BEGIN IMMEDIATE")
                is_held.set()

        session.subscribe(hold)
        talking = pool.submit(session.talk, ["first"])
        assert is_held.wait(20)
        for _ in range(20):
            call(asyncio.sleep(0.02))  # the loop is free, though the end cannot be written
        assert not talking.done()
        writer.rollback()
        assert talking.result(20) == "end-of-input"
        assert list(session.log.sessions["end_reason"]) == ["end-of-input"]
