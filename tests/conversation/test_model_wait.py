"""Turns while models are still being fetched."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator

import pytest

from tests.conversation.event_recorder import EventRecorder
from tests.model_shelf import Shelf, another_fetches
from voicelab.conversation.session import Session
from voicelab.embedded.local.model_files.arrival import ModelArrival
from voicelab.embedded.local.model_files.known_models import Model
from voicelab.errors import ModelError
from voicelab.event_loop import submit
from voicelab.events import Event, ModelsArriving, UtteranceWaiting
from voicelab.services.services import Services
from voicelab.testing import ScriptedEngines, embedded_services


@pytest.fixture
def services(shelved_model: Model) -> Iterator[Services]:
    """Services that reply, and that are said to wait for a model."""
    with embedded_services(ScriptedEngines(transcripts=["Hello."], reply="Good day.")) as running:
        yield dataclasses.replace(running.services, arrival=ModelArrival([shelved_model.name]))


def test_a_turn_waits_for_the_models_and_subscribers_hear_how_far_they_are(
    services: Services, shelved_model: Model
) -> None:
    heard, has_begun = list[Event](), threading.Event()

    def hear(event: Event) -> None:
        heard.append(event)
        if isinstance(event, ModelsArriving) and "two-halves" in event.words:
            has_begun.set()

    replies: list[str] = []
    with another_fetches(shelved_model.wheels[0], come=7):
        session = Session(services=services, log=False)
        session.subscribe(hear)
        asking = threading.Thread(target=lambda: replies.append(session.ask("Hello.").reply))
        asking.start()
        assert has_begun.wait(10.0)
        assert replies == []
    asking.join(20.0)
    with session:
        assert replies == ["Good day."]
        arriving = [event for event in heard if isinstance(event, ModelsArriving)]
        assert arriving
        assert all(event.error is None for event in arriving)


def test_who_subscribes_late_knows_at_once_that_models_are_missing(
    services: Services, shelved_model: Model
) -> None:
    with another_fetches(shelved_model.wheels[0], come=7), Session(services=services, log=False) as session:
        first = list[Event]()
        session.subscribe(first.append, catch_up=True)()

    assert isinstance(first[0], ModelsArriving)


def test_a_question_that_waits_for_the_models_is_told_and_dropped_when_the_session_is_closed(
    services: Services, shelved_model: Model
) -> None:
    with another_fetches(shelved_model.wheels[0], come=7):
        session = Session(services=services, log=False)
        events = EventRecorder(session)
        asked = submit(session.aask("Hello."))
        events.wait(lambda events: UtteranceWaiting(1, "Hello.") in events)
        session.close()

        assert asked.result(15).outcome == "dropped"
        assert session.log.df["outcome"].tolist() == ["dropped"]


def test_a_model_that_cannot_be_had_is_an_error_of_the_turn(
    services: Services, shelved_model: Model, shelf: Shelf
) -> None:
    kept = {wheel: (shelf.folder / wheel.filename).read_bytes() for wheel in shelved_model.wheels}
    for wheel in kept:
        shelf.take_away(wheel)
    with Session(services=services, log=False) as session:
        with pytest.raises(ModelError, match="Check the network"):
            session.ask("Hello.")
        with pytest.raises(ModelError, match="Check the network"):
            submit(session.aask("Hello.")).result(30)
        with pytest.raises(ModelError, match="Check the network"):
            session.talk(["Hello."])
        assert session.log.df["transcript"].tolist() == ["Hello."]
        assert session.log.df["outcome"].tolist() == ["failed"]

        for wheel, content in kept.items():
            (shelf.folder / wheel.filename).write_bytes(content)
        assert session.ask("Hello.").reply == "Good day."
