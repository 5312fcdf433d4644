from __future__ import annotations

from voicelab import Session
from voicelab.events import Event, ExchangeLogged, WordsSpoken
from voicelab.testing import EmbeddedServices


def test_the_words_of_a_reply_are_told_while_its_sound_is_made(scripted: EmbeddedServices) -> None:
    events: list[Event] = []
    with Session(services=scripted.services, log=False) as session:
        session.subscribe(events.append)
        exchange = session.ask("Hello?")
    told = [word for event in events if isinstance(event, WordsSpoken) for word in event.words]
    assert told
    assert told == list(exchange.words)
    first = next(n for n, event in enumerate(events) if isinstance(event, WordsSpoken))
    assert first < next(n for n, event in enumerate(events) if isinstance(event, ExchangeLogged))
    assert {event.turn for event in events if isinstance(event, WordsSpoken)} == {1}
