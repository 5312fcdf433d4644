"""Every setting, changed on a session that keeps its connections, takes effect at the next turn."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.players import TimedSink
from voicelab import Audio, Exchange, Session
from voicelab.audio.sources import PushSource, RecordedSource
from voicelab.embedded.request_log import RequestLog
from voicelab.embedded.speech.recognition_request import RecognitionRequest
from voicelab.events import Event, ExchangeLogged, Notice, ReplyResumed, StateChanged, UtteranceHeard
from voicelab.settings import DECLARATIONS
from voicelab.testing import ScriptedEngines, embedded_services, silence, speech

JENNY, GUY = "en-US-JennyNeural", "en-US-GuyNeural"
GERMAN = "Der höchste Berg der Erde ist der Mount Everest. Er liegt in Nepal."
LONG = " ".join(f"Sentence number {n} of a long reply." for n in range(1, 13))
HEARING = ("audio", "input", "turn_detection")
UTTERANCE = silence(seconds=0.1) + speech(seconds=0.6) + silence(seconds=1.2)


class DrivenConversation:
    """A live conversation, and what is waited for in it."""

    def __init__(self, session: Session) -> None:
        self.source = PushSource()
        self._events: list[Event] = []
        self._changed = threading.Condition()
        session.subscribe(self._record)

    def _record(self, event: Event) -> None:
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()

    def say(self, *sounds: Audio) -> None:
        for sound in sounds:
            self.source.push(sound.to_pcm())

    def wait(self, is_awaited: Callable[[Event], bool], times: int) -> None:
        def came() -> bool:
            return sum(map(is_awaited, self._events)) >= times

        with self._changed:
            assert self._changed.wait_for(came, 20.0), self._events

    def wait_for_state(self, state: str, times: int) -> None:
        self.wait(lambda event: isinstance(event, StateChanged) and event.state == state, times)

    def wait_for_exchange(self, turn: int) -> None:
        self.wait(lambda event: isinstance(event, ExchangeLogged), turn)


@dataclass(frozen=True)
class ObservedTurn:
    """A turn, and what the services received for it."""

    log: RequestLog
    exchange: Exchange

    @property
    def completion(self) -> Any:
        return next(request for request in reversed(self.log.requests) if request.body is not None)

    @property
    def body(self) -> Any:
        return self.completion.body

    @property
    def voice(self) -> Any:
        """What a text stream asks of the voice."""
        return self.log.synthesis_contexts[-1]["synthesis"]["input"]

    @property
    def ssml(self) -> str:
        return "".join(self.log.ssml)

    @property
    def upgrade(self) -> Any:
        """The address of the synthesizer's connection, where this turn made one."""
        return {} if not (found := self._upgrades("/tts/", "/cognitiveservices/websocket")) else found[-1]

    @property
    def recognizer(self) -> Any:
        return self._upgrades("/speech/")[-1]

    @property
    def recognition(self) -> RecognitionRequest:
        return RecognitionRequest.read("conversation", self.recognizer, self.log.recognition_contexts[-1])

    def _upgrades(self, *paths: str) -> list[Any]:
        return [r.query for r in self.log.requests if any(path in r.path for path in paths)]


Case = Callable[[str], None]


def change(session: Session, name: str, value: object) -> None:
    session.settings = session.settings.replace(**{name: value})


def change_after_the_first_turn(session: Session, name: str, value: object) -> None:
    def change_once(event: Event) -> None:
        if isinstance(event, ExchangeLogged) and event.exchange.turn == 1:
            change(session, name, value)

    session.subscribe(change_once)


def typed(
    value: object,
    seen: Callable[[ObservedTurn], object],
    expected: object,
    *,
    reply: str = "Hello there.",
    **settings: Any,
) -> Case:
    """A setting that a typed turn shows: two turns, the change, a third."""

    def case(name: str) -> None:
        with (
            embedded_services(ScriptedEngines(reply=reply)) as embedded,
            Session(services=embedded.services, log=False, **settings) as session,
        ):

            def ask(question: str) -> object:
                embedded.request_log.clear()
                return seen(ObservedTurn(embedded.request_log, session.ask(question)))

            ask("One?")
            before = ask("Two?")
            assert embedded.request_log.open_connections["synthesis"] == 1
            change(session, name, value)
            after = ask("Three?")
        assert (before == expected, after) == (False, expected)

    return case


def spoken(value: object, seen: Callable[[ObservedTurn], object], expected: object) -> Case:
    """A setting that the recognizer of a live conversation shows: a turn, the change, another."""

    def case(name: str) -> None:
        with (
            embedded_services(ScriptedEngines(transcripts=["One?", "Two?"])) as embedded,
            Session(services=embedded.services, log=False) as session,
        ):
            conversation, found = DrivenConversation(session), []
            session.start(conversation.source)
            for turn in (1, 2):
                conversation.say(UTTERANCE)
                conversation.wait_for_exchange(turn)
                conversation.wait_for_state("listening", turn + 1)
                found.append(seen(ObservedTurn(embedded.request_log, session.log.exchange(session.id, turn))))
                change(session, name, value)
            session.stop().wait()
            transcripts = session.log.df["transcript"].tolist()
        assert transcripts == ["One?", "Two?"]
        assert (found[0] == expected, found[1]) == (False, expected)

    return case


def of_the_service(value: object, path: tuple[str, ...], expected: object, **settings: Any) -> Case:
    """A setting that a speech-to-speech service is asked for: a turn, the change, another."""

    def case(name: str) -> None:
        with (
            embedded_services(ScriptedEngines(transcripts=["One?", "Two?"])) as embedded,
            Session(services=embedded.services, log=False, **settings) as session,
        ):
            conversation, found = DrivenConversation(session), []
            session.start(conversation.source)
            for turn in (1, 2):
                conversation.say(UTTERANCE)
                conversation.wait_for_exchange(turn)
                conversation.wait_for_state("listening", turn + 1)
                found.append(asked_of_the_service(embedded.request_log, path))
                change(session, name, value)
            session.stop().wait()
        assert (found[0] == expected, found[1]) == (False, expected)

    return case


def of_the_connection(value: str, engine: str) -> Case:
    """The model that a speech-to-speech connection is opened for: a typed turn, the change, another."""

    def case(name: str) -> None:
        with (
            embedded_services(ScriptedEngines()) as embedded,
            Session(services=embedded.services, log=False, engine=engine) as session,
        ):
            session.ask("One?")
            change(session, name, value)
            session.ask("Two?")
            opened = [each for each in embedded.request_log.requests if each.path.endswith("/realtime")]
        assert [each.query["model"] for each in opened] == ["scripted", value]

    return case


def asked_of_the_service(log: RequestLog, path: tuple[str, ...]) -> object:
    """Return what the session was last asked to have in one place."""
    found: object = None
    for event in log.realtime_events(sent=False):
        part = event.get("session", {})
        for step in path:
            part = part.get(step, {}) if isinstance(part, dict) else {}
        found = found if part == {} else part
    return found


def check_speech_level(name: str) -> None:
    def loudness(heard: Audio) -> str:
        return "Aloud." if heard.rms_dbfs > -27.0 else "Softly."

    soft = Audio(UTTERANCE.samples // 5, UTTERANCE.sample_rate_hz)
    with (
        embedded_services(ScriptedEngines(transcripts=loudness)) as embedded,
        Session(services=embedded.services, log=False) as session,
    ):
        conversation = DrivenConversation(session)
        session.start(conversation.source)
        conversation.say(soft)
        conversation.wait_for_state("listening", 2)
        change(session, name, -27.0)
        conversation.say(soft, UTTERANCE)
        conversation.wait_for_exchange(2)
        session.stop().wait()
        assert session.log.df["transcript"].tolist() == ["Softly.", "Aloud."]


def check_stop_phrase(name: str) -> None:
    with (
        embedded_services(ScriptedEngines(transcripts=["Stop it.", "Enough now."])) as embedded,
        Session(services=embedded.services, log=False) as session,
    ):
        change_after_the_first_turn(session, name, "enough now")
        assert session.talk([speech(seconds=0.5)] * 3) == "stop-phrase"
        assert session.log.df["transcript"].tolist() == ["Stop it."]


def check_barge_in(name: str) -> None:
    with (
        embedded_services(ScriptedEngines(reply=["One.", LONG, "Three."])) as embedded,
        Session(services=embedded.services, log=False) as session,
    ):
        conversation = DrivenConversation(session)
        session.start(conversation.source, TimedSink("cancelled"))
        conversation.say(UTTERANCE)
        conversation.wait_for_state("listening", 2)
        change(session, name, True)
        conversation.say(UTTERANCE)
        conversation.wait_for_state("speaking", 2)
        conversation.say(UTTERANCE)
        conversation.wait_for_exchange(2)
        session.stop().wait()
        assert session.log.df["outcome"].tolist()[:2] == ["completed", "interrupted"]


def check_backchannels(name: str) -> None:
    script = ScriptedEngines(transcripts=["One?", "Uh-huh.", "Okay."], reply=[LONG, "Two."])
    with (
        embedded_services(script) as embedded,
        Session(services=embedded.services, log=False, barge_in=True) as session,
    ):
        conversation = DrivenConversation(session)
        session.start(conversation.source, TimedSink())
        conversation.say(UTTERANCE)
        conversation.wait_for_state("speaking", 1)
        conversation.say(UTTERANCE)
        conversation.wait(lambda event: isinstance(event, Notice) and event.code == "backchannel", 1)
        change(session, name, "answer")
        conversation.say(UTTERANCE)
        conversation.wait_for_exchange(2)
        session.stop().wait()
        assert session.log.df["transcript"].tolist() == ["One?", "Okay."]
        assert session.log.df["outcome"].tolist() == ["interrupted", "completed"]


def check_false_interruption(name: str) -> None:
    """With no end to the sound nothing is transcribed; the first time the reply goes on all the same."""
    script = ScriptedEngines(transcripts=["One?", "Wait."], reply=LONG)
    with (
        embedded_services(script) as embedded,
        Session(services=embedded.services, log=False, barge_in=True, end_silence_seconds=0.3) as session,
    ):
        conversation = DrivenConversation(session)
        change(session, name, 0.2)
        session.start(conversation.source, TimedSink())
        conversation.say(UTTERANCE)
        conversation.wait_for_state("speaking", 1)
        conversation.say(speech(seconds=0.6))
        conversation.wait(lambda event: isinstance(event, ReplyResumed), 1)
        change(session, name, None)
        conversation.say(speech(seconds=0.6))
        conversation.wait_for_exchange(1)
        session.stop().wait()
        assert session.log.df["outcome"].tolist()[0] == "interrupted"


def check_filler(value: object, **settings: Any) -> Case:
    def case(name: str) -> None:
        with (
            embedded_services(ScriptedEngines(first_token_seconds=0.5)) as embedded,
            Session(services=embedded.services, log=False, **settings) as session,
        ):
            begun = []
            for _ in range(2):
                sink = TimedSink()
                session.ask("What is it?", sink=sink)
                begun.append(len([sound for sound in sink.replies if sound]))
                change(session, name, value)
        assert begun == [1, 2]

    return case


def check_speculation(name: str) -> None:
    script = ScriptedEngines(transcripts=["What is the time?"], hypothesis_seconds=0.2)
    with (
        embedded_services(script) as embedded,
        Session(services=embedded.services, log=False, end_silence_seconds=1.0) as session,
    ):
        requests = []

        def count(event: Event) -> None:
            if isinstance(event, UtteranceHeard):
                requests.append(len(embedded.request_log.chat_requests))

        change_after_the_first_turn(session, name, True)
        session.subscribe(count)
        utterance = speech(seconds=0.9) + silence(seconds=3.0)
        session.talk(RecordedSource(silence(seconds=0.2) + utterance + utterance))
    # The second reply is asked for before its utterance is known for certain.
    assert requests == [0, 2]


def check_end_of_turn(name: str) -> None:
    with (
        embedded_services(ScriptedEngines(hypothesis_seconds=0.2, end_of_turn=1.0)) as embedded,
        Session(services=embedded.services, log=False, end_silence_seconds=1.0) as session,
    ):
        change_after_the_first_turn(session, name, "words")
        utterance = speech(seconds=0.9) + silence(seconds=2.0)
        session.talk(RecordedSource(silence(seconds=0.2) + utterance + utterance))
        ends = session.log.df["end_of_turn_ms"].tolist()[:2]
    assert ends[0] > 900 > ends[1]


def check_longest_pause(name: str) -> None:
    with (
        embedded_services(ScriptedEngines(hypothesis_seconds=0.2, end_of_turn=0.0)) as embedded,
        Session(
            services=embedded.services,
            log=False,
            end_of_turn="words",
            end_silence_seconds=0.3,
            longest_pause_seconds=0.6,
        ) as session,
    ):
        change_after_the_first_turn(session, name, 1.5)
        utterance = speech(seconds=0.9) + silence(seconds=2.0)
        session.talk(RecordedSource(silence(seconds=0.2) + utterance + utterance))
        ends = session.log.df["end_of_turn_ms"].tolist()[:2]
    assert ends[0] < 1_400 < ends[1]


CASES: dict[str, Case] = {
    "deployment": typed(
        "other", lambda turn: turn.completion.path, "/openai/deployments/other/chat/completions"
    ),
    "api": typed("responses", lambda turn: turn.completion.path.endswith("/responses"), True),
    "system_prompt": typed("Be brief.", lambda turn: turn.body["messages"][0]["content"], "Be brief."),
    "max_tokens": typed(1, lambda turn: (turn.body["max_tokens"], turn.exchange.reply), (1, "Hello")),
    "temperature": typed(None, lambda turn: turn.body.get("temperature"), None),
    "reasoning_effort": typed("low", lambda turn: turn.body.get("reasoning_effort"), "low"),
    "history": typed(False, lambda turn: len(turn.body["messages"]), 2),
    "history_characters": typed(0, lambda turn: len(turn.body["messages"]), 2),
    "language": spoken("de-DE", lambda turn: turn.recognition.language, "de-DE"),
    "phrases": spoken(("Zugspitze",), lambda turn: turn.recognition.phrases, ("Zugspitze",)),
    "profanity": spoken("raw", lambda turn: turn.recognizer["profanity"], "raw"),
    "custom_speech_endpoint": spoken("0f-1", lambda turn: turn.recognizer.get("cid"), "0f-1"),
    "segmentation": spoken(
        "semantic",
        lambda turn: turn.log.recognition_contexts[-1]["phraseDetection"]["CONVERSATION"]["segmentation"],
        {"mode": "Semantic"},
    ),
    "voice": typed(GUY, lambda turn: turn.voice["voiceName"], GUY),
    "speaking_rate": typed(1.5, lambda turn: turn.voice.get("rate"), "+50%"),
    "pitch": typed(0.9, lambda turn: turn.voice.get("pitch"), "-10%"),
    "volume": typed(0.5, lambda turn: turn.voice.get("volume"), "50"),
    "sentence_pause_seconds": typed(1.0, lambda turn: '<break time="1000ms"/>' in turn.ssml, True),
    "style": typed("sad", lambda turn: turn.voice.get("style"), "sad", voice=JENNY),
    "style_degree": typed(0.5, lambda turn: 'styledegree="0.5"' in turn.ssml, True, voice=JENNY, style="sad"),
    "role": typed("Girl", lambda turn: 'role="Girl"' in turn.ssml, True, voice=JENNY),
    "custom_voice_endpoint": typed("0f-1", lambda turn: turn.upgrade.get("deploymentid"), "0f-1"),
    "on_language_mismatch": typed(
        "ignore", lambda turn: turn.exchange.spoken_voice, None, reply=GERMAN, voice=GUY
    ),
    "output_format": typed(
        "raw-8khz-16bit-mono-pcm",
        lambda turn: turn.log.synthesis_contexts[-1]["synthesis"]["audio"]["outputFormat"],
        "raw-8khz-16bit-mono-pcm",
    ),
    "initial_silence_seconds": spoken(9.0, lambda turn: turn.recognition.initial_silence_seconds, 9.0),
    "end_silence_seconds": spoken(0.8, lambda turn: turn.recognition.end_silence_seconds, 0.8),
    "speech_level_dbfs": check_speech_level,
    "stop_phrase": check_stop_phrase,
    "barge_in": check_barge_in,
    "backchannels": check_backchannels,
    "false_interruption_seconds": check_false_interruption,
    "filler": check_filler("earcon", filler_seconds=0.1),
    "filler_seconds": check_filler(0.1, filler="earcon", filler_seconds=9.0),
    "speculate": check_speculation,
    "end_of_turn": check_end_of_turn,
    "longest_pause_seconds": check_longest_pause,
    "engine": typed("realtime", lambda turn: turn.log.requests[-1].path, "/openai/v1/realtime"),
    "realtime_deployment": of_the_connection("other", "realtime"),
    "voice_live_model": of_the_connection("other", "voice-live"),
    "turn_detection": of_the_service(
        "server_vad", ("turn_detection", "type"), "server_vad", engine="voice-live"
    ),
    "vad_threshold": of_the_service(0.7, (*HEARING, "threshold"), 0.7, engine="realtime"),
    "prefix_padding_seconds": of_the_service(0.2, (*HEARING, "prefix_padding_ms"), 200, engine="realtime"),
    "eagerness": of_the_service(
        "high", (*HEARING, "eagerness"), "high", engine="realtime", turn_detection="semantic_vad"
    ),
    "transcription_model": of_the_service(
        "whisper-1", ("audio", "input", "transcription", "model"), "whisper-1", engine="realtime"
    ),
    "noise_reduction": of_the_service(
        "far_field", ("audio", "input", "noise_reduction", "type"), "far_field", engine="realtime"
    ),
}


@pytest.mark.parametrize("name", DECLARATIONS)
def test_a_setting_that_is_changed_takes_effect_at_the_next_turn(name: str) -> None:
    assert name in CASES, f"say here how {name} shows"
    CASES[name](name)
