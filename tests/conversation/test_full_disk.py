"""A log that cannot be written: the talk goes on, and nothing of it is lost once there is space."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import sqlite3
import threading
from pathlib import Path

import pytest

from tests.slow_callbacks import no_slow_callbacks
from voicelab import Session
from voicelab.event_loop import call
from voicelab.events import Event, ExchangeLogged, Notice
from voicelab.testing import EmbeddedServices


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
        told = [event for event in events if isinstance(event, Notice) and event.code == "not-logged"]
        assert len(told) >= 2
        assert all("Free some space" in each.message for each in told)
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
