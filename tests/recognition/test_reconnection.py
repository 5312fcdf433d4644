"""Connections that are lost before anything was recognised."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from voicelab.errors import RecognitionError
from voicelab.recognition.recognizer import Hypothesis, Recognizer, Utterance
from voicelab.services.timeouts import Timeouts
from voicelab.settings import Settings
from voicelab.testing import (
    Drop,
    EmbeddedServices,
    ScriptedEngines,
    embedded_services,
    silence,
    speech,
)

SPOKEN = (silence(seconds=0.1) + speech(seconds=1.0) + silence(seconds=1.0)).to_pcm()


@pytest.fixture
def embedded() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(transcripts=["One two three."])) as running:
        yield running


async def answer(recognizer: Recognizer) -> Utterance:
    while isinstance(event := await recognizer.next(), Hypothesis):
        pass
    assert isinstance(event, Utterance)
    return event


@pytest.mark.parametrize("after_messages", [0, 1, 2])
async def test_what_was_pushed_as_a_whole_is_recognised_though_its_connection_was_lost(
    embedded: EmbeddedServices, after_messages: int
) -> None:
    embedded.faults.add("recognition", Drop(after_messages=after_messages))
    recognizer = Recognizer(embedded.services.speech, Settings(), Timeouts(recognition_seconds=5.0))
    await recognizer.open()
    recognizer.feed(SPOKEN)

    heard = await answer(recognizer)

    assert heard.audio.duration_seconds == pytest.approx(1.1, abs=0.6)
    await recognizer.close()


async def test_connections_that_are_lost_again_and_again_are_an_error(embedded: EmbeddedServices) -> None:
    embedded.faults.add("recognition", Drop(after_messages=2, times=None))
    recognizer = Recognizer(embedded.services.speech, Settings(), Timeouts(recognition_seconds=2.0))
    await recognizer.open()
    recognizer.feed(SPOKEN)

    with pytest.raises(RecognitionError):
        await answer(recognizer)
    await recognizer.close()


async def test_silence_is_not_missed(embedded: EmbeddedServices) -> None:
    embedded.faults.add("recognition", Drop())
    recognizer = Recognizer(embedded.services.speech, Settings(), Timeouts(recognition_seconds=0.5))
    await recognizer.open()
    recognizer.feed(silence(seconds=1.0).to_pcm())

    with pytest.raises(asyncio.TimeoutError):  # no answer is owed
        await asyncio.wait_for(recognizer.next(), 2.0)
    assert embedded.request_log.connections["recognition"] == 2
    recognizer.feed(SPOKEN)
    assert (await answer(recognizer)).text
    await recognizer.close()
