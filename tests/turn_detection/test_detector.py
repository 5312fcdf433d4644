"""Detectors of ends of turns, against the embedded server."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import numpy as np
import pytest

from voicelab.errors import ServiceError
from voicelab.services.timeouts import Timeouts
from voicelab.testing import (
    Delay,
    EmbeddedServices,
    Refuse,
    ScriptedEngines,
    embedded_services,
)
from voicelab.turn_detection import EndOfTurnDetector, make_detector
from voicelab.turn_detection.detector import THRESHOLDS, verdict

SOUND = np.zeros(16_000, np.int16)


def finished(words: str) -> float:
    return 0.9 if words.endswith("today") else 0.1


@contextlib.asynccontextmanager
async def detector(
    embedded: EmbeddedServices, kind: str = "words", seconds: float = 10.0
) -> AsyncIterator[EndOfTurnDetector]:
    made = make_detector(
        "words" if kind == "words" else "smart-turn", embedded.services, Timeouts(recognition_seconds=seconds)
    )
    try:
        yield made
    finally:
        await made.close()


async def test_the_words_so_far_decide() -> None:
    with embedded_services(ScriptedEngines(end_of_turn=finished)) as embedded:
        async with detector(embedded) as words:
            await words.warm()

            assert await words.probability("How is it today", audio=SOUND) == 0.9
            assert await words.probability("How is it", before="Hello.", audio=SOUND) == 0.1


async def test_smart_turn_is_asked_by_the_last_8_seconds_of_the_sound() -> None:
    with embedded_services(ScriptedEngines(end_of_turn=0.7)) as embedded:
        async with detector(embedded, "smart-turn") as sound:
            assert await sound.probability("", audio=np.zeros(20 * 16_000, np.int16)) == 0.7

        asked = embedded.request_log.requests[-1]
        assert asked.headers["content-length"] == str(8 * 16_000 * 2)


async def test_services_that_tell_no_ends_of_turns_say_so(scripted: EmbeddedServices) -> None:
    async with detector(scripted) as words:
        await words.warm()
        with pytest.raises(ServiceError, match="do not tell whether a turn is over") as caught:
            await words.probability("Hello", audio=SOUND)

    assert caught.value.code == "model-missing"


async def test_an_answer_that_does_not_come_in_time_is_an_error() -> None:
    with embedded_services(ScriptedEngines(end_of_turn=1.0)) as embedded:
        embedded.faults.add("end-of-turn", Delay(seconds=60.0))
        async with detector(embedded, seconds=0.05) as words:
            with pytest.raises(ServiceError, match="did not answer within") as caught:
                await words.probability("Hello", audio=SOUND)

    assert caught.value.code == "timeout"


async def test_a_refusal_is_an_error_with_its_code() -> None:
    with embedded_services(ScriptedEngines(end_of_turn=1.0)) as embedded:
        async with detector(embedded) as words:
            await words.warm()
            embedded.faults.add("end-of-turn", Refuse(status=401))
            with pytest.raises(ServiceError, match="status 401") as caught:
                await words.probability("Hello", audio=SOUND)

            assert caught.value.code == "authentication"
            assert await words.probability("Hello", audio=SOUND) == 1.0


async def test_services_that_are_in_trouble_at_first_are_asked_again() -> None:
    with embedded_services(ScriptedEngines(end_of_turn=1.0)) as embedded:
        embedded.faults.add("end-of-turn", Refuse(status=503))
        async with detector(embedded) as words:
            await words.warm()
            assert await words.probability("Hello", audio=SOUND) == 1.0


async def test_services_that_are_gone_are_an_error() -> None:
    with embedded_services(ScriptedEngines(end_of_turn=1.0)) as embedded:
        embedded.stop()
        async with detector(embedded) as words:
            with pytest.raises(ServiceError, match="cannot be asked") as caught:
                await words.probability("Hello", audio=SOUND)

    assert caught.value.code == "connection-failed"


def test_a_probability_in_the_middle_is_no_verdict() -> None:
    for kind, thresholds in THRESHOLDS.items():
        assert verdict(kind, 0.0) is False
        assert verdict(kind, thresholds.goes_on) is None
        assert verdict(kind, thresholds.is_over) is True
