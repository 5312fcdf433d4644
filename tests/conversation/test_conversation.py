"""The main job, end to end: a spoken conversation on the embedded services, by the real models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jiwer
import pandas as pd
import pytest

from voicelab import Exchange, Services, Session, SessionLog, read_csv
from voicelab.events import EndReason
from voicelab.recordings import conversation, recording, transcripts
from voicelab.text.words import words

# On one worker: two conversations at once would have four threads of models wait for each other on two cores.
pytestmark = [pytest.mark.models, pytest.mark.timeout(600), pytest.mark.xdist_group("talk")]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    log = SessionLog(tmp_path_factory.mktemp("talk") / "log.sqlite")
    with Session(services=Services.embedded(), log=log, temperature=0.0) as session:
        yield session


@pytest.fixture(scope="module")
def reason(session: Session) -> EndReason:
    return session.talk([recording(name) for name in conversation])


@pytest.fixture(scope="module")
def exchanges(session: Session, reason: EndReason) -> list[Exchange]:
    return list(session.log.exchanges())[:5]


def error_rate(spoken: str, heard: str) -> float:
    return float(jiwer.wer(" ".join(words(spoken)), " ".join(words(heard))))


def test_the_conversation_ends_on_stop_after_five_exchanges(
    reason: EndReason, exchanges: list[Exchange]
) -> None:
    assert transcripts[conversation[-1]] == "Stop."
    assert reason == "stop-phrase"
    assert [exchange.outcome for exchange in exchanges] == ["completed"] * 5


def test_the_transcripts_are_right(exchanges: list[Exchange]) -> None:
    spoken = " ".join(transcripts[name] for name in conversation[:5])
    assert error_rate(spoken, " ".join(exchange.transcript for exchange in exchanges)) < 0.15


def test_the_model_replies(exchanges: list[Exchange]) -> None:
    assert all(exchange.reply.strip() for exchange in exchanges)
    assert len({exchange.reply for exchange in exchanges}) == 5
    assert all(exchange.usage.completion_tokens for exchange in exchanges)


def test_the_replies_are_spoken_and_understood_again(exchanges: list[Exchange]) -> None:
    rates = []
    with Session(services=Services.embedded(), log=False, max_tokens=1) as listener:
        for exchange in exchanges:
            assert exchange.spoken is not None
            assert exchange.spoken.rms_dbfs > -40
            rates.append(error_rate(exchange.spoken_text, listener.ask(exchange.spoken).transcript))
    assert sum(rates) / len(rates) < 0.25, rates


def test_every_stage_has_its_time(exchanges: list[Exchange]) -> None:
    for exchange in exchanges:
        stages = exchange.latency
        assert stages.transcript_seconds is not None
        assert stages.first_token_seconds is not None
        assert stages.first_audio_seconds is not None
        assert stages.done_seconds is not None
        assert stages.transcript_seconds <= stages.first_token_seconds <= stages.first_audio_seconds
        assert stages.first_audio_seconds <= stages.done_seconds


def test_the_csv_reads_back_equal(session: Session, exchanges: list[Exchange], tmp_path: Path) -> None:
    frame = session.log.df
    session.log.to_csv(tmp_path / "talk.csv")
    assert len(frame) >= 5
    pd.testing.assert_frame_equal(read_csv(tmp_path / "talk.csv"), frame)


def test_eight_tokens_are_eight_tokens(session: Session, exchanges: list[Exchange]) -> None:
    session.settings = session.settings.replace(max_tokens=8)
    exchange = session.ask("Tell me a long story about the sea.")
    session.settings = session.settings.replace(max_tokens=100)
    assert (exchange.finish_reason, exchange.usage.completion_tokens) == ("length", 8)


def test_another_voice_gives_other_audio(session: Session, exchanges: list[Exchange]) -> None:
    session.history.forget()
    first = session.ask("What is the capital of France?")
    session.history.forget()
    session.settings = session.settings.replace(voice="en-GB-RyanNeural")
    second = session.ask("What is the capital of France?")
    assert first.reply == second.reply
    assert first.spoken is not None
    assert second.spoken is not None
    assert first.spoken != second.spoken


def test_another_prompt_gives_another_reply(session: Session, exchanges: list[Exchange]) -> None:
    session.history.forget()
    first = session.ask("Tell me about the sea.")
    session.history.forget()
    session.settings = session.settings.replace(system_prompt="You are a poet. Answer with a poem.")
    assert session.ask("Tell me about the sea.").reply != first.reply
