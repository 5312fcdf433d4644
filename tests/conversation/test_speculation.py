from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable
from typing import Any

import pytest

from voicelab import Audio, Exchange, Session, Settings
from voicelab.audio.sinks import NullSink
from voicelab.audio.sources import RecordedSource
from voicelab.completion.completer import Completer
from voicelab.completion.messages import Delta
from voicelab.conversation.speculation import Speculation, Speculator
from voicelab.events import Event, ReplyDelta, UtteranceHeard
from voicelab.testing import EmbeddedServices, Refuse, ScriptedEngines, embedded_services, silence, speech

# Four words at 0.2 s of speech each: the last hypothesis comes before the end of 0.9 s of speech.
WORDS = "What is the time?"
SPOKEN = silence(seconds=0.2) + speech(seconds=0.9) + silence(seconds=1.5)


class FirstSample(NullSink):
    """Notes when it is given sound."""

    def __init__(self) -> None:
        self.at: list[float] = []

    async def write(self, pcm: bytes) -> None:
        self.at.append(time.monotonic())


def script(**changes: Any) -> ScriptedEngines:
    usual: dict[str, Any] = {"transcripts": [WORDS], "hypothesis_seconds": 0.2, "reply": ["One.", "Two."]}
    return ScriptedEngines(**(usual | changes))


def converse(
    embedded: EmbeddedServices,
    sound: Audio = SPOKEN,
    sink: NullSink | None = None,
    on_event: Callable[[Event], None] | None = None,
    **settings: Any,
) -> list[Exchange]:
    changes = {"speculate": True} | settings
    with Session(services=embedded.services, log=False, **changes) as session:
        if on_event is not None:
            session.subscribe(on_event)
        session.talk(RecordedSource(sound), sink)
        return list(session.log.exchanges())


def changing(transcripts: list[str]) -> Callable[[Audio], str]:
    """Hear one thing in the hypotheses and another at the end."""

    def text(heard: Audio) -> str:
        final = heard.samples[-800:].std() < 1.0
        return transcripts[-1] if final else transcripts[0]

    return text


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
    # 1.0 s of silence ends the utterance; after 0.25 s of it the reply is begun.
    assert heard[0] - heard[1] > 0.3


def begun_after(*, hypothesis_at: float) -> float:
    """Return after how much silence a reply is begun, the hypothesis having come so far into it."""
    begun: list[str] = []

    def begin(text: str, settings: Settings, language: str | None) -> None:
        begun.append(text)

    speculator, settings, piece = Speculator(begin), Settings(), 0.01
    speculator.feed(speech(seconds=0.5).to_pcm(), settings)
    if hypothesis_at < 0:
        speculator.set_hypothesis(WORDS)
        speculator.feed(speech(seconds=0.1).to_pcm(), settings)
    for count in range(1, 100):
        if hypothesis_at >= 0 and count == round(hypothesis_at / piece) + 1:
            speculator.set_hypothesis(WORDS)
        speculator.feed(silence(seconds=piece).to_pcm(), settings)
        if begun:
            return count * piece
    raise AssertionError("no reply was begun")


@pytest.mark.parametrize(
    ("hypothesis_at", "begun_at"), [(-0.1, 0.25), (0.0, 0.25), (0.05, 0.1), (0.2, 0.2), (0.4, 0.4)]
)
def test_a_hypothesis_from_before_the_silence_is_believed_later(
    hypothesis_at: float, begun_at: float
) -> None:
    assert begun_after(hypothesis_at=hypothesis_at) == pytest.approx(begun_at, abs=0.02)


def test_a_reply_to_other_words_is_thrown_away_and_paid_for() -> None:
    other = changing(["What is the rhyme", "What is the time?"])
    with embedded_services(script(transcripts=other)) as embedded:
        exchange, *_ = converse(embedded)
        asked = [request["messages"][-1]["content"] for request in embedded.request_log.chat_requests]
    assert asked == ["what is the rhyme", "What is the time?"]
    assert (exchange.transcript, exchange.reply) == ("What is the time?", "Two.")
    assert exchange.usage.discarded_completions == 1
    assert exchange.usage.discarded_tokens == 1


async def test_a_reply_that_never_went_out_costs_nothing() -> None:
    with embedded_services(script()) as embedded:
        completer = Completer(embedded.services.completion)

        def begin(text: str, settings: Settings, language: str | None) -> Speculation:
            return Speculation(text, [{"role": "user", "content": text}], settings, completer.stream)

        speculator, settings = Speculator(begin), Settings()
        speculator.feed(speech(seconds=0.5).to_pcm(), settings)
        speculator.set_hypothesis(WORDS)
        speculator.feed(silence(seconds=0.5).to_pcm(), settings)
        speculator.set_hypothesis("Something else")
        await completer.close()
        assert embedded.request_log.chat_requests == []
    assert speculator.pop_costs() == (0, 0)


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


def test_a_reply_that_fails_ahead_is_asked_for_anew() -> None:
    with embedded_services(script()) as embedded:
        embedded.faults.add("completion", Refuse(status=400))
        exchange, *_ = converse(embedded)
    assert (exchange.outcome, exchange.reply) == ("completed", "One.")


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
        exchange, *_ = converse(embedded, pieces + silence(seconds=1.5))
        assert len(embedded.request_log.chat_requests) <= 4
    assert exchange.usage.discarded_completions is not None


async def test_a_reply_that_breaks_ahead_says_so_and_keeps_nobody_waiting() -> None:
    async def broken(*_: object, **__: object) -> AsyncGenerator[Delta, None]:
        yield Delta("One")
        raise ConnectionResetError("gone")

    speculation = Speculation(WORDS, [{"role": "user", "content": WORDS}], Settings(), broken)
    with pytest.raises(ConnectionResetError):
        [item async for item in speculation.items()]


def test_a_reply_begun_ahead_is_kept_where_the_language_is_identified() -> None:
    with embedded_services(script(heard_language="de-DE")) as embedded:
        exchange, *_ = converse(embedded, language=("en-US", "de-DE"))
        (request,) = embedded.request_log.chat_requests
    assert "The user speaks German now" in request["messages"][0]["content"]
    assert (exchange.detected_language, exchange.reply) == ("de-DE", "One.")
    assert exchange.usage.discarded_completions is None


def test_a_reply_is_begun_ahead_in_the_language_of_its_hypothesis() -> None:
    begun: list[str | None] = []

    def begin(text: str, settings: Settings, language: str | None) -> None:
        begun.append(language)

    speculator, settings = Speculator(begin), Settings(language=("en-US", "de-DE"))
    speculator.feed(speech(seconds=0.5).to_pcm(), settings)
    speculator.set_hypothesis(WORDS, "de-DE")
    for _ in range(40):
        speculator.feed(silence(seconds=0.01).to_pcm(), settings)
    assert begun == ["de-DE"]
