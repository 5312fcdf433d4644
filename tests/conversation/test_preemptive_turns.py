from __future__ import annotations

import asyncio
import threading
import time
from functools import partial
from typing import Any

import pytest

from tests.conversation import live_talks
from tests.conversation.live_talks import WORDS, changing, script
from tests.conversation.unused_log import UnusedLog
from voicelab import Session, Settings
from voicelab.audio.sinks import NullSink
from voicelab.audio.sources import RecordedSource
from voicelab.conversation.context import SessionContext
from voicelab.conversation.preemptive_turns import PreemptiveTurns
from voicelab.conversation.turn_input import TurnInput
from voicelab.conversation.turn_maker import TurnMaker
from voicelab.conversation.turn_runner import TurnRunner
from voicelab.conversation.turn_taking_costs import TurnTakingCosts
from voicelab.events import Event, ReplyDelta, UtteranceHeard
from voicelab.log.session_log import SessionLog
from voicelab.recognition.recognizer import Hypothesis
from voicelab.services.timeouts import Timeouts
from voicelab.testing import FilterPrompt, Refuse, embedded_services, silence, speech

SPOKEN = silence(seconds=0.2) + speech(seconds=0.9) + silence(seconds=1.5)


class FirstSample(NullSink):
    """Notes when it is given sound."""

    def __init__(self) -> None:
        self.at: list[float] = []

    async def write(self, pcm: bytes) -> None:
        self.at.append(time.monotonic())


converse = partial(live_talks.converse, sound=SPOKEN, speculate=True)


def predicted(text: str) -> TurnInput:
    return TurnInput.predicted(Hypothesis(text))


def test_a_reply_begun_ahead_is_kept_where_the_transcript_agrees() -> None:
    with embedded_services(script()) as embedded:
        exchange, *_ = converse(embedded)
        assert len(embedded.request_log.chat_requests) == 1
    assert (exchange.transcript, exchange.reply) == (WORDS, "One.")
    assert exchange.usage.discarded_completions is None
    assert exchange.spoken is not None


def test_a_reply_begun_ahead_is_sooner_heard() -> None:
    heard = []
    for speculate in (False, True):
        with embedded_services(script(first_token_seconds=0.4)) as embedded:
            exchange, *_ = converse(embedded, speculate=speculate, end_silence_seconds=1.0)
        assert exchange.latency.first_audio_seconds is not None
        heard.append(exchange.latency.first_audio_seconds)
    # 1.0 s of silence ends the utterance; after 0.1 s of it the reply is begun.
    assert heard[0] - heard[1] > 0.3


def test_the_first_sound_is_there_when_the_transcript_agrees() -> None:
    with embedded_services(script(first_token_seconds=0.1, first_audio_seconds=0.5)) as embedded:
        exchange, *_ = converse(embedded, end_silence_seconds=1.5)
    latency = exchange.latency
    assert latency.first_audio_seconds is not None
    assert latency.transcript_seconds is not None
    assert latency.first_audio_seconds - latency.transcript_seconds < 0.5
    assert latency.voice_seconds is not None
    assert latency.voice_seconds >= 0.5


def test_a_reply_that_is_thrown_away_costs_what_its_voice_was_given() -> None:
    other = changing("What is the rhyme", WORDS)
    with embedded_services(script(transcripts=other)) as embedded:
        exchange, *_ = converse(embedded, end_silence_seconds=1.0)
    assert exchange.usage.discarded_characters == len("One.")


def test_a_reply_to_other_words_is_thrown_away_and_paid_for() -> None:
    other = changing("What is the rhyme", WORDS)
    with embedded_services(script(transcripts=other)) as embedded:
        exchange, *_ = converse(embedded)
        asked = [request["messages"][-1]["content"] for request in embedded.request_log.chat_requests]
    assert asked == ["what is the rhyme", "What is the time?"]
    assert (exchange.transcript, exchange.reply) == ("What is the time?", "Two.")
    assert exchange.usage.discarded_completions == 1
    assert exchange.usage.discarded_tokens == 1


async def test_a_reply_that_never_went_out_costs_nothing() -> None:
    with embedded_services(script()) as embedded:
        context = SessionContext("s", embedded.services, UnusedLog(), Timeouts(), Settings())
        maker, costs = TurnMaker(context), TurnTakingCosts()
        preemptive = PreemptiveTurns(maker, costs)
        await preemptive.begin(predicted(WORDS), Settings(), NullSink())
        await preemptive.aclose()
        await maker.close()
        assert embedded.request_log.chat_requests == []
    assert costs == TurnTakingCosts()


def test_nothing_is_shown_or_heard_before_the_transcript_agrees() -> None:
    events: list[tuple[float, Event]] = []
    sink = FirstSample()
    with embedded_services(script()) as embedded:
        converse(embedded, sink=sink, on_event=lambda event: events.append((time.monotonic(), event)))
    known = next(at for at, event in events if isinstance(event, UtteranceHeard))
    deltas = [at for at, event in events if isinstance(event, ReplyDelta)]
    assert deltas
    assert min(deltas) >= known
    assert sink.at
    assert sink.at[0] >= known


def test_a_reply_that_fails_ahead_in_passing_is_asked_for_anew() -> None:
    with embedded_services(script()) as embedded:
        embedded.faults.add("completion", Refuse(status=503, times=3))
        exchange, *_ = converse(embedded, sound=SPOKEN + silence(seconds=3.0), end_silence_seconds=4.0)
    assert (exchange.outcome, exchange.reply) == ("completed", "One.")


def test_a_prompt_that_the_filter_stops_is_not_sent_again() -> None:
    with embedded_services(script()) as embedded:
        embedded.faults.add("completion", FilterPrompt(times=2))
        exchange, *_ = converse(embedded)
        assert len(embedded.request_log.chat_requests) == 1
    assert (exchange.outcome, exchange.error_code) == ("filtered", "content-filter")


@pytest.mark.parametrize("settings", [{"speculate": False}, {"stop_phrase": "what is the time"}])
def test_nothing_is_begun_ahead_where_it_is_off_or_the_words_end_the_conversation(
    settings: dict[str, Any],
) -> None:
    asked: list[int] = []
    with embedded_services(script(reply="One.")) as embedded:

        def count(event: Event) -> None:
            if isinstance(event, UtteranceHeard):
                asked.append(len(embedded.request_log.chat_requests))

        converse(embedded, on_event=count, **settings)
        assert asked in ([0], [])
        assert len(embedded.request_log.chat_requests) == len(asked)


def test_an_unfinished_thought_costs_three_replies_at_most() -> None:
    pieces = silence(seconds=0.2)
    for _ in range(6):
        pieces = pieces + speech(seconds=0.4) + silence(seconds=0.3)
    with embedded_services(script(transcripts=["a b c d e f g h i j k l m n"])) as embedded:
        exchange, *_ = converse(embedded, sound=pieces + silence(seconds=1.5))
        assert len(embedded.request_log.chat_requests) <= 4
    assert exchange.usage.discarded_completions is not None


def test_a_reply_begun_ahead_is_kept_where_the_language_is_identified() -> None:
    with embedded_services(script(heard_language="de-DE")) as embedded:
        exchange, *_ = converse(embedded, language=("en-US", "de-DE"))
        (request,) = embedded.request_log.chat_requests
    assert "The user speaks German now" in request["messages"][0]["content"]
    assert (exchange.detected_language, exchange.reply) == ("de-DE", "One.")
    assert exchange.usage.discarded_completions is None


async def test_who_interrupts_while_a_reply_begun_ahead_is_being_thrown_away_is_heeded() -> None:
    interrupted: list[asyncio.Task[bool]] = []
    with embedded_services(script()) as embedded, SessionLog(None) as log:
        context = SessionContext("s", embedded.services, log, Timeouts(), Settings())
        turns, sink = TurnRunner(context), NullSink()

        def interrupt(event: Event) -> None:
            if isinstance(event, UtteranceHeard):
                interrupted.append(asyncio.ensure_future(turns.interrupt()))

        context.subscribe(interrupt)
        await turns.preemptive.begin(predicted("What is the rhyme"), Settings(), sink)
        exchange = await turns.answer(WORDS, Settings(), sink)
        await turns.close()
        assert len(embedded.request_log.chat_requests) <= 1
    assert [await each for each in interrupted] == [True]
    assert (exchange.outcome, exchange.heard_text) == ("interrupted", "")


def test_a_reply_thrown_away_at_the_end_of_a_conversation_is_paid_for_with_its_last_exchange() -> None:
    is_begun = threading.Event()

    def reply(messages: list[dict[str, str]]) -> str:
        if messages[-1]["content"] != "Hello.":
            is_begun.set()
        return "One."

    with (
        embedded_services(script(reply=reply)) as embedded,
        Session(services=embedded.services, log=False, speculate=True, end_silence_seconds=5.0) as session,
    ):
        session.ask("Hello.")
        session.start(RecordedSource(SPOKEN + silence(seconds=10.0)))
        assert is_begun.wait(10.0)
        session.stop().wait()
        (exchange,) = session.log.exchanges()
    assert (exchange.transcript, exchange.usage.discarded_completions) == ("Hello.", 1)


def test_a_reply_to_words_that_come_to_nothing_is_paid_for_with_their_own_row() -> None:
    with (
        embedded_services(script(transcripts=changing(WORDS, ""))) as embedded,
        Session(services=embedded.services, log=False, speculate=True) as session,
    ):
        session.talk(RecordedSource(SPOKEN))
        (exchange,) = session.log.exchanges()
    assert (exchange.outcome, exchange.usage.discarded_completions) == ("no-match", 1)
