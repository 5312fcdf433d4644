"""Fixtures that all tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from voicelab._environment import NAMES
from voicelab.testing import EmbeddedServices, embedded_services


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
