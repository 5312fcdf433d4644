"""The same bodies for both speech-to-speech services, on the embedded ones and on a real account."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from tests.azure.conftest import QUESTION, real_services
from tests.players import interrupted_reply
from voicelab import Services, Session
from voicelab.audio.clip import Audio
from voicelab.audio.sources import RecordedSource
from voicelab.secret import Secret
from voicelab.testing import ScriptedEngines, ToolCall

pytestmark = pytest.mark.timeout(120)

ENGINES = ("realtime", "voice-live")
COUNT = "Count from one to forty, in words."
WEATHER = "How many degrees is it in Paris right now? Ask for it."
NAME = "What is my name?"


def reply(messages: list[dict[str, Any]]) -> str | ToolCall:
    """Reply as a model would, by the user's last words and by what went before."""
    last = messages[-1]
    if last["role"] == "tool":
        return f"It is {last['content']} degrees in Paris."
    asked = str(last["content"])
    if WEATHER in asked:
        return ToolCall("temperature", {"city": "Paris"})
    if COUNT in asked:
        return " ".join(["One, two, three, four, five, six, seven, eight, nine, ten."] * 4)
    if NAME in asked:
        return "Your name is Ada." if "Ada" in str(messages) else "I do not know."
    return "The capital of France is Paris."


@pytest.fixture(scope="module")
def script() -> ScriptedEngines:
    return ScriptedEngines(transcripts=[QUESTION], reply=reply)


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, services: Services) -> str:
    name: str = request.param
    service = services.realtime if name == "realtime" else services.voice_live
    if service is None or service.deployment is None:
        pytest.skip(f"{name} is not set up: see docs/engines.md")
    return name


@pytest.fixture
def session(services: Services, engine: str) -> Iterator[Session]:
    with Session(services=services, log=False, engine=engine, max_tokens=300) as session:
        yield session


@pytest.fixture(scope="module")
def question(services: Services) -> Audio:
    """`QUESTION`, spoken."""
    with Session(services=services, log=False) as session:
        return session.preview(text=QUESTION)


def test_a_typed_question_is_answered_aloud(session: Session) -> None:
    exchange = session.ask(QUESTION)
    assert exchange.outcome == "completed", exchange.error_message
    assert "Paris" in exchange.reply
    assert exchange.model
    assert (exchange.usage.prompt_tokens or 0) > 0
    assert (exchange.usage.completion_audio_tokens or 0) > 0
    assert exchange.spoken is not None
    assert exchange.spoken.rms_dbfs > -45
    assert exchange.latency.first_audio_seconds is not None


def test_a_recorded_question_is_heard_written_down_and_answered(session: Session, question: Audio) -> None:
    exchange = session.ask(question)
    assert exchange.outcome == "completed", exchange.error_message
    assert exchange.transcript.lower().startswith("what is the capital of france")
    assert "Paris" in exchange.reply
    assert (exchange.usage.prompt_audio_tokens or 0) > 0


def test_what_another_engine_was_told_is_known(session: Session, engine: str) -> None:
    session.settings = session.settings.replace(engine="cascade")
    assert session.ask("My name is Ada. What is the capital of France?").outcome == "completed"
    session.settings = session.settings.replace(engine=engine)
    assert "Ada" in session.ask(NAME).reply


def test_a_reply_that_is_interrupted_stands_as_far_as_it_was_heard(session: Session) -> None:
    exchange = interrupted_reply(session, COUNT, heard_seconds=0.7)
    assert exchange.outcome == "interrupted", exchange.error_message
    assert 0 < len(exchange.heard_text or "") < len(exchange.reply)
    assert session.ask(QUESTION).outcome == "completed"


def test_a_function_is_called_and_its_result_is_said(services: Services, engine: str) -> None:
    asked: list[str] = []

    def temperature(city: str) -> int:
        """Return the temperature in a city now, in degrees Celsius."""
        asked.append(city)
        return 17

    with Session(services=services, log=False, engine=engine, max_tokens=300, tools=[temperature]) as session:
        exchange = session.ask(WEATHER)
    assert exchange.outcome == "completed", exchange.error_message
    assert asked == ["Paris"]
    assert "17" in exchange.reply or "seventeen" in exchange.reply


@pytest.mark.parametrize(
    ("engine", "detection"),
    [
        ("realtime", "server_vad"),
        ("realtime", "semantic_vad"),
        ("voice-live", "azure_semantic_vad"),
    ],
    indirect=["engine"],
)
def test_the_services_turn_detection_ends_a_turn_in_a_talk(
    services: Services, session: Session, question: Audio, detection: str
) -> None:
    session.settings = session.settings.replace(
        turn_detection=detection, voice="en-US-JennyNeural", speaking_rate=1.2
    )
    pace = 1.0 if services.kind == "azure" else 8.0
    session.talk(RecordedSource(question + Audio.silence(3.0, question.sample_rate_hz), pace=pace))
    exchange = session.log.df.iloc[0]
    assert (exchange["outcome"], exchange["engine"]) == ("completed", session.settings.engine)
    assert exchange["transcript"].lower().startswith("what is the capital of france")
    assert "Paris" in exchange["reply"]


def test_a_wrong_key_is_reported_by_its_variable(services: Services, engine: str) -> None:
    service = services.speech_to_speech(engine)  # type: ignore[arg-type]
    wrong = dataclasses.replace(service, key=Secret("0" * 32), credential=None)
    there = (
        dataclasses.replace(services, realtime=wrong)
        if engine == "realtime"
        else dataclasses.replace(services, voice_live=wrong)
    )
    with Session(services=there, log=False, engine=engine) as session:
        exchange = session.ask(QUESTION)
    assert exchange.error_code == "authentication"
    assert ("VOICELIVE" if engine == "voice-live" else "OPENAI") in (exchange.error_message or "")


@pytest.mark.azure
@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_a_model_that_is_not_there_is_reported_by_its_variable(engine: str) -> None:
    missing: dict[str, Any] = {
        "voice_live_model" if engine == "voice-live" else "realtime_deployment": "voicelab-no-such-model"
    }
    with Session(services=real_services(), log=False, engine=engine, **missing) as session:
        exchange = session.ask(QUESTION)
    assert exchange.outcome == "failed"
    name = "AZURE_VOICELIVE_MODEL" if engine == "voice-live" else "REALTIME"
    assert name in (exchange.error_message or "")
