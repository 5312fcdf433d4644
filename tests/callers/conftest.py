"""Services whose one model plays both sides: the caller by a script, the assistant by another."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services

Calling = Callable[..., EmbeddedServices]
Messages = list[dict[str, Any]]
Answer = str | Callable[[Messages], str]


def says(words: str, *, goal_met: object = False, gives_up: object = False, reason: str = "So it is.") -> str:
    """Return an answer of a caller's model."""
    return json.dumps({"reason": reason, "goal_met": goal_met, "gives_up": gives_up, "says": words})


def met(reason: str = "A table is booked.") -> str:
    """Return the answer of a caller's model that has what it wants."""
    return says("", goal_met=True, reason=reason)


def is_caller(messages: Messages) -> bool:
    """Say whether it is the caller's model that is asked."""
    return str(messages[0]["content"]).startswith("You play a person")


def callers_requests(embedded: EmbeddedServices) -> list[Mapping[str, Any]]:
    """Return the requests to the caller's model."""
    return [body for body in embedded.request_log.chat_requests if is_caller(body["messages"])]


class Script:
    """What both sides say."""

    def __init__(self) -> None:
        self.answers: Sequence[Answer] = ()
        self.assistant: Answer = ""
        self._count = itertools.count()

    def begin(self, answers: Sequence[Answer], assistant: Answer) -> None:
        """Begin anew."""
        self.answers, self.assistant, self._count = answers, assistant, itertools.count()

    def reply(self, messages: Messages) -> str:
        """Return what is replied to messages; the last of the caller's answers repeats."""
        given = self.assistant
        if is_caller(messages):
            given = self.answers[min(next(self._count), len(self.answers) - 1)]
        return given(messages) if callable(given) else given


@pytest.fixture(scope="package")
def scripted_sides() -> Iterator[tuple[EmbeddedServices, Script]]:
    """Run services for all tests, and the script that they follow."""
    script = Script()
    engines = ScriptedEngines(reply=script.reply, transcripts=["A cable."])
    with embedded_services(engines) as embedded:
        yield embedded, script


@pytest.fixture
def calling(scripted_sides: tuple[EmbeddedServices, Script]) -> Iterator[Calling]:
    """Return what has services follow a script: the caller's answers, and the assistant's reply."""
    embedded, script = scripted_sides

    def begin(*answers: Answer, assistant: Answer = "For how many?") -> EmbeddedServices:
        script.begin(answers, assistant)
        embedded.request_log.clear()
        return embedded

    yield begin
    embedded.faults.clear()
