"""Fixtures that all tests share."""

from __future__ import annotations

import importlib.metadata
import os
import signal
from collections.abc import Generator, Iterator

import pytest
from hypothesis import settings
from packaging.requirements import Requirement

from tests.room import Room
from voicelab.services.environment import NAMES
from voicelab.testing import EmbeddedServices, embedded_services

pytest_plugins = [
    "tests.credential_leaks.plugin",
    "tests.model_shelf",
    "tests.sound_server",
    "tests.widgets.fixtures",
]

_LONGEST_ID = 100


def pytest_configure() -> None:
    """Handle interrupts, though a shell may have them ignored, and have the tiny model reply; so do programs
    that tests start.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # How long an example takes says how busy the machine is.
    settings.register_profile("voicelab", parent=settings(), deadline=None)
    settings.load_profile("voicelab")
    # What is replied matters to few tests, and how soon to all of them.
    os.environ.setdefault("VOICELAB_COMPLETION_MODEL", "tiny")
    # Tests of Kokoro load it themselves; it would make the others slower.
    os.environ.setdefault("VOICELAB_SYNTHESIS_MODEL", "built-in")


def pytest_report_header() -> list[str]:
    """Say which versions are tested of what voicelab needs."""
    needed = map(Requirement, importlib.metadata.requires("voicelab-jupyter") or ())
    versions = {each.name: _version(each.name) for each in needed if each.name != "voicelab-jupyter"}
    return [f"tested with {', '.join(f'{name} {version}' for name, version in versions.items() if version)}"]


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


@pytest.hookimpl(wrapper=True, tryfirst=True)  # outside the test's own time-out
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Run no heavy test beside one that measures times."""
    worker, cache = os.environ.get("PYTEST_XDIST_WORKER"), getattr(item.config, "cache", None)
    is_timed = item.get_closest_marker("timed") is not None
    is_heavy = any(item.get_closest_marker(name) is not None for name in ("heavy", "models"))
    if worker is None or cache is None or not (is_timed or is_heavy):
        return (yield)
    workers = int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
    room = Room(cache.mkdir("room"), int(worker.removeprefix("gw")), workers)
    with room.taken(alone=is_timed):
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


def pytest_make_parametrize_id(val: object) -> str | None:
    """Give a long text a short name: whole, it would fill the screen."""
    is_long = isinstance(val, str | bytes) and len(val) > _LONGEST_ID
    return f"{type(val).__name__} of {len(val)}" if is_long else None  # type: ignore[arg-type]
