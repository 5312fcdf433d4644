"""Services that follow a script, and what asks them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.completion.answers import REPLY
from voicelab import Session
from voicelab.completion.completer import Completer
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services


@pytest.fixture(scope="module")
def running() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(reply=REPLY)) as embedded:
        yield embedded


@pytest.fixture
def embedded(running: EmbeddedServices) -> EmbeddedServices:
    running.faults.clear()
    running.request_log.clear()
    return running


@pytest.fixture
async def completer(embedded: EmbeddedServices) -> AsyncIterator[Completer]:
    completer = Completer(embedded.services.completion)
    yield completer
    await completer.close()


@pytest.fixture
def session(embedded: EmbeddedServices) -> Iterator[Session]:
    with Session(services=embedded.services, log=False) as session:
        yield session
