"""Whatever fails ends the conversation with an event; a turn always leaves an exchange."""

from __future__ import annotations

import asyncio
import contextlib
import io
import sqlite3
import threading
import time
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conversation.event_recorder import EventRecorder, utterances
from tests.players import TimedSink
from tests.slow_callbacks import LONGEST_SECONDS
from voicelab import Audio, Exchange, Session, Timeouts
from voicelab.audio.sinks import NullSink
from voicelab.audio.sources import PushSource
from voicelab.errors import ConfigurationError, DeviceError, RecognitionError
from voicelab.events import Failed, HypothesisHeard, Notice, SessionEnded, StateChanged, UtteranceWaiting
from voicelab.recordings import recording
from voicelab.testing import (
    Delay,
    Drop,
    EmbeddedServices,
    Hang,
    Refuse,
    ScriptedEngines,
    embedded_services,
    silence,
    speech,
)


@pytest.fixture
def embedded() -> Iterator[EmbeddedServices]:
    """Services that understand two questions and reply at once."""
    script = ScriptedEngines(transcripts=["What is it?", "And then?"], reply="It is this.")
    with embedded_services(script) as running:
        yield running


@pytest.fixture
def session(embedded: EmbeddedServices) -> Iterator[Session]:
    """A session that keeps its log in memory."""
    with Session(services=embedded.services, log=False) as session:
        yield session


class FailingSource:
    """Gives some sound, then raises what a source of anybody's may raise."""

    def __init__(self, sound: Audio, error: Exception) -> None:
        self._sound = sound
        self._error = error

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        yield self._sound.to_pcm()
        raise self._error


class OddSource:
    """Gives what is no PCM."""

    async def chunks(self) -> AsyncGenerator[object, None]:
        yield [0.0, 0.1]
        await asyncio.Event().wait()


class FailingSink(NullSink):
    """Takes the first piece of a reply, then fails at everything."""

    def __init__(self) -> None:
        self.pieces = 0

    async def write(self, pcm: bytes) -> None:
        self.pieces += 1
        raise OSError("the device is gone")

    async def flush(self) -> None:
        raise OSError("the device is still gone")


class SlowSink(TimedSink):
    """Falls silent only when it is allowed to."""

    def __init__(self) -> None:
        super().__init__()
        self.is_flushing = threading.Event()
        self.may_flush = threading.Event()

    async def flush(self) -> None:
        self.is_flushing.set()
        await asyncio.to_thread(self.may_flush.wait, 10)
        await super().flush()


def test_a_source_that_fails_ends_the_conversation_with_an_event(session: Session) -> None:
    events = EventRecorder(session)

    with pytest.raises(DeviceError, match="OSError: unplugged") as raised:
        session.talk(FailingSource(silence(seconds=0.1), OSError("unplugged")))

    assert raised.value.code == "source-failed"
    assert [event.error.code for event in events.events if isinstance(event, Failed)] == ["source-failed"]
    assert events.events[-2:] == [StateChanged("ended"), SessionEnded("failed")]


def test_what_was_heard_before_the_source_failed_is_answered(session: Session) -> None:
    with pytest.raises(DeviceError):
        session.talk(FailingSource(utterances(1), OSError("unplugged")))

    assert session.log.df["outcome"].tolist() == ["completed", "failed"]
    assert session.log.df["error_code"].tolist()[1] == "source-failed"


def test_a_session_can_talk_again_after_its_source_failed(session: Session) -> None:
    with pytest.raises(DeviceError):
        session.talk(FailingSource(silence(seconds=0.1), OSError("unplugged")))

    assert session.talk([speech(seconds=0.6)]) == "end-of-input"
    assert session.log.df["outcome"].tolist() == ["failed", "completed"]


def test_a_source_that_gives_no_sound_ends_the_conversation(session: Session) -> None:
    with pytest.raises(DeviceError) as raised:
        session.talk(OddSource())  # type: ignore[arg-type]

    assert raised.value.code == "source-failed"
    assert "list in place of bytes of PCM" in str(raised.value)


def test_a_sink_that_fails_leaves_an_exchange(session: Session) -> None:
    sink = FailingSink()

    exchange = session.ask("What is it?", sink=sink)

    assert sink.pieces == 1
    assert (exchange.outcome, exchange.error_code) == ("failed", "sink-failed")
    assert exchange.error_message is not None
    assert "OSError: the device is gone" in exchange.error_message
    assert session.log.df["reply"].tolist() == ["It is this."]


def test_the_next_turn_on_a_good_sink_works(session: Session) -> None:
    session.ask("What is it?", sink=FailingSink())

    assert session.ask("What is it?").outcome == "completed"


def test_stopping_twice_while_the_sink_falls_silent_waits_for_one_end(embedded: EmbeddedServices) -> None:
    sink, source = SlowSink(), PushSource()
    with Session(services=embedded.services, log=False) as session:
        events = EventRecorder(session)
        session.start(source, sink)
        source.push(utterances(1).to_pcm())
        events.wait_state("speaking")
        stops = [session.stop(), session.stop()]
        assert sink.is_flushing.wait(10)
        stops.append(session.stop())
        sink.may_flush.set()
        for stop in stops:
            stop.wait(10)

    assert events.events[-1] == SessionEnded("stopped")
    assert sum(isinstance(event, SessionEnded) for event in events.events) == 1
    assert session.log.df["outcome"].tolist() == ["interrupted"]


def test_closing_drops_the_turns_that_wait(embedded: EmbeddedServices) -> None:
    embedded.faults.add("completion", Hang())
    session = Session(services=embedded.services, log=False)
    events = EventRecorder(session)
    questions = ["One?", "Two?", "Three?"]

    async def ask_thrice() -> list[Exchange]:
        asking = [asyncio.ensure_future(session.aask(text, sink=TimedSink())) for text in questions]
        await asyncio.to_thread(events.wait_state, "thinking")
        waiting = {UtteranceWaiting(turn, questions[turn - 1]) for turn in (2, 3)}
        await asyncio.to_thread(events.wait, waiting.issubset)
        await session.aclose()
        return await asyncio.gather(*asking)

    exchanges = asyncio.run(ask_thrice())

    assert [exchange.outcome for exchange in exchanges] == ["interrupted", "dropped", "dropped"]
    assert session.log.df["transcript"].tolist() == questions


class SlowFile(io.BytesIO):
    """A recording that cannot be read before it is allowed."""

    def __init__(self) -> None:
        super().__init__(recording("capital").read_bytes())
        self.is_asked, self.may_read = threading.Event(), threading.Event()

    def read(self, size: int | None = -1, /) -> bytes:
        self.is_asked.set()
        assert self.may_read.wait(30)
        return super().read(size)


async def test_closing_refuses_a_turn_whose_recording_is_still_read(embedded: EmbeddedServices) -> None:
    session, file = Session(services=embedded.services, log=False), SlowFile()
    asking = asyncio.ensure_future(session.aask(file))
    assert await asyncio.to_thread(file.is_asked.wait, 10)
    await session.aclose()
    file.may_read.set()

    with pytest.raises(ConfigurationError, match="This session is closed"):
        await asking
    assert session.log.df.empty
    assert embedded.request_log.connections["recognition"] == 0


def test_nothing_is_begun_with_an_input_that_is_missing(session: Session, embedded: EmbeddedServices) -> None:
    events = EventRecorder(session)

    with pytest.raises(FileNotFoundError, match=r"missing\.wav"):
        session.talk([recording("capital"), "missing.wav"])

    assert events.events == []
    assert embedded.request_log.connections["recognition"] == 0
    assert session.state == "idle"


@pytest.mark.parametrize("given", [recording("capital"), str(recording("capital")), speech(seconds=0.6)])
def test_one_recording_is_talked_about(session: Session, given: Any) -> None:
    assert session.talk(given) == "end-of-input"
    assert session.log.df["transcript"].tolist() == ["What is it?"]


def test_texts_are_talked_about_until_the_stop_phrase(session: Session) -> None:
    assert session.talk(["What is it?", "Stop.", "And then?"]) == "stop-phrase"
    assert session.log.df["transcript"].tolist() == ["What is it?"]


def test_what_is_no_input_is_refused_with_what_is(session: Session) -> None:
    with pytest.raises(ValueError, match="give text, a sound file's path"):
        session.talk(5)  # type: ignore[arg-type]


def test_starting_in_a_conversation_is_refused(session: Session) -> None:
    session.start(PushSource())

    with pytest.raises(RuntimeError, match=r"in a conversation already\. Stop that one first"):
        session.start(PushSource())


def test_starting_with_a_missing_file_is_refused(session: Session) -> None:
    with pytest.raises(FileNotFoundError, match=r"missing\.wav"):
        session.start("missing.wav")

    assert session.talk([speech(seconds=0.6)]) == "end-of-input"


def test_starting_a_closed_session_is_refused(embedded: EmbeddedServices) -> None:
    session = Session(services=embedded.services, log=False)
    session.close()

    with pytest.raises(ConfigurationError, match="This session is closed"):
        session.start(PushSource())


def test_a_setting_of_recognition_changed_in_mid_utterance_loses_nothing_of_it(
    session: Session, embedded: EmbeddedServices
) -> None:
    events, source = EventRecorder(session), PushSource()
    session.start(source)
    source.push((silence(seconds=0.1) + speech(seconds=0.6)).to_pcm())
    events.wait(lambda events: any(isinstance(event, HypothesisHeard) for event in events))
    session.settings = session.settings.replace(end_silence_seconds=0.6)
    assert embedded.request_log.wait_for(lambda seen: seen.connections["recognition"] == 2, 10)
    source.push((speech(seconds=0.3) + silence(seconds=1.2)).to_pcm())
    events.wait_exchanges(1)
    session.stop().wait()

    (exchange,) = session.log.exchanges()
    assert exchange.outcome == "completed"
    assert exchange.heard is not None
    assert exchange.heard.duration_seconds > 0.85


def test_a_silent_microphone_beside_a_typed_turn_changes_no_state(embedded: EmbeddedServices) -> None:
    sink, source = TimedSink(), PushSource()
    with Session(services=embedded.services, log=False, initial_silence_seconds=0.5) as session:
        events = EventRecorder(session)
        session.start(source, sink)
        embedded.faults.add("completion", Delay(seconds=2.0))
        asking = threading.Thread(target=lambda: session.ask("What is it?"))
        asking.start()
        events.wait_state("thinking")
        source.push(silence(seconds=1.5).to_pcm())
        asking.join(20)
        session.stop().wait()

    states = [event.state for event in events.events if isinstance(event, StateChanged)]
    assert states == ["listening", "thinking", "speaking", "listening", "ended"]


def test_the_end_of_a_conversation_waits_for_another_writer_beside_the_loop(
    embedded: EmbeddedServices, tmp_path: Path
) -> None:
    path = tmp_path / "log.sqlite"
    with Session(services=embedded.services, log=path) as session:
        events = EventRecorder(session)
        session.start(PushSource())
        events.wait_state("listening")
        with contextlib.closing(sqlite3.connect(path)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            stopping = session.stop()
            time.sleep(LONGEST_SECONDS + 0.5)  # longer than a callback may take, see `no_slow_callbacks`
            writer.rollback()
        stopping.wait(20)

    assert events.events[-1] == SessionEnded("stopped")


def test_recognition_that_fails_after_every_hypothesis_ends_the_conversation_with_a_row(
    embedded: EmbeddedServices,
) -> None:
    embedded.faults.add("recognition", Drop(after_messages=3, times=None))
    source = PushSource()
    source.push((silence(seconds=0.1) + speech(seconds=5.0)).to_pcm())

    with Session(
        services=embedded.services, log=False, timeouts=Timeouts(recognition_seconds=2.0)
    ) as session:
        events = EventRecorder(session)
        with pytest.raises(RecognitionError):
            session.talk(source)

    assert any(isinstance(event, HypothesisHeard) for event in events.events)
    assert [event.code for event in events.events if isinstance(event, Notice)] == ["recognition-retry"] * 3
    assert session.log.df["outcome"].tolist() == ["failed"]


@pytest.mark.parametrize("leaving", [SystemExit, KeyboardInterrupt])
def test_a_subscriber_that_wants_to_exit_ends_nothing(
    session: Session, embedded: EmbeddedServices, leaving: type[BaseException]
) -> None:
    def leave(event: object) -> None:
        raise leaving

    session.subscribe(leave)

    assert session.ask("What is it?").outcome == "completed"
    with Session(services=embedded.services, log=False) as another:
        assert another.ask("What is it?").outcome == "completed"


class LeavingSink(NullSink):
    """Raises what it is given, at the first piece of a reply."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    async def write(self, pcm: bytes) -> None:
        raise self._error


@pytest.mark.parametrize("error", [SystemExit(1), KeyboardInterrupt(), asyncio.CancelledError()], ids=repr)
def test_a_sink_that_wants_to_exit_or_is_cancelled_has_failed(session: Session, error: BaseException) -> None:
    exchange = session.ask("What is it?", sink=LeavingSink(error))

    assert (exchange.outcome, exchange.error_code) == ("failed", "sink-failed")
    assert session.ask("What is it?").outcome == "completed"


class StuckSink(TimedSink):
    """Plays, and never falls silent."""

    async def flush(self) -> None:
        await asyncio.Event().wait()


def test_a_sink_that_never_falls_silent_holds_up_no_turn_for_long(embedded: EmbeddedServices) -> None:
    with Session(services=embedded.services, log=False) as session:
        events = EventRecorder(session)
        asking = threading.Thread(target=lambda: session.ask("What is it?", sink=StuckSink()))
        asking.start()
        events.wait_state("speaking")
        session.interrupt()
        asking.join(15)
        assert session.ask("What is it?").outcome == "completed"

    assert session.log.df["outcome"].tolist() == ["interrupted", "completed"]


class CollectingSink(NullSink):
    """A sink that counts as false while it holds nothing."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def __len__(self) -> int:
        return len(self.pieces)

    async def write(self, pcm: bytes) -> None:
        self.pieces.append(pcm)


def test_a_sink_that_is_empty_is_a_sink(session: Session) -> None:
    sink = CollectingSink()
    session.ask("What is it?", sink=sink)

    assert len(sink) > 0


@pytest.mark.parametrize("sink", ["out.wav", [], NullSink], ids=repr)
def test_what_is_no_sink_is_refused_before_the_model_is_asked(
    session: Session, embedded: EmbeddedServices, sink: Any
) -> None:
    with pytest.raises(ValueError, match="a sink has the methods begin, write, drain, flush"):
        session.ask("What is it?", sink=sink)

    assert embedded.request_log.chat_requests == []


async def test_a_cancelled_conversation_is_over_when_its_cancellation_is(session: Session) -> None:
    talking = asyncio.ensure_future(session.atalk(PushSource()))
    await asyncio.sleep(0.3)
    talking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await talking

    assert session.state == "ended"
    assert await session.atalk(["What is it?"]) == "end-of-input"


def test_settings_of_another_type_are_refused(session: Session) -> None:
    with pytest.raises(TypeError, match="settings must be Settings"):
        session.settings = {"max_tokens": 3}  # type: ignore[assignment]


@pytest.mark.parametrize("argument", ["settings", "services", "timeouts"])
def test_a_session_refuses_arguments_of_another_type(argument: str, embedded: EmbeddedServices) -> None:
    arguments: dict[str, Any] = {"services": embedded.services, "log": False, argument: "x"}
    with pytest.raises(TypeError, match=f"{argument} must be "):
        Session(**arguments)


def test_a_key_that_the_model_service_quotes_is_in_no_row(
    session: Session, embedded: EmbeddedServices
) -> None:
    embedded.faults.add("completion", Refuse(status=400, message=f"bad key {embedded.key}"))
    exchange = session.ask("What is it?")

    assert exchange.error_message is not None
    assert "bad key ***" in exchange.error_message
    assert embedded.key not in repr(exchange)


@pytest.mark.parametrize("chunk", [bytes(640), b""])
def test_a_source_that_never_awaits_stops_no_session(session: Session, chunk: bytes) -> None:
    async def microphone() -> AsyncGenerator[bytes, None]:
        while True:
            time.sleep(0.01)
            yield chunk

    source: Any = microphone()
    session.start(source)
    assert session.ask("What is it?").outcome == "completed"
    session.stop().wait(10)
    assert session.state == "ended"


def test_a_conversation_that_is_begun_while_another_one_ends_waits_for_that(session: Session) -> None:
    events = EventRecorder(session)
    for _ in range(3):
        session.start(PushSource())
        session.stop()
    session.start(PushSource())
    assert len(events.of(SessionEnded)) == 3
