"""Detectors where the services have none: a process of their own, with a real model."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator

import numpy as np
import psutil
import pytest
from aiohttp import web

from tests.credentials import SPEECH_KEY
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.options import TINY_MODEL, EmbeddedOptions
from voicelab.embedded.process import EmbeddedProcess
from voicelab.errors import ServiceError
from voicelab.event_loop import wait_for_background
from voicelab.services.endpoints import CompletionService, SpeechService
from voicelab.services.services import Services
from voicelab.services.timeouts import Timeouts
from voicelab.turn_detection import EndOfTurnDetector, make_detector
from voicelab.turn_detection.detector_process import borrowed_process, give_back

SERVED = "voicelab.turn_detection.served_detector"
SOUND = np.zeros(1_600, np.int16)
REGION = SpeechService(region="westeurope", key=SPEECH_KEY)


Asked = list[tuple[str, bytes]]


@contextlib.asynccontextmanager
async def container(status: int = 404) -> AsyncIterator[tuple[SpeechService, Asked]]:
    """Serve what knows no ends of turns, as Azure's containers; yield with it what it is asked."""
    asked: Asked = []

    async def answer(request: web.Request) -> web.Response:
        asked.append((request.method, await request.read()))
        return web.Response(status=status)

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield speech_at(f"127.0.0.1:{runner.addresses[0][1]}"), asked
    finally:
        await runner.cleanup()


def speech_at(place: str) -> SpeechService:
    return SpeechService(host=f"ws://{place}", key=SPEECH_KEY)


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


class FakeProcess:
    """Stands for a process that answers nothing, so that no model is needed."""

    key, port, alive = SPEECH_KEY, 9, True

    def stop(self) -> None:
        pass


@pytest.fixture
def given_back(monkeypatch: pytest.MonkeyPatch) -> list[FakeProcess]:
    """Lend a process that cannot be reached; return those that were given back."""
    process, back = FakeProcess(), list[FakeProcess]()
    monkeypatch.setattr(f"{SERVED}.borrowed_process", lambda kind: process)
    monkeypatch.setattr(f"{SERVED}.give_back", back.append)
    return back


@pytest.mark.models
async def test_detectors_share_a_process_that_is_started_again_if_it_has_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ensure_models([TINY_MODEL])
    over, still = "Thank you and goodbye", "I think that is"
    async with container() as (speech, _):
        there, azure = detector(speech), detector(REGION)
        try:
            await azure.warm()
            process = shared()

            assert await there.probability(over, audio=SOUND) > await azure.probability(still, audio=SOUND)
            await azure.close()
            assert process.alive
            process.stop()
            monkeypatch.setenv("VOICELAB_COMPLETION_THREADS", "1")  # for those that are started from now on
            assert await there.probability(over, audio=SOUND) > 0.0
            assert process.alive
            last = psutil.Process(process.pid)
        finally:
            await azure.close()
            await there.close()

    gone, _ = psutil.wait_procs([last], timeout=30.0)
    assert gone


@pytest.mark.parametrize("status", [200, 400, 401, 404, 502])
async def test_others_than_the_embedded_services_are_asked_once_and_told_no_word(
    status: int, given_back: list[FakeProcess]
) -> None:
    async with container(status) as (speech, asked):
        words = detector(speech)
        for _ in range(2):
            with pytest.raises(ServiceError, match=r"127\.0\.0\.1:9 cannot be asked"):
                await words.probability("My secret", audio=SOUND)
        await words.close()
    assert asked == [("GET", b"")]
    assert given_back


async def test_services_elsewhere_are_not_asked(given_back: list[FakeProcess]) -> None:
    words = detector(speech_at("192.0.2.1:5000"))
    with pytest.raises(ServiceError, match=r"127\.0\.0\.1:9 cannot be asked"):
        await words.probability("My secret", audio=SOUND)
    await words.close()


async def test_who_asks_at_once_with_others_is_answered_alike(given_back: list[FakeProcess]) -> None:
    async with container() as (speech, _):
        words = detector(speech)
        asked = [words.probability("Hello", audio=SOUND) for _ in range(3)]
        failures = await asyncio.gather(words.warm(), *asked, return_exceptions=True)
        await words.close()
    assert {str(each).split(" cannot")[0][-11:] for each in failures[1:]} == {"127.0.0.1:9"}


async def test_a_process_is_given_back_where_its_closing_is_cancelled(
    given_back: list[FakeProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    may_start, process = threading.Event(), FakeProcess()

    def start(kind: str) -> FakeProcess:
        may_start.wait(10.0)
        return process

    monkeypatch.setattr(f"{SERVED}.borrowed_process", start)
    words = detector(REGION)
    warming = asyncio.ensure_future(words.warm())
    await asyncio.sleep(0)
    closing = asyncio.ensure_future(words.close())
    await asyncio.sleep(0)
    closing.cancel()
    await asyncio.wait({closing})
    may_start.set()
    await warming
    await wait_for_background(10.0)
    assert given_back == [process]


async def test_a_detector_that_was_never_asked_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{SERVED}.borrowed_process", None)

    await detector(REGION).close()


def test_a_detector_by_the_sound_has_no_other_model_chosen() -> None:
    process = borrowed_process("smart-turn")
    try:
        assert process.options == EmbeddedOptions(detector="smart-turn")
    finally:
        give_back(process)
    assert not process.alive


def test_another_process_is_lent_while_one_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ending(FakeProcess):
        def stop(self) -> None:
            lending = threading.Thread(target=lambda: give_back(borrowed_process("smart-turn")), daemon=True)
            lending.start()
            lending.join(10.0)
            were_lent.append(not lending.is_alive())

    were_lent: list[bool] = []
    lent = {"words": Ending(), "smart-turn": FakeProcess()}
    monkeypatch.setattr("voicelab.embedded.process.embedded_process", lambda options: lent[options.detector])
    give_back(borrowed_process("words"))
    assert were_lent == [True]


FORKING = """
import os, signal, sys, threading
import voicelab.embedded.process as process
from voicelab.turn_detection.detector_process import borrowed_process

def start(options):
    is_starting.set()
    threading.Event().wait()

is_starting, process.embedded_process = threading.Event(), start
threading.Thread(target=borrowed_process, args=["words"], daemon=True).start()
is_starting.wait()
child = os.fork()
if child == 0:
    signal.alarm(20)
    process.embedded_process = lambda options: "another"
    os._exit(borrowed_process("words") != "another")
sys.exit(os.waitpid(child, 0)[1])
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_copy_of_the_program_borrows_another_process_whoever_held_the_lock() -> None:
    assert subprocess.run([sys.executable, "-W", "ignore", "-c", FORKING], check=False).returncode == 0
