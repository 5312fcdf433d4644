"""SessionLog: what goes in comes out, by every way in and out, and stays."""

from __future__ import annotations

import math
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exchanges import STARTED, an_exchange, exchanges
from voicelab.audio.clip import Audio
from voicelab.conversation.session import Session
from voicelab.errors import LogError
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.fields import Latency
from voicelab.log.session_log import DEFAULT_PATH, SessionLog
from voicelab.services.services import Services
from voicelab.settings import Settings
from voicelab.testing import EmbeddedServices, Refuse


@pytest.fixture(params=["file", "memory"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SessionLog]:
    with SessionLog(tmp_path / "log.sqlite" if request.param == "file" else None) as log:
        yield log


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "log.sqlite"


def test_a_session_begins_holds_exchanges_and_ends(log: SessionLog) -> None:
    session = log.begin("embedded services")
    log.append(an_exchange(session, 1))
    log.append(an_exchange(session, 2))
    log.end(session, "stop-phrase")
    (row,) = log.sessions.to_dict("records")
    assert (row["session"], row["services"], row["end_reason"]) == (
        session,
        "embedded services",
        "stop-phrase",
    )
    assert row["exchanges"] == len(log) == 2
    assert row["started_utc"] <= row["ended_utc"] <= pd.Timestamp.now("UTC")


def test_identifiers_of_sessions_are_short_and_tell_the_time_in_utc(log: SessionLog) -> None:
    session = log.begin("embedded services")
    began = datetime.strptime(session[:15], "%Y%m%d-%H%M%S").replace(tzinfo=timezone.utc)
    assert abs(datetime.now(timezone.utc) - began) < timedelta(minutes=1)
    assert len(session) == 20


def test_many_sessions_that_begin_at_once_have_identifiers_of_their_own() -> None:
    with SessionLog(None) as log:
        assert len({log.begin("") for _ in range(2000)}) == 2000


def test_an_exchange_comes_back_as_it_went_in(log: SessionLog) -> None:
    exchange = an_exchange()
    kept = log.append(exchange)
    assert kept.replace(heard_path=None, spoken_path=None) == exchange
    assert log.exchange(exchange.session, 1) == kept
    assert list(log.exchanges()) == [kept]


@given(exchange=exchanges())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_exchange_comes_back_as_it_went_in(exchange: Exchange) -> None:
    with SessionLog(None) as log:
        assert log.append(exchange) == exchange
        assert log.exchange(exchange.session, exchange.turn) == exchange


@given(exchange=exchanges(st.text(st.characters(exclude_categories=()), max_size=8)))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_halves_of_surrogate_pairs_are_replaced(exchange: Exchange) -> None:
    with SessionLog(None) as log:
        kept = log.append(exchange)
        texts = [kept.transcript, kept.reply, kept.heard_text or "", *(word.text for word in kept.words)]
        "".join(texts).encode()
        assert len(kept.transcript) <= len(exchange.transcript)
        assert log.exchange(exchange.session, 1) == kept
        assert len(log.df) == 1


def test_a_lone_surrogate_becomes_the_replacement_character_and_a_pair_its_character(log: SessionLog) -> None:
    kept = log.append(
        an_exchange(transcript="a\ud800b", reply="\ud83d\ude00", settings=Settings(system_prompt="x\udfff"))
    )
    assert (kept.transcript, kept.reply, kept.settings.system_prompt) == ("a\ufffdb", "😀", "x\ufffd")


def test_a_number_that_is_none_is_kept_as_unknown(log: SessionLog) -> None:
    kept = log.append(an_exchange(confidence=math.nan, latency=Latency(done_seconds=math.inf)))
    assert kept.confidence is None
    assert kept.latency == Latency()


def test_audio_stands_beside_the_log_and_is_heard_from_there(path: Path) -> None:
    rng = np.random.default_rng(1)
    heard, spoken = (
        Audio(rng.integers(-9000, 9000, 4000).astype(np.int16), rate) for rate in (16_000, 24_000)
    )
    with SessionLog(path) as log:
        kept = log.append(an_exchange(turn=7, heard_audio=heard, spoken_audio=spoken))
    folder = path.parent / "log-audio" / kept.session
    assert kept.heard_path == folder / "0007-heard.wav"
    assert kept.spoken_path == folder / "0007-spoken.wav"
    assert (kept.heard, kept.spoken) == (heard, spoken)
    assert kept.heard_audio is None, "many exchanges must not fill the memory with sound"


def test_a_typed_turn_has_no_file_of_what_was_heard(path: Path) -> None:
    with SessionLog(path) as log:
        kept = log.append(an_exchange(input_mode="text", heard_audio=None))
    assert kept.heard_path is None
    assert [file.name for file in path.parent.rglob("*.wav")] == ["0001-spoken.wav"]


def test_no_audio_is_written_where_it_is_not_wanted(path: Path) -> None:
    with SessionLog(path, keep_audio=False) as log:
        kept = log.append(an_exchange())
        assert kept.heard is not None, "the sound stays with whoever has the exchange"
        assert log.exchange(kept.session, 1).heard is None
    assert not list(path.parent.rglob("*.wav"))


def test_a_log_in_memory_keeps_the_sound_in_memory_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for place in (None, ":memory:"):
        with SessionLog(place) as log:
            kept = log.append(an_exchange())
            assert kept.heard == log.exchange(kept.session, 1).heard == Audio.silence(0.2, 16_000)
            assert log.path is None
    assert not list(tmp_path.iterdir())


def test_the_folder_can_be_moved(path: Path) -> None:
    with SessionLog(path) as log:
        kept = log.append(an_exchange())
    moved = path.parent.with_name("elsewhere")
    shutil.move(path.parent, moved)
    with SessionLog(moved / "log.sqlite") as log:
        again = log.exchange(kept.session, 1)
    assert again.heard_path == moved / "log-audio" / kept.session / "0001-heard.wav"
    assert again.heard == Audio.silence(0.2, 16_000)


def test_a_relative_path_stays_where_it_was_when_the_working_folder_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with SessionLog() as log:
        os.chdir("/")
        kept = log.append(an_exchange())
    assert log.path == tmp_path / DEFAULT_PATH
    assert kept.heard_path is not None
    assert kept.heard_path.is_relative_to(tmp_path)


def test_a_turn_is_written_once_and_its_audio_is_not_overwritten(log: SessionLog) -> None:
    kept = log.append(an_exchange())
    with pytest.raises(ValueError, match="has turn 1"):
        log.append(an_exchange(heard_audio=Audio.silence(9), reply="another"))
    again = log.exchange(kept.session, 1)
    assert again == kept
    assert again.heard == Audio.silence(0.2, 16_000)


@pytest.mark.parametrize("session", ["", "..", "../x", "a/b", "a\\b", "a\0b", "x" * 200])
def test_a_session_whose_name_would_lead_out_of_the_folder_is_refused(log: SessionLog, session: str) -> None:
    with pytest.raises(ValueError, match="session must be"):
        log.append(an_exchange(session))


def test_a_time_without_a_zone_is_refused(log: SessionLog) -> None:
    with pytest.raises(ValueError, match="timezone"):
        log.append(an_exchange(started_utc=datetime(2026, 1, 1)))


def test_exchanges_of_another_log_can_be_gathered(path: Path, tmp_path: Path) -> None:
    with SessionLog(path) as source, SessionLog(tmp_path / "all.sqlite") as gathered:
        source.append(an_exchange())
        for exchange in source.exchanges():
            kept = gathered.append(exchange)
        assert kept.heard_path is not None
        assert kept.heard_path.is_relative_to(tmp_path / "all-audio")
        assert kept.heard == Audio.silence(0.2, 16_000)
        (row,) = gathered.sessions.to_dict("records")
        assert row["started_utc"] == an_exchange().started_utc


def test_a_view_of_one_session_shows_it_alone(log: SessionLog) -> None:
    first, second = log.begin(""), log.begin("")
    for turn in (1, 2, 3):
        log.append(an_exchange(first, turn))
    log.append(an_exchange(second, 1))
    view = log.session(first)
    assert len(view) == len(view.df) == 3
    assert [exchange.turn for exchange in view.exchanges()] == [1, 2, 3]
    assert list(view.sessions["session"]) == [first]
    assert set(view.words["session"]) == {first}
    view.append(an_exchange(first, 4))
    assert len(view) == 4
    assert len(log) == 5


def test_a_session_that_is_not_there_is_named_with_the_nearest_that_are(log: SessionLog) -> None:
    session = log.begin("")
    wrong = f"{session[:-1]}x"
    for refused in (lambda: log.session(wrong), lambda: log.end(wrong, "stopped")):
        with pytest.raises(ValueError, match=f"{wrong}.*{session}"):
            refused()
    with pytest.raises(ValueError, match="no turn 3"):
        log.exchange(session, 3)


def test_exchanges_can_be_appended_while_others_are_read(log: SessionLog) -> None:
    for turn in range(1, 601):
        log.append(an_exchange(turn=turn, heard_audio=None, spoken_audio=None))
    seen = 0
    for seen, exchange in enumerate(log.exchanges(), start=1):  # noqa: B007
        if seen % 100 == 0:
            log.append(an_exchange(turn=1000 + seen, heard_audio=None, spoken_audio=None))
    assert seen == 600, "a reader sees what was there when it began"
    assert len(log) == 606


def test_threads_share_a_log(log: SessionLog) -> None:
    errors: list[Exception] = []

    def append(session: str) -> None:
        try:
            for turn in range(1, 41):
                log.append(an_exchange(session, turn, heard_audio=None))
        except Exception as error:
            errors.append(error)

    sessions = [log.begin("") for _ in range(4)]
    threads = [threading.Thread(target=append, args=[session]) for session in sessions]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        frame = log.df
        assert frame.groupby("session")["turn"].max().sum() == len(frame), "whole sessions up to some turn"
    assert not errors
    assert list(log.df.groupby("session")["turn"].count()) == [40] * 4


APPENDING = """
import sys
from tests.exchanges import an_exchange
from voicelab.log.session_log import SessionLog
with SessionLog(sys.argv[1]) as log:
    session = log.begin(sys.argv[2])
    for turn in range(1, 51):
        log.append(an_exchange(session, turn, spoken_audio=None))
"""


def test_processes_share_a_file_that_none_of_them_found(path: Path) -> None:
    running = [subprocess.Popen([sys.executable, "-c", APPENDING, path, str(number)]) for number in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    with SessionLog(path) as log:
        assert sorted(log.sessions["services"]) == ["0", "1", "2", "3"]
        assert list(log.sessions["exchanges"]) == [50] * 4
        assert all(exchange.heard == Audio.silence(0.2) for exchange in log.exchanges())


FORKING = """
import os, sys
from tests.exchanges import an_exchange
from voicelab.log.session_log import SessionLog
log = SessionLog(sys.argv[1])
log.append(an_exchange("parent", 1))
child = os.fork()
for turn in range(2, 30):
    log.append(an_exchange("parent" if child else "child", turn))
if child:
    assert os.waitpid(child, 0)[1] == 0
    log.append(an_exchange("parent", 30))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_goes_on_with_a_connection_of_its_own(path: Path) -> None:
    subprocess.run([sys.executable, "-c", FORKING, path], check=True)
    with SessionLog(path) as log:
        assert list(log.df.groupby("session")["turn"].count()) == [28, 30]


def test_commits_are_on_the_disk_when_append_returns(path: Path) -> None:
    with SessionLog(path) as log:
        assert log._store.query("PRAGMA synchronous") == [(2,)]
        assert log._store.query("PRAGMA journal_mode") == [("wal",)]
        log.append(an_exchange())
        with sqlite3.connect(path) as other:
            assert other.execute("SELECT count(*) FROM exchanges").fetchone() == (1,)
        other.close()


def test_a_log_that_is_let_go_closes_itself(path: Path) -> None:
    SessionLog(path).append(an_exchange())
    assert sorted(file.name for file in path.parent.iterdir()) == ["log-audio", "log.sqlite"]


def test_a_closed_log_says_so(path: Path) -> None:
    log = SessionLog(path)
    log.close()
    with pytest.raises(LogError, match="is closed") as caught:
        log.append(an_exchange())
    assert caught.value.code == "log-closed"
    assert "closed" in repr(log)
    log.close()


def test_each_distinct_value_of_the_settings_is_kept_once(path: Path) -> None:
    with SessionLog(path) as log:
        for turn in range(1, 9):
            log.append(an_exchange(turn=turn, settings=Settings(max_tokens=100 + turn % 2)))
        assert log._store.query("SELECT count(*) FROM settings") == [(2,)]
        assert [exchange.settings.max_tokens for exchange in log.exchanges()] == [101, 100] * 4


def test_credentials_do_not_enter_the_files(path: Path) -> None:
    keys = "q7Zk3vXw9bJt2RmLq8Fy5NsD1hGc6PzV", "u4EoT7iKx0WqB5jMn2YrA9vCd3LfS8gH"
    services = Services.azure(
        speech_key=keys[0],
        speech_region="westeurope",
        openai_key=keys[1],
        openai_endpoint="https://a.openai.azure.com",
    )
    with SessionLog(path) as log:
        session = log.begin(services.describe())
        log.append(an_exchange(session, 1, outcome="failed", error_message=f"{services} failed"))
        written = b"".join(file.read_bytes() for file in path.parent.rglob("*") if file.is_file())
    assert b"westeurope" in written
    for key in keys:
        assert not any(key[start : start + 6].encode() in written for start in range(len(key) - 5))


def test_credentials_of_a_session_that_spoke_and_failed_do_not_enter_the_files(
    scripted: EmbeddedServices, path: Path
) -> None:
    with Session(services=scripted.services, log=path) as session:
        assert session.ask("Hello").outcome == "completed"
        scripted.faults.add("completion", Refuse(status=401))
        assert session.ask("Hello").outcome == "failed"
        written = b"".join(file.read_bytes() for file in path.parent.rglob("*") if file.is_file())
    assert b"Hello" in written
    assert not any(
        scripted.key[start : start + 6].encode() in written for start in range(len(scripted.key) - 5)
    )


def test_a_folder_that_cannot_be_made_is_a_plain_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LogError) as caught:
        SessionLog(tmp_path / "file" / "log.sqlite")
    assert caught.value.code == "log-unwritable"
    assert caught.value.hint


@pytest.fixture
def ordinary_user(tmp_path: Path) -> Iterator[None]:
    """Run as a user to whom permissions apply."""
    if os.name != "posix" or os.geteuid() != 0:
        yield
        return
    for folder in (tmp_path, *tmp_path.parents[:-1]):
        folder.chmod(folder.stat().st_mode | 0o055)
    os.seteuid(65534)
    yield
    os.seteuid(0)


@pytest.mark.parametrize("existing", [True, False], ids=["file", "folder"])
def test_a_read_only_place_is_a_plain_error(
    tmp_path: Path, existing: bool, request: pytest.FixtureRequest
) -> None:
    folder = tmp_path / "shelf"
    folder.mkdir()
    if existing:
        SessionLog(folder / "log.sqlite").close()
        (folder / "log.sqlite").chmod(0o444)
    folder.chmod(0o555)
    request.getfixturevalue("ordinary_user")
    with pytest.raises(LogError) as caught:
        SessionLog(folder / "log.sqlite")
    assert caught.value.code == "log-unwritable"
    assert str(folder) in caught.value.message
    assert "folder that you may write to" in caught.value.hint


def test_a_full_disk_is_a_plain_error_and_leaves_the_log_as_it_was(path: Path) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange())
        pages = log._store.query("PRAGMA page_count")[0][0]
        log._store.query(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(LogError) as caught:
            log.append(an_exchange(turn=2, reply="x" * 100_000))
        assert caught.value.code == "log-full"
        assert len(log) == 1


def test_the_notebook_shows_the_last_exchanges_escaped(log: SessionLog) -> None:
    assert "No exchanges yet" in log._repr_html_()
    for turn in range(1, 14):
        log.append(an_exchange(turn=turn, transcript=f"<script>{turn}</script>"))
    html = log._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;13&lt;/script&gt;" in html
    assert "&lt;script&gt;3&lt;" not in html
    assert "The last 10 of 13." in html


def test_the_log_tells_where_it_is_and_how_much_it_holds(log: SessionLog) -> None:
    log.append(an_exchange())
    assert str(log.path or "in memory") in repr(log)
    assert "exchanges: 1" in repr(log)
    assert STARTED.tzinfo is timezone.utc
