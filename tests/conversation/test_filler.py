"""Where a reply lets wait, a filler sounds first, which is no part of the reply."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tests.players import TimedSink
from voicelab import Exchange, Session
from voicelab.conversation.filler import earcon
from voicelab.testing import Delay, EmbeddedServices, ScriptedEngines, embedded_services

REPLY = "Well, hello."
TONE = earcon(24_000).to_pcm()


@pytest.fixture
def embedded() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(reply=REPLY)) as running:
        yield running


def ask_slowly(session: Session, embedded: EmbeddedServices, sink: TimedSink, seconds: float) -> Exchange:
    embedded.faults.add("completion", Delay(seconds=seconds))
    return session.ask("What is it?", sink=sink)


def test_a_tone_sounds_ahead_of_a_reply_that_lets_wait_and_is_no_part_of_it(
    embedded: EmbeddedServices,
) -> None:
    sink = TimedSink()
    with Session(services=embedded.services, log=False, filler="earcon", filler_seconds=0.2) as session:
        exchange = ask_slowly(session, embedded, sink, 0.6)

    assert exchange.spoken is not None
    assert sink.replies == [TONE, exchange.spoken.to_pcm()]
    assert (exchange.outcome, exchange.reply, exchange.spoken_text) == ("completed", REPLY, REPLY)
    assert exchange.latency.first_audio_seconds is not None
    assert exchange.latency.first_audio_seconds > 0.6
    assert exchange.usage.spoken_characters == len(REPLY)
    assert exchange.latency.filler_seconds is not None
    assert 0.2 <= exchange.latency.filler_seconds < exchange.latency.first_audio_seconds


def test_a_reply_in_time_has_no_filler(embedded: EmbeddedServices) -> None:
    sink = TimedSink()
    with Session(services=embedded.services, log=False, filler="earcon", filler_seconds=10.0) as session:
        exchange = ask_slowly(session, embedded, sink, 0.2)

    assert exchange.spoken is not None
    assert sink.replies == [exchange.spoken.to_pcm()]
    assert exchange.latency.filler_seconds is None


def test_the_reply_waits_for_the_end_of_a_filler(embedded: EmbeddedServices) -> None:
    sink = TimedSink()
    with Session(services=embedded.services, log=False, filler="earcon", filler_seconds=0.2) as session:
        exchange = ask_slowly(session, embedded, sink, 0.3)

    assert len(sink.replies[0]) == len(TONE)
    assert exchange.latency.first_audio_seconds is not None
    assert exchange.latency.first_audio_seconds >= 0.2 + 0.25
    assert sink.flushed_at == []


def test_words_are_spoken_once_by_the_voice_of_the_reply(embedded: EmbeddedServices) -> None:
    sink, words = TimedSink(), "One moment."
    with Session(services=embedded.services, log=False, filler=words, filler_seconds=0.5) as session:
        assert session.ask("What is it?").outcome == "completed"
        alike = session.preview(text=words).to_pcm()
        exchanges = [ask_slowly(session, embedded, sink, 0.9) for _ in range(2)]

    spoken = [exchange.spoken.to_pcm() for exchange in exchanges if exchange.spoken is not None]
    assert sink.replies == [alike, spoken[0], alike, spoken[1]]
    assert [exchange.spoken_text for exchange in exchanges] == [REPLY, REPLY]


def test_who_interrupts_a_filler_has_heard_nothing_of_the_reply(embedded: EmbeddedServices) -> None:
    class Speaker(TimedSink):
        def __init__(self) -> None:
            super().__init__()
            self.has_sound = threading.Event()

        async def write(self, pcm: bytes) -> None:
            await super().write(pcm)
            self.has_sound.set()

    sink, exchanges = Speaker(), []
    with Session(services=embedded.services, log=False, filler="earcon", filler_seconds=0.2) as session:
        asking = threading.Thread(target=lambda: exchanges.append(ask_slowly(session, embedded, sink, 10.0)))
        asking.start()
        assert sink.has_sound.wait(10)
        session.interrupt()
        asking.join(10)

    (exchange,) = exchanges
    assert (exchange.outcome, exchange.heard_text) == ("interrupted", "")
    assert exchange.latency.first_audio_seconds is None
    assert sink.replies == [TONE]
