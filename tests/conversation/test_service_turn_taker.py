"""Turns that a speech-to-speech service finds, ahead of their words or with them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conversation.service_talks import LONG, SAID, service_talk
from tests.players import TimedSink
from voicelab import Timeouts
from voicelab.audio.sinks import NullSink
from voicelab.events import HypothesisHeard, SessionEnded, TurnWithdrawn, UtteranceHeard
from voicelab.testing import AnswerNoMatch, Drop, FailTranscription, HoldTranscription, silence, speech

WORDS = "What is it?"
NO_BACKCHANNEL = "No, what about the sea?"


class Model:
    """Keeps what it was asked."""

    def __init__(self, *replies: str) -> None:
        self.replies = list(replies)
        self.seen: list[list[str]] = []

    def __call__(self, messages: list[dict[str, Any]]) -> str:
        self.seen.append([str(message["content"]) for message in messages])
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@pytest.fixture(params=["realtime", "voice-live"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_what_is_said_live_is_heard_replied_to_and_written_down(engine: str) -> None:
    with service_talk(WORDS, engine=engine, reply="A mountain.", sink=NullSink()) as talk:
        talk.say()
        (exchange,) = talk.exchanges(1)

    assert (exchange.transcript, exchange.reply, exchange.outcome) == (WORDS, "A mountain.", "completed")
    assert exchange.input_mode == "speech"
    assert exchange.heard is not None
    assert exchange.heard.duration_seconds == pytest.approx(0.1 + 0.4 + 0.2, abs=0.05)
    latency = exchange.latency
    assert latency.end_of_turn_seconds is not None
    assert latency.transcript_seconds is not None
    assert latency.first_audio_seconds is not None
    assert 0 <= latency.end_of_turn_seconds <= latency.first_audio_seconds
    heard = talk.events.of(UtteranceHeard)
    assert heard[0] == UtteranceHeard(1, "", is_final=False)
    assert heard[-1] == UtteranceHeard(1, WORDS)


def test_a_transcript_that_comes_after_the_reply_belongs_to_its_turn() -> None:
    model = Model("A mountain.", "And a sea.")
    with service_talk(WORDS, "And then?", reply=model, sink=NullSink()) as talk:
        talk.embedded.faults.add("realtime", HoldTranscription(seconds=0.2))
        talk.say()
        talk.exchanges(1)
        talk.say()
        first, second = talk.exchanges(2)

    assert (first.transcript, second.transcript) == (WORDS, "And then?")
    assert (first.reply, second.reply) == ("A mountain.", "And a sea.")
    assert first.latency.transcript_seconds is not None
    assert first.latency.completion_seconds is not None
    assert first.latency.transcript_seconds > first.latency.completion_seconds
    assert model.seen[1] == [WORDS, "A mountain.", "And then?"]
    assert UtteranceHeard(1, WORDS) in talk.events.events


def test_what_could_not_be_written_down_is_answered_and_kept_as_sound() -> None:
    with service_talk(WORDS, reply="A mountain.", sink=NullSink()) as talk:
        talk.embedded.faults.add("realtime", FailTranscription(message="No transcriber."))
        talk.say()
        (exchange,) = talk.exchanges(1)

    assert (exchange.transcript, exchange.reply, exchange.outcome) == ("", "A mountain.", "completed")
    assert exchange.heard is not None
    assert "No transcriber." in talk.wait_notice("no-transcript").message


def test_a_transcript_that_never_comes_is_not_waited_for_longer_than_recognition_may_take() -> None:
    with service_talk(
        WORDS, reply="A mountain.", timeouts=Timeouts(recognition_seconds=0.2), sink=NullSink()
    ) as talk:
        talk.embedded.faults.add("realtime", HoldTranscription(seconds=30.0))
        talk.say()
        (exchange,) = talk.exchanges(1)

    assert (exchange.transcript, exchange.outcome) == ("", "completed")
    assert talk.notices == ["no-transcript"]


def test_words_over_a_reply_cut_it_and_the_model_knows_what_was_heard(engine: str) -> None:
    model = Model(LONG, "Then the sea.")
    sink = TimedSink()
    with service_talk(WORDS, NO_BACKCHANNEL, engine=engine, reply=model, sink=sink) as talk:
        talk.say()
        talk.say_over_the_reply()
        first, second = talk.exchanges(2)

    assert (first.outcome, second.outcome) == ("interrupted", "completed")
    assert first.heard_text is not None
    assert LONG.startswith(first.heard_text.rstrip(",."))
    assert second.reply == "Then the sea."
    assert talk.notices == ["barge-in"]
    assert sink.written_after_flush == 0
    assert WORDS in model.seen[1]
    assert LONG not in model.seen[1]


def test_a_reply_is_silent_as_soon_as_somebody_speaks_over_it() -> None:
    sink = TimedSink()
    with service_talk(WORDS, sink=sink) as talk:
        talk.say()
        talk.say_over_the_reply((silence(0.1) + speech(0.4)).to_pcm())  # whose end is not known yet
        talk.wait_notice("barge-in")
        assert len(sink.flushed_at) == 1


def test_a_reply_ends_at_once_where_no_interruption_is_false() -> None:
    with service_talk(WORDS, false_interruption_seconds=None) as talk:
        talk.say()
        talk.say_over_the_reply((silence(0.1) + speech(0.4)).to_pcm())
        (exchange,) = talk.exchanges(1)

    assert exchange.outcome == "interrupted"


@pytest.mark.parametrize("heard", ["Uh-huh.", ""])
def test_a_reply_goes_on_after_a_backchannel_and_after_a_noise(heard: str) -> None:
    model = Model(LONG, "Then the sea.")
    with service_talk(WORDS, heard, "And then?", reply=model) as talk:
        talk.say()
        talk.say_over_the_reply()
        first = talk.exchanges(1)[0]
        talk.say()
        last = talk.exchanges(2 if heard else 3)[-1]

    assert (first.outcome, first.heard_text) == ("completed", None)
    assert talk.notices == ["barge-in", *(["backchannel"] if heard else []), "false-interruption"]
    assert (last.turn, last.transcript, last.reply) == (2 if heard else 3, "And then?", "Then the sea.")
    assert model.seen[1] == [WORDS, LONG, "And then?"]


def test_a_noise_that_nothing_is_said_over_is_no_turn() -> None:
    with service_talk(WORDS, script={"first_token_seconds": 0.3}) as talk:
        talk.embedded.faults.add("realtime", AnswerNoMatch())
        talk.say()
        (exchange,) = talk.exchanges(1)

    assert exchange.outcome == "no-match"
    assert TurnWithdrawn(1) in talk.events.events


def test_what_is_said_while_the_model_thinks_takes_the_place_of_its_reply() -> None:
    model = Model("Never heard.", "And a sea.")
    script = {"first_token_seconds": 0.6}
    with service_talk(WORDS, "And then?", reply=model, sink=NullSink(), script=script) as talk:
        talk.say()
        talk.events.wait_state("thinking")
        talk.say()
        first, second = talk.exchanges(2)

    assert (first.transcript, first.outcome, first.heard_text) == (WORDS, "interrupted", "")
    assert (second.transcript, second.reply) == ("And then?", "And a sea.")
    assert talk.notices == ["barge-in"]
    assert model.seen[1] == [WORDS, "And then?"]


def test_the_replys_own_echo_is_no_turn() -> None:
    with service_talk(WORDS, "one mountain follows", sink=TimedSink("cancelled")) as talk:
        talk.say()
        talk.say_over_the_reply()
        (exchange,) = talk.exchanges(1)
        talk.source.end()
        talk.events.wait(lambda events: SessionEnded("end-of-input") in events)

    assert exchange.outcome == "completed"
    assert len(talk.session.log) == 1
    assert talk.notices == ["barge-in", "possible-echo", "false-interruption"]


def test_without_barge_in_what_is_said_over_a_reply_is_answered_after_it() -> None:
    with service_talk(WORDS, "And then?", reply=("A mountain.", "A sea."), barge_in=False) as talk:
        talk.say()
        talk.say_over_the_reply()
        first, second = talk.exchanges(2)

    assert (first.outcome, first.reply) == ("completed", "A mountain.")
    assert (second.transcript, second.reply) == ("And then?", "A sea.")


def test_the_stop_phrase_ends_the_talk_and_no_reply_to_it_is_logged() -> None:
    with service_talk(WORDS, "Stop.") as talk:
        talk.say()
        talk.say_over_the_reply()
        talk.events.wait(lambda events: SessionEnded("stop-phrase") in events)
        exchanges = list(talk.session.log.exchanges())

    assert [(each.transcript, each.outcome) for each in exchanges] == [(WORDS, "interrupted")]


def test_the_stop_phrase_alone_leaves_no_row() -> None:
    with service_talk("Stop.", "Stop.") as talk:
        talk.embedded.faults.add("realtime", HoldTranscription())
        talk.say()
        talk.events.wait(lambda events: SessionEnded("stop-phrase") in events)

    assert len(talk.session.log) == 0


def test_the_end_of_the_source_ends_what_is_being_said() -> None:
    with service_talk(WORDS, reply="A mountain.", sink=NullSink()) as talk:
        talk.say((silence(0.1) + speech(0.5)).to_pcm())
        talk.source.end()
        talk.events.wait(lambda events: SessionEnded("end-of-input") in events)
        (exchange,) = talk.session.log.exchanges()

    assert (exchange.transcript, exchange.reply) == (WORDS, "A mountain.")


def test_what_is_said_on_and_on_shows_as_soon_as_its_words_are_known() -> None:
    with service_talk(WORDS, NO_BACKCHANNEL) as talk:
        talk.say()
        talk.say_over_the_reply(SAID)
        talk.exchanges(1)

    shown = [event.text for event in talk.events.of(HypothesisHeard) if isinstance(event, HypothesisHeard)]
    assert "No, what" in shown


def test_a_transcript_that_is_lost_with_its_connection_is_not_waited_for() -> None:
    with service_talk(WORDS, reply="A mountain.", sink=NullSink()) as talk:
        talk.embedded.faults.add("realtime", Drop(before="conversation.item.input_audio_transcription.delta"))
        talk.say()
        talk.events.wait_exchanges(1, seconds=5.0)
        (exchange,) = talk.exchanges(1)

    assert (exchange.transcript, exchange.outcome) == ("", "completed")
    assert "no-transcript" in talk.notices


def test_a_transcript_comes_to_its_turn_also_where_another_engine_listens_by_now() -> None:
    with service_talk(WORDS, reply="A mountain.", sink=NullSink()) as talk:
        talk.embedded.faults.add("realtime", HoldTranscription(seconds=0.5))
        talk.say()
        talk.events.wait_state("speaking")
        talk.session.settings = talk.session.settings.replace(engine="voice-live")
        talk.events.wait_exchanges(1, seconds=5.0)
        (exchange,) = talk.exchanges(1)

    assert (exchange.transcript, exchange.settings.engine) == (WORDS, "realtime")
    assert talk.notices == []


def test_words_that_come_when_the_reply_has_gone_on_cut_it_all_the_same() -> None:
    replies = (LONG * 3, "A sea.")
    with service_talk(WORDS, NO_BACKCHANNEL, reply=replies, false_interruption_seconds=0.2) as talk:
        talk.say()
        talk.events.wait_state("speaking")
        talk.embedded.faults.add("realtime", HoldTranscription(seconds=0.6))
        talk.say()
        talk.wait_notice("false-interruption")
        first, second = talk.exchanges(2)

    assert (first.outcome, second.outcome) == ("interrupted", "completed")
    assert second.transcript == NO_BACKCHANNEL
