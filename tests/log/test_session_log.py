"""SessionLog: what goes in comes out, by every way in and out, and stays."""

from __future__ import annotations

import dataclasses
import math
import os
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exchanges import an_exchange, exchanges
from voicelab.audio.clip import Audio
from voicelab.conversation.session import Session
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.fields import Latency, Word
from voicelab.log.session_log import DEFAULT_PATH, SessionLog
from voicelab.services.services import Services
from voicelab.settings import Settings
from voicelab.testing import EmbeddedServices, Refuse


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


def test_identifiers_of_sessions_are_short_and_hold_the_time_in_utc(log: SessionLog) -> None:
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


def test_numbers_of_other_libraries_are_in_the_log_as_plain_ones(log: SessionLog, tmp_path: Path) -> None:
    word = Word(text="so", start_seconds=np.float32(0.5), duration_seconds=np.float64(1))
    numbers: dict[str, Any] = {"turn": np.int64(2), "confidence": np.float32(0.5), "words": (word,)}
    kept = log.append(an_exchange().replace(**numbers, alternatives=np.array(["One?", "Two?"])))
    (row,) = log.df.to_dict("records")
    assert (row["turn"], row["confidence"], row["alternatives"]) == (2, 0.5, "One? / Two?")
    assert log.words["start_seconds"].tolist() == [0.5]
    assert list(log.exchanges()) == [kept]
    for form in ("csv", "json", "parquet"):
        getattr(log, f"to_{form}")(tmp_path / f"log.{form}")


@pytest.mark.parametrize("turn", [np.int64(2), np.array(2), 2.0], ids=repr)
def test_an_exchange_is_found_by_the_numbers_of_its_row(log: SessionLog, turn: Any) -> None:
    log.append(an_exchange(turn=2))
    row = log.df.iloc[0]
    assert log.exchange(row.session, row.turn) == log.exchange(np.str_(row.session), turn)


def test_what_names_no_exchange_is_refused_in_a_sentence(log: SessionLog) -> None:
    session = log.append(an_exchange()).session
    turns: list[Any] = ["1", None, pd.NA, True, 1.5]
    for turn in turns:
        with pytest.raises(ValueError, match="turn must be a whole number, not"):
            log.exchange(session, turn)
    names: list[Any] = [None, pd.NA, 5]
    for name in names:
        for refused in (log.session, lambda name: log.exchange(name, 1), lambda name: log.end(name, "done")):
            with pytest.raises(ValueError, match="session must be text, not"):
                refused(name)


@pytest.mark.parametrize("started", [datetime(2026, 1, 1), pd.NaT, np.datetime64("2026-01-01")])
def test_an_exchange_without_a_moment_in_a_timezone_leaves_nothing_behind(path: Path, started: Any) -> None:
    with SessionLog(path) as log:
        with pytest.raises(ValueError, match="started_utc must be a datetime with the timezone UTC, not"):
            log.append(an_exchange(started_utc=started))
        assert len(log) == 0
    assert not list(path.parent.rglob("*.wav"))


def test_what_more_a_turn_turns_out_to_have_consumed_is_set_in_its_row_also_if_that_waited(
    log: SessionLog,
) -> None:
    usage = dataclasses.replace(an_exchange().usage, discarded_tokens=7)
    log.append(an_exchange(turn=1))
    log.hold(an_exchange(turn=2))
    log.set_usage(an_exchange().session, 2, usage)
    assert [exchange.usage for exchange in log.exchanges()] == [an_exchange().usage, usage]
