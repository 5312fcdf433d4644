"""Fixtures that all tests share."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator, Iterator

import pytest

from tests.alone import Room
from voicelab._environment import NAMES
from voicelab.testing import EmbeddedServices, embedded_services


def pytest_configure() -> None:
    """Heed interrupts, as the programs that tests start do then, though a shell may have them ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True, tryfirst=True)  # outside the test's own time-out
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Run a test that measures times while the other workers pause."""
    worker, cache = os.environ.get("PYTEST_XDIST_WORKER"), item.config.cache
    if worker is None or cache is None:
        return (yield)
    workers = int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
    room = Room(cache.mkdir("alone"), int(worker.removeprefix("gw")), workers)
    with room.taken(alone=item.get_closest_marker("alone") is not None):
        return (yield)


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clear every variable that could lead a test to a real account."""
    for names in NAMES.values():
        for name in names:
            monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("VOICELAB_SERVICES", raising=False)


@pytest.fixture
def scripted() -> Iterator[EmbeddedServices]:
    """Run the embedded services by the default script."""
    with embedded_services() as embedded:
        yield embedded
