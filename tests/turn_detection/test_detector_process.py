"""Detectors where the services have none: a process of their own, with a real model."""

from __future__ import annotations

from collections.abc import AsyncIterator

import numpy as np
import psutil
import pytest
from aiohttp import web

from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.options import TINY_MODEL
from voicelab.embedded.process import EmbeddedProcess
from voicelab.services.endpoints import CompletionService, SpeechService
from voicelab.services.services import Services
from voicelab.services.timeouts import Timeouts
from voicelab.turn_detection import EndOfTurnDetector, make_detector
from voicelab.turn_detection.detector_process import borrowed_process, give_back

SOUND = np.zeros(1_600, np.int16)
REGION = SpeechService(region="westeurope", key="0123456789abcdef")


@pytest.fixture
async def container() -> AsyncIterator[SpeechService]:
    """Serve what knows no ends of turns, as Azure's containers."""
    runner = web.AppRunner(web.Application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield SpeechService(host=f"ws://127.0.0.1:{runner.addresses[0][1]}", key="0123456789abcdef")
    await runner.cleanup()


def detector(speech: SpeechService) -> EndOfTurnDetector:
    completion = CompletionService.openai("http://127.0.0.1:9/v1")
    return make_detector(
        "words", Services(speech=speech, completion=completion), Timeouts.for_kind("embedded")
    )


def shared() -> EmbeddedProcess:
    """Return the process that detectors share now."""
    process = borrowed_process("words")
    give_back(process)
    return process


@pytest.mark.models
async def test_detectors_share_a_process_that_is_started_again_if_it_has_ended(
    container: SpeechService,
) -> None:
    ensure_models([TINY_MODEL])
    there, azure = detector(container), detector(REGION)
    try:
        await azure.warm()
        process = shared()
        over, still = "Thank you and goodbye", "I think that is"

        assert await there.probability(over, audio=SOUND) > await azure.probability(still, audio=SOUND)
        await azure.close()
        assert process.alive
        process.stop()
        assert await there.probability(over, audio=SOUND) > 0.0
        last = psutil.Process(process.pid)
    finally:
        await azure.close()
        await there.close()

    gone, _ = psutil.wait_procs([last], timeout=30.0)
    assert gone


async def test_a_detector_that_was_never_asked_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voicelab.turn_detection.served_detector.borrowed_process", None)

    await detector(REGION).close()
