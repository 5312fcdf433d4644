"""A conversation whose inputs are still being read can be stopped, cancelled and closed."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conversation.event_recorder import EventRecorder
from voicelab import Session
from voicelab.errors import ConfigurationError
from voicelab.events import SessionEnded, StateChanged
from voicelab.testing import EmbeddedServices


class Questions:
    """Gives what is put in, and waits for it without end."""

    def __init__(self) -> None:
        self.queue: queue.Queue[str] = queue.Queue()
        self.is_asked = threading.Event()
        self.given = 0

    def __iter__(self) -> Iterator[str]:
        while True:
            self.is_asked.set()
            yield self.queue.get(timeout=30)
            self.given += 1


@pytest.fixture
def session(scripted: EmbeddedServices) -> Iterator[Session]:
    with Session(services=scripted.services, log=False) as session:
        yield session


def test_stop_ends_a_talk_whose_inputs_do_not_come(session: Session) -> None:
    questions, events = Questions(), EventRecorder(session)
    with ThreadPoolExecutor() as pool:
        talk = pool.submit(session.talk, questions)
        assert questions.is_asked.wait(10)
        session.stop().wait(10)
        assert events.events == [StateChanged("listening"), StateChanged("ended"), SessionEnded("stopped")]
        assert talk.result(10) == "stopped"
    assert session.ask("And then?").outcome == "completed"
    questions.queue.put("One?")
    questions.queue.put("Two?")
    assert questions.given == 0, "nobody asks for more"


def test_closing_ends_it_too(session: Session) -> None:
    questions = Questions()
    with ThreadPoolExecutor() as pool:
        talk = pool.submit(session.talk, questions)
        assert questions.is_asked.wait(10)
        session.close()
        with pytest.raises(ConfigurationError, match="closed"):
            talk.result(10)
    questions.queue.put("One?")


async def test_so_does_cancelling_it(session: Session) -> None:
    questions = Questions()
    talk = asyncio.create_task(session.atalk(questions))
    assert await asyncio.to_thread(questions.is_asked.wait, 10)
    talk.cancel()
    with pytest.raises(asyncio.CancelledError):
        await talk
    questions.queue.put("One?")
    assert await session.atalk(["And then?"]) == "end-of-input"
