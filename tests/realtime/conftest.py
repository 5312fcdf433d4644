"""Fixtures of the tests of speech to speech."""

from __future__ import annotations

import pytest

from voicelab.settings import Settings


@pytest.fixture(params=["realtime", "voice-live"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def settings(engine: str) -> Settings:
    return Settings(engine=engine)
