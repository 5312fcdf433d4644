from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.conversation.event_recorder import EventRecorder, utterances
from tests.iterators import no_iterator_left
from tests.players import TimedSink
from voicelab import Audio, Session, SessionLog, Settings, VoicelabError
from voicelab.audio.sources import PushSource, RecordedSource
from voicelab.events import (
    Event,
    Failed,
    HypothesisHeard,
    Notice,
    ReplyDelta,
    SessionEnded,
    State,
    StateChanged,
    UtteranceHeard,
)
from voicelab.exchange.exchange import Exchange
from voicelab.testing import (
    AnswerNoMatch,
    Close,
    Delay,
    EmbeddedServices,
    Refuse,
    ScriptedEngines,
    embedded_services,
    silence,
    speech,
)

LONG = " ".join(f"Sentence number {n} of a long reply." for n in range(1, 13))


@pytest.fixture
def embedded() -> Iterator[EmbeddedServices]:
    script = ScriptedEngines(
        transcripts=["First question?", "Second question?", "Stop."], reply=["One.", "Two.", "Three."]
    )
    with embedded_services(script) as running:
        yield running


@pytest.fixture
def session(embedded: EmbeddedServices) -> Iterator[Session]:
    with Session(services=embedded.services, log=False) as session:
        yield session


@pytest.fixture
def talkative() -> Iterator[EmbeddedServices]:
    """Services whose replies take half a minute to play."""
    with embedded_services(ScriptedEngines(reply=LONG)) as running:
        yield running


def test_a_typed_question_is_answered_aloud_and_logged(session: Session) -> None:
    exchange = session.ask("What is it?")
    assert (exchange.transcript, exchange.reply, exchange.input_mode) == ("What is it?", "One.", "text")
    assert exchange.outcome == "completed"
    assert exchange.finish_reason == "stop"
    assert exchange.usage.completion_tokens
    assert exchange.spoken is not None
    assert exchange.spoken.rms_dbfs > -40
    assert session.log.df["reply"].tolist() == ["One."]


def test_a_typed_turn_has_no_recognition(session: Session, embedded: EmbeddedServices) -> None:
    exchange = session.ask("What is it?")
    assert exchange.latency.transcript_seconds is None
    assert exchange.usage.recognised_seconds is None
    assert embedded.request_log.connections["recognition"] == 0


@pytest.mark.parametrize("kind", ["audio", "path", "name", "array", "other rate"])
def test_speech_comes_in_many_forms(session: Session, tmp_path: Path, kind: str) -> None:
    sound = speech(seconds=0.6)
    file = tmp_path / "question.wav"
    sound.to_wav(file)
    given: dict[str, Any] = {
        "audio": sound,
        "path": file,
        "name": str(file),
        "array": sound.samples,
        "other rate": sound.resample(44_100),
    }
    exchange = session.ask(given[kind])
    assert (exchange.transcript, exchange.input_mode) == ("First question?", "speech")
    assert exchange.heard is not None
    assert exchange.heard.duration_seconds == pytest.approx(0.6, abs=0.01)


def test_an_earlier_exchange_can_be_asked_again_with_another_voice(session: Session) -> None:
    first = session.ask(speech(seconds=0.6))
    session.settings = session.settings.replace(voice="en-GB-RyanNeural")
    again = session.ask(first)
    assert again.settings.voice == "en-GB-RyanNeural"
    assert again.heard == first.heard
    typed = session.ask("Typed?")
    assert session.ask(typed).transcript == "Typed?"


def test_a_missing_file_is_the_callers_slip(session: Session) -> None:
    with pytest.raises(FileNotFoundError):
        session.ask("missing.wav")
    with pytest.raises(ValueError, match="empty"):
        session.ask("  ")
    assert len(session.log) == 0


def test_the_model_sees_what_was_said_before(session: Session, embedded: EmbeddedServices) -> None:
    session.ask("One?")
    session.ask("Two?")
    messages = embedded.request_log.chat_requests[-1]["messages"]
    assert [m["content"] for m in messages][1:] == ["One?", "One.", "Two?"]


def test_settings_apply_from_the_next_turn_and_are_logged_with_it(
    session: Session, embedded: EmbeddedServices
) -> None:
    session.ask("One?")
    session.settings = session.settings.replace(max_tokens=7, temperature=0.0, system_prompt="Be brief.")
    session.ask("Two?")
    body = embedded.request_log.chat_requests[-1]
    assert (body["max_tokens"], body["temperature"]) == (7, 0.0)
    assert body["messages"][0] == {"role": "system", "content": "Be brief."}
    assert session.log.df["max_tokens"].tolist() == [100, 7]


def test_what_is_not_understood_is_an_outcome(session: Session, embedded: EmbeddedServices) -> None:
    embedded.faults.add("recognition", AnswerNoMatch())
    exchange = session.ask(speech(seconds=0.6))
    assert exchange.outcome == "no-match"
    assert "could be recognised" in (exchange.error_message or "")
    assert session.ask(silence(seconds=1.0)).outcome == "no-match"


def test_short_lines_of_the_reply_are_spoken_as_sentences() -> None:
    script = ScriptedEngines(reply="2 eggs\n1 cup of milk")
    with embedded_services(script) as embedded, Session(services=embedded.services, log=False) as session:
        exchange = session.ask("List them.")
    assert exchange.reply == "2 eggs\n1 cup of milk"
    assert exchange.spoken_text == "2 eggs. 1 cup of milk"


def test_recordings_are_a_conversation_that_ends_on_stop(session: Session) -> None:
    reason = session.talk([speech(seconds=0.5)] * 5)
    assert reason == "stop-phrase"
    assert session.log.df["transcript"].tolist() == ["First question?", "Second question?"]
    assert session.state == "ended"


def test_recordings_that_run_out_end_the_conversation(session: Session) -> None:
    assert session.talk([speech(seconds=0.5)]) == "end-of-input"


def test_a_live_conversation_ends_on_stop(session: Session) -> None:
    listener = EventRecorder(session)
    reason = session.talk(RecordedSource(utterances(3), pace=2.0))
    assert reason == "stop-phrase"
    assert session.log.df["reply"].tolist() == ["One.", "Two."]
    assert [e.text for e in listener.of(UtteranceHeard)] == ["First question?", "Second question?"]
    assert listener.of(HypothesisHeard)
    assert listener.events[-1] == SessionEnded("stop-phrase")


def test_a_live_conversation_ends_with_its_input(session: Session) -> None:
    assert session.talk(RecordedSource(utterances(1), pace=4.0)) == "end-of-input"
    assert len(session.log) == 1


def test_states_follow_the_conversation(session: Session) -> None:
    listener = EventRecorder(session)
    session.talk(RecordedSource(utterances(1), pace=4.0))
    states = [e.state for e in listener.events if isinstance(e, StateChanged)]
    assert states == ["listening", "thinking", "speaking", "listening", "ended"]


def test_the_last_words_before_the_end_are_kept(session: Session) -> None:
    assert (
        session.talk(RecordedSource(silence(seconds=0.1) + speech(seconds=0.5), pace=4.0)) == "end-of-input"
    )
    assert session.log.df["transcript"].tolist() == ["First question?"]


def test_words_spoken_while_the_connection_is_made_are_kept(
    session: Session, embedded: EmbeddedServices
) -> None:
    embedded.faults.add("recognition", Delay(seconds=2.0))
    sound = utterances(1)
    session.talk(RecordedSource(sound, pace=1.0))
    assert session.log.df["transcript"].tolist() == ["First question?"]
    assert embedded.request_log.audio_samples == len(sound.samples)


def test_a_microphone_left_open_makes_no_rows(session: Session) -> None:
    session.settings = session.settings.replace(initial_silence_seconds=0.5)
    session.talk(RecordedSource(silence(seconds=2.0) + utterances(1) + silence(seconds=2.0), pace=4.0))
    assert session.log.df["outcome"].tolist() == ["completed"]


def test_silence_ends_a_conversation_where_that_is_wished(session: Session) -> None:
    session.settings = session.settings.replace(initial_silence_seconds=0.5)
    assert session.talk(RecordedSource(silence(seconds=5.0), pace=4.0), end_on_no_match=True) == "no-match"
    assert session.log.df["outcome"].tolist() == ["no-match"]


def test_start_returns_at_once_and_stop_ends_it(session: Session) -> None:
    listener, source = EventRecorder(session), PushSource()
    session.start(source)
    source.push(utterances(1).to_pcm())
    listener.wait_exchanges(1)
    session.stop().wait()
    assert listener.events[-1] == SessionEnded("stopped")


def test_stop_can_be_awaited_in_a_notebooks_own_loop(session: Session) -> None:
    async def cell() -> None:
        source = PushSource()
        session.start(source)
        exchange = await session.aask("Typed?")
        assert exchange.reply == "One."
        await session.stop()

    asyncio.run(cell())
    assert session.state == "ended"


def test_plain_methods_work_inside_a_running_loop(session: Session) -> None:
    async def cell() -> str:
        return session.ask("Typed?").reply

    assert asyncio.run(cell()) == "One."


def test_typed_turns_join_a_running_conversation(session: Session) -> None:
    listener, source, sink = EventRecorder(session), PushSource(), TimedSink()
    session.start(source, sink)
    listener.wait_state("listening")
    exchange = session.ask("Typed?")
    assert len(sink.replies) == 1
    source.push(utterances(1).to_pcm())
    listener.wait_exchanges(2)
    session.stop().wait()
    assert session.log.df["input_mode"].tolist() == ["text", "speech"]
    assert exchange.turn == 1


def test_two_conversations_at_once_are_refused(session: Session) -> None:
    listener = EventRecorder(session)
    session.start(PushSource())
    listener.wait_state("listening")
    with pytest.raises(RuntimeError, match="already"):
        session.talk(PushSource())
    session.stop().wait()


def test_a_stopped_reply_is_logged_as_far_as_it_was_heard(talkative: EmbeddedServices) -> None:
    with Session(services=talkative.services, log=False) as session:
        listener, source, sink = EventRecorder(session), PushSource(), TimedSink()
        session.start(source, sink)
        source.push(utterances(1).to_pcm())
        listener.wait_state("speaking")
        time.sleep(1.0)
        session.stop().wait()
        exchange = session.log.exchange(session.id, 1)
    assert exchange.outcome == "interrupted"
    assert exchange.heard_text
    assert LONG.startswith(exchange.heard_text)
    assert len(exchange.heard_text) < len(LONG) / 4


def test_speech_over_the_reply_interrupts_it(talkative: EmbeddedServices) -> None:
    with Session(services=talkative.services, log=False, barge_in=True) as session:
        listener, source, sink = EventRecorder(session), PushSource(), TimedSink("cancelled")
        session.start(source, sink)
        source.push(utterances(1).to_pcm())
        listener.wait_state("speaking")
        source.push(utterances(1).to_pcm())
        listener.wait_state("speaking", times=2)
        session.stop().wait()
        outcomes = session.log.df["outcome"].tolist()
    assert outcomes == ["interrupted", "interrupted"]
    assert any(isinstance(e, Notice) and e.code == "barge-in" for e in listener.events)
    assert sink.written_after_flush == 0


def test_a_turn_that_is_cut_leaves_nothing_to_the_garbage_collector(talkative: EmbeddedServices) -> None:
    with no_iterator_left(), Session(services=talkative.services, log=False, barge_in=True) as session:
        listener, source = EventRecorder(session), PushSource()
        session.start(source, TimedSink("cancelled"))
        for times in (1, 2):
            source.push(utterances(1).to_pcm())
            listener.wait_state("speaking", times=times)
        session.stop().wait()


def test_without_barge_in_nothing_is_heard_while_the_reply_sounds(embedded: EmbeddedServices) -> None:
    with Session(services=embedded.services, log=False) as session:
        listener, source, sink = EventRecorder(session), PushSource(), TimedSink("cancelled")
        session.start(source, sink)
        first = utterances(1)
        source.push(first.to_pcm())
        listener.wait_state("speaking")
        hypotheses = len(listener.of(HypothesisHeard))
        source.push(utterances(1).to_pcm())
        listener.wait_state("listening", times=2)
        session.stop().wait()
    assert embedded.request_log.audio_samples == 2 * len(first.samples), "silence in its place"
    assert len(listener.of(HypothesisHeard)) == hypotheses
    assert len(session.log) == 1


def test_a_loudspeaker_without_echo_cancellation_is_never_listened_through(
    embedded: EmbeddedServices,
) -> None:
    with Session(services=embedded.services, log=False, barge_in=True) as session:
        listener, source, sink = EventRecorder(session), PushSource(), TimedSink("open")
        session.start(source, sink)
        source.push(utterances(1).to_pcm())
        listener.wait_state("speaking")
        source.push(utterances(1).to_pcm())
        listener.wait_state("listening", times=2)
        session.stop().wait()
    assert session.log.df["outcome"].tolist() == ["completed"]


class EchoingSink(TimedSink):
    """A loudspeaker whose echo cancellation fails: the microphone hears all that it plays."""

    def __init__(self, microphone: PushSource) -> None:
        super().__init__("cancelled")
        self._microphone = microphone

    async def write(self, pcm: bytes) -> None:
        await super().write(pcm)
        self._microphone.push(Audio.from_pcm(pcm, 24_000).resample(16_000).to_pcm())


def test_a_session_that_hears_itself_notices_and_stops_listening_while_it_speaks() -> None:
    reply = "Mount Everest is the tallest mountain on Earth."

    def transcript(sound: Audio) -> str:
        # The scripted voice is a tone; people buzz.
        return reply if is_tone(sound) else "Which mountain is the tallest?"

    script = ScriptedEngines(transcripts=transcript, reply=reply)
    with (
        embedded_services(script) as embedded,
        Session(services=embedded.services, log=False, barge_in=True) as session,
    ):
        listener, source = EventRecorder(session), PushSource()
        session.start(source, EchoingSink(source))
        for turn in (1, 2, 3):
            source.push(utterances(1).to_pcm())
            listener.wait_exchanges(turn)
            listener.wait_state("listening", times=turn + 1)
            source.push(silence(seconds=1.0).to_pcm())
        session.stop().wait()
        frame = session.log.df
    notices = [e.code for e in listener.events if isinstance(e, Notice)]
    assert notices == ["self-hearing"]
    assert frame["outcome"].tolist() == ["completed"] * 3
    assert frame["transcript"].tolist() == ["Which mountain is the tallest?"] * 3


def is_tone(sound: Audio) -> bool:
    spectrum = np.abs(np.fft.rfft(sound.samples.astype(float)))
    return bool((np.sort(spectrum)[-20:] ** 2).sum() > 0.9 * (spectrum**2).sum())


def test_a_reply_can_be_cut_short_by_hand(talkative: EmbeddedServices) -> None:
    with Session(services=talkative.services, log=False) as session:
        listener, source = EventRecorder(session), PushSource()
        session.start(source, TimedSink())
        source.push(utterances(1).to_pcm())
        listener.wait_state("speaking")
        session.interrupt()
        listener.wait_state("listening", times=2)
        assert session.state == "listening"
        session.stop().wait()
    assert session.log.df["outcome"].tolist() == ["interrupted"]


@pytest.mark.parametrize("state", ["thinking", "speaking"])
def test_closing_cuts_the_running_reply_short(talkative: EmbeddedServices, state: State) -> None:
    exchanges: list[Exchange] = []
    session = Session(services=talkative.services, log=False)
    listener = EventRecorder(session)
    asking = threading.Thread(target=lambda: exchanges.append(session.ask("Tell me.")))
    asking.start()
    listener.wait_state(state)
    session.close()
    asking.join(10)
    assert [exchange.outcome for exchange in exchanges] == ["interrupted"]
    assert session.log.df["outcome"].tolist() == ["interrupted"]


def test_twenty_interruptions_are_followed_by_twenty_good_turns(talkative: EmbeddedServices) -> None:
    sink = TimedSink()
    with Session(services=talkative.services, log=False) as session:
        listener = EventRecorder(session)
        for count in range(1, 21):
            asking = threading.Thread(target=lambda: session.ask("Tell me.", sink=sink))
            asking.start()
            listener.wait_state("speaking", times=count)
            session.interrupt()
            asking.join(10)
        for _ in range(20):
            assert session.ask("Tell me.").outcome == "completed"
        outcomes = session.log.df["outcome"].tolist()
    assert outcomes == ["interrupted"] * 20 + ["completed"] * 20
    assert sink.written_after_flush == 0


def test_a_cut_connects_again_by_itself_and_the_next_turn_has_nothing_to_open(
    talkative: EmbeddedServices,
) -> None:
    with Session(services=talkative.services, log=False) as session:
        listener = EventRecorder(session)
        asking = threading.Thread(target=lambda: session.ask("Tell me."))
        asking.start()
        listener.wait_state("speaking")
        opened = talkative.request_log.connections["synthesis"]
        session.interrupt()
        asking.join(10)
        # The SDK introduces itself on a connection as soon as it has it.
        assert talkative.request_log.wait_for(
            lambda log: len(log.received("synthesis", "speech.config")) > opened
        )
        assert session.ask("Tell me.").outcome == "completed"
        assert talkative.request_log.connections["synthesis"] == opened + 1


def test_another_language_is_listened_for_from_the_next_turn(
    session: Session, embedded: EmbeddedServices
) -> None:
    listener, source = EventRecorder(session), PushSource()
    session.start(source)
    source.push(utterances(1).to_pcm())
    listener.wait_state("thinking")
    session.settings = session.settings.replace(language="es-ES", end_silence_seconds=0.3)
    assert embedded.request_log.wait_for(lambda seen: seen.connections["recognition"] == 2, 10)
    session.stop().wait()
    languages = [
        r.query["language"].lower() for r in embedded.request_log.requests if "recognition" in r.path
    ]
    assert languages == ["en-us", "es-es"]


def test_recognition_that_fails_is_opened_again(session: Session, embedded: EmbeddedServices) -> None:
    embedded.faults.add("recognition", Refuse(status=500, times=5))
    listener = EventRecorder(session)
    assert session.talk(RecordedSource(utterances(1), pace=4.0)) == "end-of-input"
    assert session.log.df["transcript"].tolist() == ["First question?"]
    assert any(isinstance(e, Notice) and e.code == "recognition-retry" for e in listener.events)


def test_a_refused_key_ends_the_conversation_with_one_clear_error(
    session: Session, embedded: EmbeddedServices
) -> None:
    embedded.faults.add("recognition", Refuse(status=401, times=None))
    listener = EventRecorder(session)
    with pytest.raises(VoicelabError, match="SPEECH_KEY") as caught:
        session.talk(RecordedSource(utterances(1), pace=4.0))
    assert caught.value.code == "authentication"
    assert [e.error.code for e in listener.events if isinstance(e, Failed)] == ["authentication"]
    assert listener.events[-1] == SessionEnded("failed")


def test_a_refused_model_key_ends_the_conversation(session: Session, embedded: EmbeddedServices) -> None:
    embedded.faults.add("completion", Refuse(status=401, times=None))
    assert session.talk([speech(seconds=0.5)] * 3) == "failed"
    assert len(session.log) == 1


def test_a_dropped_socket_in_mid_utterance_loses_nothing(
    session: Session, embedded: EmbeddedServices
) -> None:
    embedded.faults.add("recognition", Close(after_audio_seconds=0.3))
    session.talk(RecordedSource(silence(seconds=0.2) + speech(seconds=1.0) + silence(seconds=1.0)))
    assert session.log.df["transcript"].tolist() == ["First question?"]
    heard = session.log.exchange(session.id, 1).heard
    assert heard is not None
    assert heard.duration_seconds == pytest.approx(1.0, abs=0.5)


@pytest.mark.shows_credentials("command line", "its own program holds the key")
def test_an_interrupt_ends_the_conversation_quietly_whichever_thread_gets_it(
    embedded: EmbeddedServices,
) -> None:
    code = f"""
import signal, threading
from voicelab import Session, Services
from voicelab.audio.sources import PushSource
services = Services.at_port({embedded.port}, key="{embedded.key}", model="x")
session = Session(services=services, log=False)
interrupt = lambda: signal.pthread_kill(threading.get_ident(), signal.SIGINT)
session.subscribe(lambda event: interrupt() if getattr(event, "state", "") == "listening" else None)
print(session.talk(PushSource()))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (0, "interrupted\n", "")


@pytest.mark.shows_credentials("command line", "its own program holds the key")
def test_a_process_that_leaves_in_mid_conversation_exits_cleanly(embedded: EmbeddedServices) -> None:
    code = f"""
import threading
from voicelab import Session, Services
from voicelab.audio.sources import PushSource
from voicelab.testing import speech
services = Services.at_port({embedded.port}, key="{embedded.key}", model="x")
session = Session(services=services, log=False)
heard = threading.Event()
session.subscribe(lambda event: heard.set() if "Hypothesis" in type(event).__name__ else None)
source = PushSource()
session.start(source)
source.push(speech(seconds=3.0).to_pcm())
assert heard.wait(20)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_subscriber_that_fails_harms_nobody(session: Session, caplog: pytest.LogCaptureFixture) -> None:
    def fail(event: Event) -> None:
        raise ZeroDivisionError

    session.subscribe(fail)
    listener = EventRecorder(session)
    assert session.ask("What?").outcome == "completed"
    assert listener.of(ReplyDelta)
    assert "ZeroDivisionError" in caplog.text


def test_unsubscribing_ends_the_events(session: Session) -> None:
    events: list[Event] = []
    unsubscribe = session.subscribe(events.append)
    unsubscribe()
    session.ask("What?")
    assert events == []


def test_a_closed_session_says_so(session: Session) -> None:
    session.close()
    with pytest.raises(VoicelabError, match="closed"):
        session.ask("What?")
    session.close()


def test_the_log_stays_usable_after_the_session(embedded: EmbeddedServices, tmp_path: Path) -> None:
    with Session(services=embedded.services, log=tmp_path / "log.sqlite") as session:
        session.ask(speech(seconds=0.5))
    reopened = SessionLog(tmp_path / "log.sqlite")
    kept = reopened.exchange(session.id, 1)
    assert kept.heard is not None
    assert kept.heard.duration_seconds == pytest.approx(0.5, abs=0.01)
    assert reopened.df["reply"].tolist() == ["One."]


def test_the_next_turn_reuses_the_connections(session: Session, embedded: EmbeddedServices) -> None:
    first, second = session.ask("One?"), session.ask("Two?")
    assert embedded.request_log.connections["synthesis"] == 1
    assert (first.cold, second.cold) == (True, False)


def test_another_voice_is_spoken_by_another_connection(session: Session, embedded: EmbeddedServices) -> None:
    session.ask("One?")
    session.settings = session.settings.replace(voice="de-DE-KatjaNeural")
    session.ask("Two?")
    voices = [
        context["synthesis"]["input"]["voiceName"] for context in embedded.request_log.synthesis_contexts
    ]
    assert voices == ["en-US-JennyMultilingualNeural", "de-DE-KatjaNeural"]


def test_settings_and_changes_combine(embedded: EmbeddedServices) -> None:
    with Session(
        Settings(max_tokens=5), services=embedded.services, log=False, voice="en-GB-RyanNeural"
    ) as s:
        assert (s.settings.max_tokens, s.settings.voice) == (5, "en-GB-RyanNeural")
    with pytest.raises(TypeError, match="voice"):
        Session(services=embedded.services, log=False, voise="x")


def test_a_session_shows_no_credentials(session: Session, embedded: EmbeddedServices) -> None:
    shown = repr(session) + repr(session.services) + str(vars(session))
    assert embedded.key not in shown


def own_threads() -> list[str]:
    """Return this process's threads but those of the services, which take on more as they need them."""
    names = [thread.name for thread in threading.enumerate()]
    return [name for name in names if not name.startswith("voicelab-engine")]


def test_a_closed_session_is_let_go(embedded: EmbeddedServices) -> None:
    session = Session(services=embedded.services, log=False)
    session.ask(np.asarray(speech(seconds=0.5).samples))
    session.close()
    threads = own_threads()
    for _ in range(5):
        with Session(services=embedded.services, log=False) as another:
            another.ask("What?")
    gc.collect()
    deadline = time.monotonic() + 10.0
    while len(own_threads()) > len(threads) and time.monotonic() < deadline:
        time.sleep(0.05)  # a thread that has done its work ends a moment later
    assert len(own_threads()) <= len(threads), (threads, own_threads())
