"""A talk that is longer than the model's context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voicelab import Exchange, Session
from voicelab.audio.sinks import NullSink
from voicelab.audio.sources import RecordedSource
from voicelab.events import Event, Notice
from voicelab.testing import LimitContext, ScriptedEngines, embedded_services, silence, speech

QUESTION = "昨天我和姐姐一起去山里徒步旅行，我们看到了美丽的山谷、古老的农舍。你觉得怎么样？" * 3
CONTEXT = 3_000


def ask(
    questions: list[str], characters: int = CONTEXT, **settings: Any
) -> tuple[list[Exchange], list[str], list[Mapping[str, Any]]]:
    """Return the exchanges with a model of a small context, the notices' codes and all requests."""
    events: list[Event] = []
    with embedded_services(ScriptedEngines(reply="Good. Go on.")) as embedded:
        embedded.faults.add("completion", LimitContext(characters=characters))
        with Session(services=embedded.services, log=False, **settings) as session:
            session.subscribe(events.append)
            exchanges = [session.ask(question) for question in questions]
        requests = list(embedded.request_log.chat_requests)
    return exchanges, [event.code for event in events if isinstance(event, Notice)], requests


def test_a_talk_goes_on_beyond_the_models_context_and_is_refused_only_once() -> None:
    exchanges, notices, requests = ask([QUESTION + str(number) for number in range(12)])
    assert {exchange.outcome for exchange in exchanges} == {"completed"}
    assert notices == ["history-shortened"]
    assert len(requests) == 13
    *_, newest = requests
    assert [message["role"] for message in newest["messages"][:3]] == ["system", "user", "assistant"]
    assert newest["messages"][-3]["content"] == QUESTION + "10"


def test_one_long_question_takes_the_place_of_the_oldest_exchanges() -> None:
    asked = ["What is it?" * 20] * 10
    exchanges, _, requests = ask([*asked, "So much to say. " * 120, "And?"])
    assert {exchange.outcome for exchange in exchanges} == {"completed"}
    before, refused, *_, long, _ = (len(request["messages"]) for request in requests[9:])
    assert 2 < long < before < refused


def test_a_question_that_is_too_long_by_itself_fails_and_spoils_nothing() -> None:
    exchanges, notices, requests = ask(["One?", "Two?", "Too long. " * 400, "Three?"])
    assert [exchange.outcome for exchange in exchanges] == ["completed", "completed", "failed", "completed"]
    assert exchanges[2].error_code == "too-long"
    assert "Say less at once" in str(exchanges[2].error_message)
    assert notices == []
    assert len(requests[-1]["messages"]) == 6


def test_a_reply_begun_ahead_that_was_refused_is_asked_for_with_fewer_exchanges() -> None:
    script = ScriptedEngines(transcripts=["What is the time?"], hypothesis_seconds=0.2, reply="One.")
    sound = silence(seconds=0.2) + speech(seconds=0.9) + silence(seconds=1.5)
    with (
        embedded_services(script) as embedded,
        Session(services=embedded.services, log=False, speculate=True) as session,
    ):
        session.ask("What is it? " * 100)
        embedded.faults.add("completion", LimitContext(characters=1_000))
        session.talk(RecordedSource(sound), NullSink())
        *_, exchange = session.log.exchanges()
        newest = embedded.request_log.chat_requests[-1]["messages"]
    assert (exchange.transcript, exchange.reply) == ("What is the time?", "One.")
    assert [message["role"] for message in newest] == ["system", "user"]
