"""Live conversations whose turns end by what was said: at once where the user is done, and not before."""

from __future__ import annotations

from functools import partial

import pytest

from tests.conversation import live_talks
from tests.conversation.event_recorder import EventRecorder
from tests.conversation.live_talks import WORDS, changing, script
from tests.players import TimedSink
from voicelab import Audio, Session
from voicelab.audio.sources import PushSource, RecordedSource
from voicelab.conversation import turn_taker
from voicelab.events import (
    EndOfTurnJudged,
    Event,
    HypothesisHeard,
    Notice,
    TurnWithdrawn,
    UtteranceHeard,
    UtteranceWaiting,
)
from voicelab.testing import (
    Delay,
    Hang,
    embedded_services,
    silence,
    speech,
)

BEGINNING, REST = "I would like to", "go home now."
LEAD = silence(seconds=0.2)
SPOKEN = LEAD + speech(seconds=0.9) + silence(seconds=2.5)
"""Four words at 0.2 s of speech each."""
PAUSING = LEAD + speech(seconds=0.9) + silence(seconds=0.8) + speech(seconds=0.7) + silence(seconds=2.5)
DONE, MORE = "@ ", "&"


converse = partial(live_talks.converse, sound=SPOKEN, end_of_turn="words")


def is_whole(text: str) -> float:
    """Find sentences of the tests over that have all their words."""
    return float(text.lower().rstrip(".?").endswith(("time", "now")))


def test_the_reply_sounds_ahead_of_the_final_transcript_which_is_logged() -> None:
    with embedded_services(script(end_of_turn=1.0)) as embedded:
        (exchange,) = converse(embedded, end_silence_seconds=1.5)
    latency = exchange.latency
    assert latency.first_audio_seconds is not None
    assert latency.transcript_seconds is not None
    assert latency.end_of_turn_seconds is not None
    assert latency.end_of_turn_seconds < latency.first_audio_seconds < latency.transcript_seconds
    assert (exchange.transcript, exchange.reply) == (WORDS, "One.")
    assert exchange.heard is not None
    assert (exchange.usage.predicted_ends, exchange.usage.mistaken_ends) == (1, None)


def test_a_reply_that_sounds_before_the_user_is_done_has_cut_in_and_no_latency() -> None:
    with embedded_services(script(end_of_turn=1.0)) as embedded:
        (exchange,) = converse(embedded, sound=PAUSING, end_silence_seconds=1.0)
    assert exchange.transcript == WORDS
    assert exchange.latency.heard_seconds is None
    assert exchange.cut_in


def test_who_is_not_done_is_waited_for_and_heard_as_one() -> None:
    pausing = script(transcripts=[BEGINNING, REST], end_of_turn=is_whole)
    with embedded_services(pausing) as embedded:
        (exchange,) = converse(embedded, sound=PAUSING, end_silence_seconds=0.4)
        assert len(embedded.request_log.chat_requests) == 1
    assert exchange.transcript == f"{BEGINNING} {REST}"
    assert exchange.heard is not None
    assert 2.7 < exchange.heard.duration_seconds < 3.0  # the pause included


def test_who_looks_for_a_word_goes_on_whatever_the_detector_says() -> None:
    looking = script(transcripts=["I would like, um", REST], end_of_turn=lambda words: 1.0)
    with embedded_services(looking) as embedded:
        (exchange,) = converse(embedded, sound=PAUSING)
    assert exchange.transcript == f"I would like, um {REST}"


def test_who_says_no_more_is_answered_after_the_longest_pause() -> None:
    with embedded_services(script(transcripts=[BEGINNING], end_of_turn=0.0)) as embedded:
        (exchange,) = converse(embedded, end_silence_seconds=0.3, longest_pause_seconds=1.0)
    assert exchange.transcript == BEGINNING
    assert exchange.latency.end_of_turn_seconds is not None
    assert 0.9 < exchange.latency.end_of_turn_seconds < 2.5
    assert exchange.usage.predicted_ends is None


def test_a_turn_is_withdrawn_when_the_user_goes_on() -> None:
    events: list[Event] = []
    transcript = "What is the time in the city of Rome?"
    sound = LEAD + speech(seconds=0.9) + silence(seconds=0.5) + speech(seconds=1.0) + silence(seconds=2.5)
    with embedded_services(script(transcripts=[transcript], end_of_turn=1.0)) as embedded:
        (exchange,) = converse(embedded, sound=sound, on_event=events.append, end_silence_seconds=1.0)
    assert (exchange.turn, exchange.transcript, exchange.outcome) == (1, transcript, "completed")
    assert TurnWithdrawn(1) in events
    usage = exchange.usage
    assert (usage.mistaken_ends, usage.discarded_completions) == (1, 1)
    assert usage.discarded_tokens is not None


def test_a_transcript_with_other_words_takes_the_place_of_the_prediction() -> None:
    other = changing("What is the rhyme", WORDS)
    with embedded_services(script(transcripts=other, end_of_turn=1.0)) as embedded:
        (exchange,) = converse(embedded)
        asked = [request["messages"][-1]["content"] for request in embedded.request_log.chat_requests]
    assert asked == ["what is the rhyme", WORDS]
    assert (exchange.turn, exchange.transcript, exchange.reply) == (1, WORDS, "Two.")
    assert exchange.usage.mistaken_ends == 1


def test_the_model_says_itself_that_the_user_is_done() -> None:
    with embedded_services(script(reply=[f"{DONE}One.", "Two."])) as embedded:
        (exchange,) = converse(embedded, end_of_turn="model", end_silence_seconds=1.5)
        assert len(embedded.request_log.chat_requests) == 1
    assert exchange.reply == "One."
    assert exchange.latency.first_audio_seconds is not None
    assert exchange.latency.transcript_seconds is not None
    assert exchange.latency.first_audio_seconds < exchange.latency.transcript_seconds


def test_the_model_says_itself_that_more_will_come() -> None:
    def reply(messages: list[dict[str, str]]) -> str:
        return f"{DONE}Bye." if is_whole(messages[-1]["content"]) else MORE

    with embedded_services(script(transcripts=[BEGINNING, REST], reply=reply)) as embedded:
        (exchange,) = converse(embedded, sound=PAUSING, end_of_turn="model", end_silence_seconds=0.4)
    assert (exchange.transcript, exchange.reply) == (f"{BEGINNING} {REST}", "Bye.")
    assert exchange.usage.discarded_completions is not None


def test_silence_decides_where_the_model_gives_no_mark() -> None:
    with embedded_services(script(reply="One.")) as embedded:
        (exchange,) = converse(embedded, end_of_turn="model", end_silence_seconds=0.8)
    assert (exchange.transcript, exchange.reply) == (WORDS, "One.")
    assert exchange.latency.transcript_seconds is not None
    assert exchange.latency.first_audio_seconds is not None
    assert exchange.latency.first_audio_seconds >= exchange.latency.transcript_seconds


def test_silence_decides_where_the_detector_fails_which_is_told_once() -> None:
    events: list[Event] = []
    with embedded_services(script()) as embedded:  # whose script has no detector
        (exchange,) = converse(embedded, on_event=events.append)
    assert (exchange.transcript, exchange.reply) == (WORDS, "One.")
    notices = [event for event in events if isinstance(event, Notice)]
    assert [notice.code for notice in notices] == ["end-of-turn-unknown"]


def test_a_reply_is_begun_while_the_detector_is_asked() -> None:
    with embedded_services(script(end_of_turn=1.0, first_token_seconds=0.4)) as embedded:
        (exchange,) = converse(embedded, speculate=True, end_silence_seconds=1.5)
        assert len(embedded.request_log.chat_requests) == 1
    assert exchange.reply == "One."
    assert exchange.usage.discarded_completions is None


def test_a_predicted_turn_that_is_stopped_leaves_its_row() -> None:
    with (
        embedded_services(script(end_of_turn=1.0, reply="One. " * 60)) as embedded,
        Session(
            services=embedded.services, log=False, end_of_turn="words", end_silence_seconds=5.0
        ) as session,
    ):
        recorder = EventRecorder(session)
        session.start(RecordedSource(SPOKEN + silence(seconds=20.0)), TimedSink("none"))
        recorder.wait_state("speaking")
        session.stop().wait()
        (exchange,) = session.log.exchanges()
    assert (exchange.outcome, exchange.transcript) == ("interrupted", "what is the time")
    assert not recorder.of(TurnWithdrawn)


def test_what_was_said_is_answered_when_the_source_ends_in_a_pause() -> None:
    with embedded_services(script(transcripts=[BEGINNING], end_of_turn=0.0)) as embedded:
        sound = LEAD + speech(seconds=0.9) + silence(seconds=0.6)
        (exchange,) = converse(embedded, sound=sound, end_silence_seconds=0.3, longest_pause_seconds=30.0)
    assert (exchange.transcript, exchange.outcome) == (BEGINNING, "completed")


def test_what_was_said_and_waits_for_more_is_dropped_with_a_row_when_all_is_stopped() -> None:
    with (
        embedded_services(script(transcripts=[BEGINNING], end_of_turn=0.0)) as embedded,
        Session(
            services=embedded.services, log=False, end_of_turn="words", end_silence_seconds=0.3
        ) as session,
    ):
        recorder = EventRecorder(session)
        session.start(RecordedSource(SPOKEN + silence(seconds=20.0)))
        recorder.wait(lambda events: HypothesisHeard(BEGINNING) in events)  # with its capitals: the final one
        session.stop().wait()
        exchanges = list(session.log.exchanges())
    assert [(each.outcome, each.transcript) for each in exchanges] == [("dropped", BEGINNING)]
    assert exchanges[0].latency.end_of_turn_seconds is None


def test_the_release_of_a_talk_key_ends_a_turn_whatever_the_detector_says() -> None:
    with (
        embedded_services(script(transcripts=[BEGINNING], end_of_turn=0.0)) as embedded,
        Session(services=embedded.services, log=False, end_of_turn="words") as session,
    ):
        recorder = EventRecorder(session)
        source = PushSource()
        session.start(source)
        source.begin_turn()
        source.push(speech(seconds=0.9).to_pcm())
        source.end_turn()
        recorder.wait_exchanges(1)
        source.end()
    assert not recorder.of(EndOfTurnJudged)


def test_the_transcript_is_shown_again_when_it_is_final() -> None:
    events: list[Event] = []
    with embedded_services(script(end_of_turn=1.0)) as embedded:
        converse(embedded, on_event=events.append)
    heard = [event for event in events if isinstance(event, UtteranceHeard)]
    assert heard == [UtteranceHeard(1, "what is the time", False), UtteranceHeard(1, WORDS)]


def test_a_transcript_that_does_not_come_is_not_waited_for_without_end() -> None:
    with (
        embedded_services(script(end_of_turn=1.0)) as embedded,
        Session(
            services=embedded.services, log=False, end_of_turn="words", end_silence_seconds=0.2
        ) as session,
    ):
        embedded.faults.add("recognition", Hang(before="speech.phrase"))
        recorder = EventRecorder(session)
        session.start(RecordedSource(SPOKEN + silence(seconds=10.0)))
        recorder.wait_exchanges(1)
        session.stop().wait()
        exchange, *_ = session.log.exchanges()
    assert (exchange.transcript, exchange.outcome) == ("what is the time", "completed")


def test_a_verdict_that_comes_soon_after_the_final_transcript_still_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turn_taker, "_DETECTOR_SECONDS", 5.0)  # soon, on a busy machine
    with embedded_services(script(end_of_turn=1.0)) as embedded:
        embedded.faults.add("end-of-turn", Delay(seconds=1.4, times=2))  # the model is loaded ahead
        (exchange,) = converse(embedded, end_silence_seconds=0.2)
    latency = exchange.latency
    assert latency.transcript_seconds is not None
    assert latency.end_of_turn_seconds is not None
    assert latency.transcript_seconds < latency.end_of_turn_seconds
    assert latency.end_of_turn_seconds > 1.0


def test_a_cough_while_more_words_are_awaited_changes_nothing() -> None:
    coughing = script(transcripts=[BEGINNING, "", REST], end_of_turn=is_whole)
    sound = LEAD + speech(seconds=0.9) + silence(seconds=0.8) + speech(seconds=0.3) + silence(seconds=0.8)
    with embedded_services(coughing) as embedded:
        (exchange,) = converse(
            embedded, sound=sound + speech(seconds=0.7) + silence(seconds=2.5), end_silence_seconds=0.4
        )
    assert exchange.transcript == f"{BEGINNING} {REST}"


def test_a_final_transcript_that_writes_numbers_is_of_the_same_words() -> None:
    written = changing("I owe you five dollars", "I owe you $5.")
    five_words = LEAD + speech(seconds=1.1) + silence(seconds=2.0)
    with embedded_services(script(transcripts=written, end_of_turn=1.0)) as embedded:
        (exchange,) = converse(embedded, sound=five_words)
    assert (exchange.transcript, exchange.reply) == ("I owe you $5.", "One.")
    assert exchange.usage.mistaken_ends is None


def test_silence_decides_where_the_detector_is_not_sure() -> None:
    events: list[Event] = []
    with embedded_services(script(end_of_turn=0.2)) as embedded:
        (exchange,) = converse(embedded, on_event=events.append, end_silence_seconds=0.6)
    assert exchange.latency.end_of_turn_seconds is not None
    assert 0.5 < exchange.latency.end_of_turn_seconds < 2.5
    assert not [event for event in events if isinstance(event, EndOfTurnJudged | Notice)]


@pytest.mark.parametrize(("replies", "requests"), [([f"{DONE}One."], 1), ([MORE, "One."], 2)])
def test_a_model_that_is_slower_than_the_longest_pause_is_asked_once_more_only_if_it_says_so(
    replies: list[str], requests: int
) -> None:
    slow = script(reply=replies, first_token_seconds=1.6)
    with embedded_services(slow) as embedded:
        (exchange,) = converse(
            embedded, end_of_turn="model", end_silence_seconds=0.3, longest_pause_seconds=0.6
        )
        assert len(embedded.request_log.chat_requests) == requests
    assert (exchange.outcome, exchange.reply) == ("completed", "One.")


@pytest.mark.timed
def test_a_detector_that_hangs_keeps_nobody_waiting_for_long() -> None:
    events: list[Event] = []
    with embedded_services(script(end_of_turn=0.9)) as embedded:
        embedded.faults.add("end-of-turn", Delay(seconds=1.5, times=2))  # the model is loaded ahead
        (exchange,) = converse(embedded, on_event=events.append, end_silence_seconds=0.3)
    assert exchange.latency.end_of_turn_seconds is not None
    assert exchange.latency.end_of_turn_seconds < 1.5
    assert not [event for event in events if isinstance(event, EndOfTurnJudged)]


def test_who_goes_on_in_a_script_without_spaces_has_the_turn_withdrawn() -> None:
    events: list[Event] = []
    hypotheses = ["明天", "明天的天气怎么样"]

    def heard(audio: Audio) -> str:
        return hypotheses[audio.duration_seconds > 1.2]

    sound = LEAD + speech(seconds=0.5) + silence(seconds=0.4) + speech(seconds=0.8) + silence(seconds=2.0)
    with embedded_services(script(transcripts=heard, end_of_turn=1.0)) as embedded:
        (exchange,) = converse(
            embedded, sound=sound, on_event=events.append, end_silence_seconds=0.8, language="zh-CN"
        )
    assert TurnWithdrawn(1) in events
    assert exchange.transcript == hypotheses[1]


def test_a_prediction_that_waits_and_is_withdrawn_leaves_no_row_when_all_is_stopped() -> None:
    transcripts = ["Hello.", "set a timer for ten minutes"]
    with (
        embedded_services(script(transcripts=transcripts, end_of_turn=1.0, reply="One. " * 60)) as embedded,
        Session(
            services=embedded.services, log=False, end_of_turn="words", end_silence_seconds=0.8
        ) as session,
    ):
        recorder = EventRecorder(session)
        goes_on = speech(seconds=0.7) + silence(seconds=0.5) + speech(seconds=0.9) + silence(seconds=20.0)
        first = LEAD + speech(seconds=0.5) + silence(seconds=1.2)
        session.start(RecordedSource(first + goes_on), TimedSink("none"))
        recorder.wait(lambda events: TurnWithdrawn(2) in events)
        recorder.wait(lambda events: sum(isinstance(e, UtteranceWaiting) for e in events) >= 2)
        session.stop().wait()
        rows = [(each.turn, each.outcome) for each in session.log.exchanges()]
    assert rows == [(1, "interrupted"), (2, "dropped")]


def test_a_prediction_counts_with_its_own_turn_and_not_with_the_one_that_it_cuts_short() -> None:
    sound = LEAD + speech(seconds=0.5) + silence(seconds=1.2) + speech(seconds=0.9) + silence(seconds=2.0)
    replies = script(transcripts=["Hello.", WORDS], end_of_turn=1.0, reply=["One. " * 60, "Two."])
    with embedded_services(replies) as embedded:
        exchanges = converse(
            embedded, sound=sound, sink=TimedSink("none"), end_silence_seconds=0.8, barge_in=True
        )
    assert [(each.outcome, each.usage.predicted_ends) for each in exchanges] == [
        ("interrupted", 1),
        ("completed", 1),
    ]


def test_words_whose_transcript_is_late_are_answered_with_those_before() -> None:
    sound = LEAD + speech(seconds=0.9) + silence(seconds=3.4) + speech(seconds=0.7) + silence(seconds=4.0)
    late = script(transcripts=[BEGINNING, REST], end_of_turn=0.0, transcript_seconds=2.7)
    with embedded_services(late) as embedded:
        (exchange,) = converse(embedded, sound=sound, end_silence_seconds=0.3, longest_pause_seconds=8.0)
    assert exchange.transcript == f"{BEGINNING} {REST}"


def test_words_that_are_answered_ahead_of_their_transcript_wait_for_no_mark() -> None:
    sound = LEAD + speech(seconds=0.9) + silence(seconds=3.4) + speech(seconds=0.7) + silence(seconds=9.0)
    slow = script(
        transcripts=[BEGINNING, REST],
        reply=[MORE, f"{DONE}One.", "One."],
        transcript_seconds=2.7,
        first_token_seconds=2.6,
    )
    with embedded_services(slow) as embedded:
        exchanges = converse(
            embedded, sound=sound, end_of_turn="model", end_silence_seconds=0.3, longest_pause_seconds=8.0
        )
    assert [each.reply for each in exchanges] == ["One."]
    assert exchanges[0].transcript == f"{BEGINNING} {REST}"
