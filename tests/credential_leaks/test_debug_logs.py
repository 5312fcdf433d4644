"""Whoever has every package debug shows no key in what is logged."""

from __future__ import annotations

import logging

import pytest

from tests.realtime.connections import connected
from voicelab.conversation.session import Session
from voicelab.settings import Settings
from voicelab.testing import EmbeddedServices


@pytest.fixture(autouse=True)
def debugging(caplog: pytest.LogCaptureFixture) -> None:
    """Have every logger say all, those with levels of their own, too."""
    caplog.set_level(logging.DEBUG)
    for name in ("openai", "httpx2", "httpcore", "azure", "websockets", "aiohttp", "voicelab"):
        caplog.set_level(logging.DEBUG, logger=name)


def test_a_turn(scripted: EmbeddedServices, caplog: pytest.LogCaptureFixture) -> None:
    with Session(services=scripted.services, log=False) as session:
        session.ask("Hello.")
    assert {"openai._base_client"} <= {record.name for record in caplog.records}
    assert scripted.key not in caplog.text


@pytest.mark.parametrize(
    ("engine", "logger"), [("realtime", "websockets.client"), ("voice-live", "azure.ai.voicelive")]
)
async def test_a_websocket(
    engine: str, logger: str, scripted: EmbeddedServices, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(scripted, Settings(engine=engine)):
        pass
    assert any(record.name.startswith(logger) for record in caplog.records)
    assert scripted.key not in caplog.text
