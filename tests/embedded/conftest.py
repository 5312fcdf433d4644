"""Fixtures of the tests that hold the official SDKs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.embedded.clients import close_clients


@pytest.fixture(autouse=True)
def closed_clients() -> Iterator[None]:
    """Close every client of the openai SDK after its test."""
    yield
    close_clients()
