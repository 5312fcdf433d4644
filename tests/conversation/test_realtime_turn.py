"""Turns of speech-to-speech models, typed and recorded, over both engines' SDKs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.conversation.event_recorder import EventRecorder
from tests.players import interrupted_reply
from voicelab import Exchange, Session, Timeouts
from voicelab.audio.sinks import NullSink
from voicelab.embedded.fault_kinds import Fault
from voicelab.events import Notice, ReplyDelta, ReplyRetracted, UtteranceHeard, WordsSpoken
from voicelab.realtime.events import ReplySound
from voicelab.realtime.reply import RealtimeReply
from voicelab.services.retry_policy import RetryPolicy
from voicelab.testing import (
    Close,
    Delay,
    Drop,
    EmbeddedServices,
    FailReply,
    FailTranscription,
    FilterReply,
    Hang,
    HoldTranscription,
    Refuse,
    ScriptedEngines,
    embedded_services,
    speech,
)

ENGINES = ("realtime", "voice-live")
LONG = "One mountain follows the next. " * 20
RETRY = RetryPolicy(retries=1, first_pause_seconds=0.01)
IMPATIENT = Timeouts(recognition_seconds=0.2, first_token_seconds=1.0, retry=RETRY)


class Model:
    """Replies by what it was asked, and keeps what it saw."""

    def __init__(self) -> None:
        self.seen: list[list[tuple[str, str]]] = []

    def __call__(self, messages: list[dict[str, Any]]) -> str:
        self.seen.append([(message["role"], str(message["content"])) for message in messages])
        last = self.seen[-1][-1][1]
        return LONG if "Long" in last else f"You said {last}"


class SlowSink(NullSink):
    """Takes the first sound, and no more until it may."""

    def __init__(self) -> None:
        self.may_go_on = threading.Event()

    async def write(self, pcm: bytes) -> None:
        while not self.may_go_on.is_set():
            await asyncio.sleep(0.01)


def interrupted(session: Session, heard_seconds: float) -> Exchange:
    """Interrupt a long reply, of which so much was heard."""
    return interrupted_reply(session, "Long.", heard_seconds)


@pytest.fixture(scope="module")
def model() -> Model:
    return Model()


@pytest.fixture(scope="module")
def embedded(model: Model) -> Iterator[EmbeddedServices]:
    script = ScriptedEngines(transcripts=("Tell me more.",), reply=model)
    with embedded_services(script) as running:
        yield running


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def timeouts() -> Timeouts:
    return Timeouts(retry=RETRY)


@pytest.fixture
def session(embedded: EmbeddedServices, engine: str, model: Model, timeouts: Timeouts) -> Iterator[Session]:
    model.seen.clear()
    with Session(
        services=embedded.services, log=False, engine=engine, system_prompt="", timeouts=timeouts
    ) as session:
        yield session


def test_a_typed_turn_is_answered_by_one_model(session: Session, engine: str) -> None:
    exchange = session.ask("Hello.")

    assert (exchange.outcome, exchange.reply, exchange.finish_reason) == (
        "completed",
        "You said Hello.",
        "stop",
    )
    assert exchange.spoken is not None
    assert exchange.spoken.rms_dbfs > -40
    assert exchange.spoken.sample_rate_hz == 24_000
    assert exchange.model
    assert exchange.usage.completion_audio_tokens
    assert exchange.usage.spoken_characters is None
    assert exchange.spoken_voice == ("marin" if engine == "realtime" else None)
    latency = exchange.latency
    assert latency.voice_seconds is None
    assert latency.model_seconds is not None
    assert latency.first_audio_seconds is not None
    assert latency.model_seconds <= latency.first_audio_seconds


def test_its_text_and_words_are_told_as_they_come(session: Session, engine: str) -> None:
    events = EventRecorder(session)
    exchange = session.ask("Hello.")

    assert "".join(event.text for event in events.of(ReplyDelta)) == exchange.reply
    told = [word for event in events.of(WordsSpoken) for word in event.words]
    assert told == list(exchange.words)
    assert bool(told) == (engine == "voice-live")


def test_a_recording_is_heard_by_the_model_itself(session: Session) -> None:
    events = EventRecorder(session)
    exchange = session.ask(speech(seconds=1.0))

    assert exchange.reply == "You said Tell me more."
    assert (exchange.transcript, exchange.input_mode) == ("Tell me more.", "speech")
    assert exchange.heard is not None
    assert exchange.heard.duration_seconds == 1.0
    assert exchange.latency.transcript_seconds is not None
    assert exchange.latency.end_of_turn_seconds == 0.0
    heard = [(event.text, event.is_final) for event in events.of(UtteranceHeard)]
    assert heard == [("", False), ("Tell me more.", True)]
    assert exchange.usage.predicted_ends is None


def test_a_transcript_that_comes_after_the_reply_is_put_where_it_belongs(
    session: Session, embedded: EmbeddedServices, model: Model
) -> None:
    embedded.faults.add("realtime", HoldTranscription(seconds=0.05))
    exchange = session.ask(speech(seconds=0.5))
    session.ask("And now?")

    assert exchange.transcript == "Tell me more."
    assert exchange.latency.transcript_seconds is not None
    assert exchange.latency.completion_seconds is not None
    assert exchange.latency.transcript_seconds > exchange.latency.completion_seconds
    assert model.seen[-1] == [
        ("user", "Tell me more."),
        ("assistant", "You said Tell me more."),
        ("user", "And now?"),
    ]


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (HoldTranscription(seconds=0.5), "no transcript of it came."),
        (FailTranscription(message="No words."), "no transcript of it came: No words."),
    ],
    ids=["none", "failed"],
)
@pytest.mark.parametrize(("engine", "timeouts"), [("realtime", IMPATIENT)])
def test_a_recording_without_a_transcript_is_answered_all_the_same(
    session: Session, embedded: EmbeddedServices, fault: Fault, why: str
) -> None:
    events = EventRecorder(session)
    embedded.faults.add("realtime", fault)
    exchange = session.ask(speech(seconds=0.5))

    assert (exchange.outcome, exchange.transcript) == ("completed", "")
    assert exchange.reply
    assert exchange.latency.transcript_seconds is None
    assert [event.code for event in events.of(Notice)] == ["no-transcript"]
    assert events.of(Notice)[0].message.endswith(why)


def test_the_model_knows_the_turns_before_whatever_engine_made_them(session: Session, model: Model) -> None:
    engine = session.settings.engine
    session.ask("One.")
    session.settings = session.settings.replace(engine="cascade")
    session.ask("Two.")
    session.settings = session.settings.replace(engine=engine)
    session.ask("Three.")

    said = [part for text in ("One.", "Two.") for part in (("user", text), ("assistant", f"You said {text}"))]
    assert model.seen[1] == [*said[:2], ("user", "Two.")]
    assert model.seen[2] == [*said, ("user", "Three.")]


def test_what_is_forgotten_or_not_wanted_is_not_known(session: Session, model: Model) -> None:
    session.ask("One.")
    session.settings = session.settings.replace(history=False)
    session.ask("Two.")
    session.settings = session.settings.replace(history=True)
    session.ask("Three.")
    session.history.forget()
    session.ask("Four.")

    assert [len(seen) for seen in model.seen] == [1, 1, 5, 1]


def test_an_interrupted_reply_stands_as_far_as_it_was_heard(session: Session, model: Model) -> None:
    exchange = interrupted(session, heard_seconds=0.5)
    session.ask("Go on.")

    assert exchange.outcome == "interrupted"
    assert exchange.heard_text
    (_, known) = model.seen[-1][1]
    for heard in (exchange.heard_text, known):
        assert LONG.startswith(heard)
        assert 0 < len(heard) < 20


@pytest.mark.parametrize("engine", ["realtime"])
def test_a_service_that_does_not_end_a_reply_that_is_interrupted_is_left(
    session: Session, embedded: EmbeddedServices, model: Model
) -> None:
    embedded.faults.add("realtime", Hang(before="response.done"))
    exchange = interrupted(session, heard_seconds=0.5)
    session.ask("Go on.")

    assert (exchange.outcome, exchange.finish_reason) == ("interrupted", None)
    assert [text for _, text in model.seen[-1]] == ["Long.", exchange.heard_text, "Go on."]


@pytest.mark.parametrize("engine", ["realtime"])
def test_a_slow_loudspeaker_holds_up_no_text(session: Session) -> None:
    events, sink = EventRecorder(session), SlowSink()
    with ThreadPoolExecutor() as pool:
        asking = pool.submit(session.ask, "Long.", sink=sink)
        events.wait(lambda _: "".join(event.text for event in events.of(ReplyDelta)) == LONG.strip())
        assert not asking.done()
        sink.may_go_on.set()
        exchange = asking.result(15.0)

    assert exchange.reply == LONG.strip()
    assert exchange.spoken is not None


@pytest.mark.parametrize("engine", ["realtime"])
def test_a_reply_that_was_not_heard_at_all_is_not_known(session: Session, model: Model) -> None:
    exchange = interrupted(session, heard_seconds=0.0)
    session.ask("Go on.")

    assert (exchange.outcome, exchange.heard_text) == ("interrupted", "")
    assert [text for _, text in model.seen[-1]] == ["Long.", "Go on."]


def test_a_reply_that_failed_is_not_known(session: Session, model: Model, embedded: EmbeddedServices) -> None:
    embedded.faults.add("realtime", FilterReply(after_messages=3))
    filtered = session.ask("One.")
    session.ask("Two.")

    assert (filtered.outcome, filtered.error_code, filtered.error_stage) == (
        "filtered", "content-filter", "completion",
    )  # fmt: skip
    assert filtered.finish_reason == "content_filter"
    assert model.seen[-1] == [("user", "Two.")]


def test_what_fails_before_anything_came_is_asked_again(
    session: Session, model: Model, embedded: EmbeddedServices
) -> None:
    session.ask("One.")
    events = EventRecorder(session)
    embedded.faults.add("realtime", FailReply(code="server_error"))
    exchange = session.ask("Two.")

    assert (exchange.outcome, exchange.retries, exchange.cold) == ("completed", 1, False)
    assert [event.code for event in events.of(Notice)] == ["completion-retry"]
    assert [role for role, _ in model.seen[-1]] == ["user", "assistant", "user"]


def test_a_connection_that_is_lost_in_mid_turn_is_opened_anew_with_the_history(
    session: Session, model: Model, embedded: EmbeddedServices
) -> None:
    session.ask("One.")
    embedded.faults.add("realtime", Close(before="response.created"))
    exchange = session.ask(speech(seconds=0.5))

    assert (exchange.outcome, exchange.retries) == ("completed", 1)
    assert exchange.transcript == "Tell me more."
    assert [role for role, _ in model.seen[-1]] == ["user", "assistant", "user"]
    assert model.seen[-1][-1] == ("user", "Tell me more.")


def test_a_connection_that_is_lost_behind_text_and_ahead_of_sound_is_opened_anew(
    session: Session, model: Model, embedded: EmbeddedServices, engine: str
) -> None:
    session.ask("One.")
    events = EventRecorder(session)
    sound = "response.output_audio.delta" if engine == "realtime" else "response.audio.delta"
    embedded.faults.add("realtime", Drop(before=sound))
    exchange = session.ask("Two.")

    assert (exchange.outcome, exchange.reply, exchange.retries) == ("completed", "You said Two.", 1)
    assert exchange.spoken_text == "You said Two."
    retracted = events.events.index(ReplyRetracted(exchange.turn))
    before, after = (
        "".join(event.text for event in part if isinstance(event, ReplyDelta))
        for part in (events.events[:retracted], events.events[retracted:])
    )
    assert before
    assert "You said Two.".startswith(before)
    assert after == exchange.reply
    assert [role for role, _ in model.seen[-1]] == ["user", "assistant", "user"]


def test_the_notice_of_a_retry_names_the_model(
    session: Session, embedded: EmbeddedServices, engine: str
) -> None:
    events = EventRecorder(session)
    embedded.faults.add("realtime", Refuse(status=500))
    session.ask("One.")

    (notice,) = events.of(Notice)
    service = getattr(embedded.services, engine.replace("-", "_"))
    assert f"The model {service.deployment!r} did not answer" in notice.message


@pytest.mark.parametrize("engine", ["realtime"])
def test_a_reply_that_has_come_already_sounds(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    async def made(reply: RealtimeReply) -> AsyncGenerator[ReplySound, None]:
        reply.sample_rate_hz = 24_000
        yield ReplySound("r", bytes(4_800))

    monkeypatch.setattr(RealtimeReply, "_made", made)
    assert session.ask("One.").latency.first_audio_seconds is not None


@pytest.mark.parametrize(("engine", "timeouts"), [("realtime", IMPATIENT)])
def test_a_service_that_falls_silent_fails_the_turn_and_not_the_next(
    session: Session, embedded: EmbeddedServices
) -> None:
    session.ask("One.")
    embedded.faults.add("realtime", Hang(before="response.created"))
    silent, next_one = session.ask("Two."), session.ask("Three.")

    assert (silent.outcome, silent.error_code, silent.error_stage) == ("failed", "timeout", "completion")
    assert silent.latency.completion_seconds is None
    assert next_one.outcome == "completed"
    assert next_one.cold


@pytest.mark.parametrize("engine", ["realtime"])
def test_settings_hold_for_one_turn_and_another_voice_has_a_connection_of_its_own(
    session: Session, model: Model
) -> None:
    session.ask("One.")
    session.settings = session.settings.replace(system_prompt="Be brief.")
    prompted = session.ask("Two.")
    session.settings = session.settings.replace(system_prompt="", voice="cedar")
    voiced = session.ask("Three.")

    assert not prompted.cold
    assert model.seen[1][0] == ("system", "Be brief.")
    assert voiced.cold
    assert voiced.spoken_voice is None
    assert [role for role, _ in model.seen[2]] == ["user", "assistant", "user", "assistant", "user"]


@pytest.mark.parametrize("engine", ["realtime"])
def test_a_tone_bridges_the_wait(session: Session, embedded: EmbeddedServices) -> None:
    session.settings = session.settings.replace(filler="earcon", filler_seconds=0.1)
    embedded.faults.add("realtime", Delay(seconds=0.25))
    exchange = session.ask("Hello.")

    assert exchange.latency.filler_seconds is not None
    assert exchange.outcome == "completed"


@pytest.mark.parametrize("engine", ["voice-live"])
def test_a_voice_that_the_service_does_not_have_fails_each_turn_that_asks_for_it(session: Session) -> None:
    usual = session.settings
    session.settings = usual.replace(voice="en-US-AvaNeural")
    first, second = session.ask("One."), session.ask("Two.")
    session.settings = usual
    third = session.ask("Three.")

    assert [(failed.outcome, failed.error_stage) for failed in (first, second)] == [
        ("failed", "completion")
    ] * 2
    assert "en-US-AvaNeural" in (second.error_message or "")
    assert third.outcome == "completed"


def test_a_closed_session_has_no_connections(embedded: EmbeddedServices) -> None:
    def are_open(count: int) -> bool:
        return embedded.request_log.wait_for(lambda log: log.open_connections["realtime"] == count)

    assert are_open(0)  # those of the tests before
    with Session(services=embedded.services, log=False, engine="realtime") as session:
        session.ask("Hello.")
        assert are_open(1)
    assert are_open(0)
