"""Recognition that says nothing of what was said: it hears no speech in it, or it has gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conversation.event_recorder import EventRecorder
from voicelab import Session, Timeouts
from voicelab.audio.sources import PushSource
from voicelab.errors import RecognitionError
from voicelab.events import Notice
from voicelab.services.retry_policy import RetryPolicy
from voicelab.testing import EmbeddedServices, Hang, ScriptedEngines, embedded_services, silence, speech

SAID = (silence(seconds=0.1) + speech(seconds=0.6) + silence(seconds=0.8)).to_pcm()

CLICK = speech(seconds=0.12) + silence(seconds=0.3)
"""Too short for a word."""


@pytest.fixture
def embedded() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(transcripts=["What is it?"], end_silence_seconds=0.2)) as running:
        yield running


def quick_session(embedded: EmbeddedServices, *, retries: int, **settings: Any) -> Session:
    timeouts = Timeouts(recognition_seconds=0.3, retry=RetryPolicy(retries=retries, first_pause_seconds=0.01))
    settings = {"initial_silence_seconds": 0.5} | settings
    return Session(services=embedded.services, log=False, timeouts=timeouts, **settings)


def test_what_a_service_said_nothing_of_is_heard_by_another_connection(embedded: EmbeddedServices) -> None:
    embedded.faults.add("recognition", Hang())
    source = PushSource()
    with quick_session(embedded, retries=1) as session:
        events = EventRecorder(session)
        session.start(source)
        source.push(SAID)
        events.wait_exchanges(1)
        session.stop().wait()

    assert session.log.df["outcome"].tolist() == ["completed"]
    assert [event.code for event in events.events if isinstance(event, Notice)] == ["recognition-retry"]


def test_a_service_that_goes_on_saying_nothing_ends_the_conversation_with_a_row(
    embedded: EmbeddedServices,
) -> None:
    embedded.faults.add("recognition", Hang(before="speech.startDetected", times=None))
    source = PushSource()
    source.push(SAID)

    with quick_session(embedded, retries=0) as session, pytest.raises(RecognitionError) as raised:
        session.talk(source)

    assert raised.value.code == "timeout"
    assert session.log.df["outcome"].tolist() == ["failed"]


def test_a_service_that_hears_no_speech_in_a_noise_is_not_taken_to_have_gone(
    embedded: EmbeddedServices,
) -> None:
    source = PushSource()
    with quick_session(embedded, retries=0, initial_silence_seconds=1.0) as session:
        events = EventRecorder(session)
        session.start(source)
        source.push((CLICK + CLICK).to_pcm())
        assert embedded.request_log.wait_for(lambda seen: seen.connections["recognition"] == 2, 10)
        source.push(SAID)
        events.wait_exchanges(1)
        session.stop().wait()

    assert session.log.df["outcome"].tolist() == ["completed"]
    assert [event for event in events.events if isinstance(event, Notice)] == []
