"""Speech-to-speech engines in a live talk: talk keys, lost connections, other settings in mid-talk."""

from __future__ import annotations

import pytest

from tests.conversation.service_talks import LONG, SAID, ServiceTalk, service_talk
from tests.players import TimedSink
from voicelab import Audio, Session, Timeouts
from voicelab.audio.sinks import NullSink
from voicelab.audio.sources import PushSource
from voicelab.events import Failed, SessionEnded, UtteranceHeard
from voicelab.services.retry_policy import RetryPolicy
from voicelab.testing import Close, Drop, Hang, Refuse, embedded_services, silence, speech

WORDS = "What is it?"
WORD, PAUSE = speech(seconds=0.4), silence(seconds=0.7)
RETRY = RetryPolicy(first_pause_seconds=0.01)


@pytest.fixture(params=["realtime", "voice-live"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def hold(talk: ServiceTalk, pcm: bytes) -> None:
    talk.source.begin_turn()
    talk.say(pcm)
    talk.source.end_turn()


def test_from_press_to_release_is_one_turn_whatever_its_pauses(engine: str) -> None:
    with service_talk(WORDS, "or two?", engine=engine, reply="A mountain.", sink=NullSink()) as talk:
        hold(talk, (WORD + PAUSE + WORD).to_pcm())
        (exchange,) = talk.exchanges(1)

    assert exchange.transcript == f"{WORDS} or two?"
    assert exchange.heard is not None
    assert exchange.heard.duration_seconds == pytest.approx(0.4 + 0.7 + 0.4 + 0.2, abs=0.25)
    assert exchange.latency.end_of_turn_seconds is not None
    assert exchange.latency.end_of_turn_seconds < 1.0


def test_one_hold_follows_the_other_and_hands_free_speech_follows_both() -> None:
    with service_talk(WORDS, "And then?", "And now?", reply="Well.", sink=NullSink()) as talk:
        hold(talk, WORD.to_pcm())
        talk.exchanges(1)
        hold(talk, WORD.to_pcm())
        talk.exchanges(2)
        talk.say()
        exchanges = talk.exchanges(3)

    assert [each.transcript for each in exchanges] == [WORDS, "And then?", "And now?"]


def test_a_tap_is_no_turn() -> None:
    with service_talk(WORDS, reply="Well.", sink=NullSink()) as talk:
        hold(talk, b"")
        hold(talk, silence(0.3).to_pcm())
        hold(talk, WORD.to_pcm())
        (exchange,) = talk.exchanges(1)
        talk.source.end()
        talk.events.wait(lambda events: SessionEnded("end-of-input") in events)

    assert (exchange.turn, exchange.transcript) == (1, WORDS)
    assert len(talk.session.log) == 1


def test_the_press_silences_the_reply() -> None:
    sink = TimedSink("open")
    with service_talk(WORDS, "And then?", reply=(LONG, "Well."), sink=sink) as talk:
        hold(talk, WORD.to_pcm())
        talk.events.wait_state("speaking")
        talk.source.begin_turn()
        (first,) = talk.exchanges(1)
        talk.say(WORD.to_pcm())
        talk.source.end_turn()
        second = talk.exchanges(2)[1]

    assert (first.outcome, second.outcome) == ("interrupted", "completed")
    assert second.transcript == "And then?"
    assert talk.notices == ["barge-in"]


@pytest.mark.parametrize(("engine", "fault"), [("realtime", Drop()), ("voice-live", Close(code=1011))])
def test_a_connection_that_is_lost_between_utterances_is_opened_anew(
    fault: Drop | Close, engine: str
) -> None:
    model_replies = ("A mountain.", "A sea.")
    with service_talk(WORDS, "And then?", engine=engine, reply=model_replies, sink=NullSink()) as talk:
        talk.say()
        talk.exchanges(1)
        talk.embedded.faults.add("realtime", fault)
        talk.say()
        first, second = talk.exchanges(2)

    assert (first.transcript, first.reply) == (WORDS, "A mountain.")
    assert (second.transcript, second.outcome) == ("And then?", "completed")


def test_a_connection_that_is_lost_ahead_of_the_reply_is_given_what_was_said_once_more(engine: str) -> None:
    with service_talk(WORDS, WORDS, engine=engine, reply="A mountain.", sink=NullSink()) as talk:
        talk.embedded.faults.add("realtime", Drop(before="response.created"))
        talk.say()
        (exchange,) = talk.exchanges(1)

    assert (exchange.reply, exchange.outcome, exchange.retries) == ("A mountain.", "completed", 1)
    assert exchange.heard is not None


def test_a_service_that_refuses_for_good_ends_the_talk() -> None:
    with service_talk(WORDS, sink=NullSink(), timeouts=Timeouts(retry=RETRY.without_retries())) as talk:
        talk.embedded.faults.add("realtime", Refuse(status=401, times=None))
        talk.session.settings = talk.session.settings.replace(engine="voice-live")
        talk.events.wait(lambda events: SessionEnded("failed") in events)

    (failed,) = talk.events.of(Failed)
    assert isinstance(failed, Failed)
    assert failed.error.code == "authentication"


def test_a_service_that_leaves_in_each_utterance_ends_the_talk_whatever_the_silence_around_it() -> None:
    with service_talk(
        WORDS, sink=NullSink(), timeouts=Timeouts(retry=RETRY), initial_silence_seconds=0.5
    ) as talk:
        talk.embedded.faults.add("realtime", Close(before="input_audio_buffer.committed", times=None))
        talk.say()
        talk.events.wait(lambda events: SessionEnded("failed") in events, 8.0)

    assert talk.notices.count("recognition-retry") == 3


def test_a_service_that_falls_silent_within_an_utterance_is_left() -> None:
    timeouts = Timeouts(recognition_seconds=0.5, retry=RETRY)
    with service_talk(WORDS, reply="Well.", sink=NullSink(), timeouts=timeouts) as talk:
        talk.embedded.faults.add("realtime", Hang(before="input_audio_buffer.speech_stopped"))
        talk.say((speech(0.4) + silence(1.0)).to_pcm())
        talk.wait_notice("recognition-retry")
        (exchange,) = talk.exchanges(1)

    assert exchange.transcript == WORDS
    assert exchange.outcome == "completed"


def test_the_engine_changes_in_mid_talk_and_the_history_goes_with_it() -> None:
    seen: list[list[str]] = []

    def reply(messages: list[dict[str, str]]) -> str:
        seen.append([message["content"] for message in messages])
        return f"Reply {len(seen)}."

    def hear(sound: Audio) -> str:
        loud = sum(abs(int(sample)) > 500 for sample in sound.samples) / sound.sample_rate_hz
        return next(
            words for seconds, words in ((1.2, "Three?"), (0.7, "Two?"), (0.0, "One?")) if loud > seconds
        )

    with service_talk(script={"transcripts": hear}, reply=reply, sink=NullSink()) as talk:
        for count, engine in enumerate(("voice-live", "cascade", "realtime"), 1):
            talk.session.settings = talk.session.settings.replace(engine=engine)
            talk.say((speech(0.6 * count) + silence(0.7)).to_pcm())
            talk.exchanges(count)
        exchanges = talk.exchanges(3)

    assert [each.settings.engine for each in exchanges] == ["voice-live", "cascade", "realtime"]
    assert [each.transcript for each in exchanges] == ["One?", "Two?", "Three?"]
    assert seen[2] == ["One?", "Reply 1.", "Two?", "Reply 2.", "Three?"]


def test_another_voice_in_mid_talk_speaks_the_next_reply() -> None:
    with service_talk("One?", "Two?", reply="Well.", sink=NullSink()) as talk:
        talk.say()
        talk.exchanges(1)
        talk.session.settings = talk.session.settings.replace(voice="cedar")
        talk.say()
        first, second = talk.exchanges(2)

    assert (first.outcome, second.outcome) == ("completed", "completed")
    assert second.transcript == "Two?"
    assert talk.notices == []


def test_a_turn_that_is_typed_in_a_talk_is_answered_over_the_same_connection() -> None:
    with service_talk("One?", reply="Well.", sink=NullSink()) as talk:
        talk.say()
        talk.exchanges(1)
        assert talk.session.ask("And two?").reply == "Well."
        talk.say(SAID)
        talk.exchanges(3)
        assert talk.embedded.request_log.connections["realtime"] == 1

    assert len(talk.events.of(UtteranceHeard)) >= 3


def test_silence_that_lasts_ends_a_talk_where_it_is_to() -> None:
    with (
        embedded_services() as embedded,
        Session(services=embedded.services, log=False, engine="realtime") as session,
    ):
        source = PushSource()
        source.push(silence(0.6).to_pcm())
        session.settings = session.settings.replace(initial_silence_seconds=0.5)
        assert session.talk(source, end_on_no_match=True) == "no-match"
