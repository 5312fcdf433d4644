"""Connections that are lost before anything was recognised."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterator

import pytest

from tests.chaos.byte_faults import CALM, ByteFault, ConnectionPlan
from tests.chaos.proxy import disturbing_proxy
from tests.relay import relay_to
from voicelab.errors import RecognitionError
from voicelab.recognition import reconnection as reconnection_module
from voicelab.recognition.recognizer import EndOfSpeech, Hypothesis, NoMatch, Recognizer, Utterance
from voicelab.services.timeouts import Timeouts
from voicelab.settings import Settings
from voicelab.testing import (
    Drop,
    EmbeddedServices,
    Hang,
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


async def end_of(recognizer: Recognizer) -> None:
    while not isinstance(await recognizer.next(), EndOfSpeech):
        pass


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


async def test_a_connection_that_is_never_made_is_an_error(
    embedded: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconnection_module, "CONNECT_SECONDS", 0.5)
    async with relay_to(embedded.port, silent=1) as (port, _):
        service = dataclasses.replace(embedded.services.speech, host=f"ws://127.0.0.1:{port}")
        recognizer = Recognizer(service, Settings(), Timeouts())
        await recognizer.open()
        recognizer.feed(SPOKEN)

        with pytest.raises(RecognitionError) as caught:
            await answer(recognizer)
        await recognizer.close()

    assert (caught.value.code, caught.value.is_transient) == ("connection-failed", True)


@pytest.mark.parametrize("after_messages", [1, 2])
async def test_a_service_that_says_nothing_of_speech_is_an_error(
    embedded: EmbeddedServices, after_messages: int
) -> None:
    embedded.faults.add("recognition", Hang(after_messages=after_messages))
    settings = Settings(initial_silence_seconds=0.5)
    recognizer = Recognizer(embedded.services.speech, settings, Timeouts(recognition_seconds=0.2))
    await recognizer.open()
    recognizer.feed(SPOKEN)

    with pytest.raises(RecognitionError) as caught:
        await asyncio.wait_for(answer(recognizer), 5.0)
    assert (caught.value.code, caught.value.is_transient) == ("timeout", True)
    await recognizer.close()


async def test_speech_behind_an_utterance_is_not_forgotten(embedded: EmbeddedServices) -> None:
    embedded.faults.add("recognition", Hang(after_audio_seconds=2.3))
    settings = Settings(initial_silence_seconds=0.5)
    recognizer = Recognizer(embedded.services.speech, settings, Timeouts(recognition_seconds=0.5))
    await recognizer.open()
    recognizer.feed(SPOKEN + SPOKEN)
    await answer(recognizer)

    with pytest.raises(RecognitionError):
        await asyncio.wait_for(end_of(recognizer), 5.0)
    await recognizer.close()


async def test_a_short_word_that_began_in_a_silence_is_not_forgotten(embedded: EmbeddedServices) -> None:
    # When its silence was answered, and the rest of the word not.
    lost = ConnectionPlan(
        forth=(
            ByteFault(kind="delay", at_byte=24_000, seconds=0.3),
            ByteFault(kind="reset", at_byte=24_001),
        )
    )
    with disturbing_proxy(embedded.port, lambda _path, number: CALM if number else lost) as proxy:
        service = dataclasses.replace(embedded.services.speech, host=f"ws://127.0.0.1:{proxy.port}")
        recognizer = Recognizer(service, Settings(initial_silence_seconds=0.5), Timeouts())
        await recognizer.open()
        recognizer.feed((silence(seconds=0.42) + speech(seconds=0.3) + silence(seconds=1.0)).to_pcm())

        assert isinstance(await asyncio.wait_for(recognizer.next(), 3.0), NoMatch)
        assert (await asyncio.wait_for(answer(recognizer), 3.0)).text
        await recognizer.close()


async def test_who_has_nothing_to_say_is_not_waited_for(
    embedded: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconnection_module, "CONNECT_SECONDS", 0.1)
    settings = Settings(initial_silence_seconds=1.2)
    recognizer = Recognizer(embedded.services.speech, settings, Timeouts(recognition_seconds=0.2))
    await recognizer.open()

    with pytest.raises(asyncio.TimeoutError):  # nothing is owed
        await asyncio.wait_for(recognizer.next(), 1.0)
    recognizer.feed(SPOKEN)
    assert (await answer(recognizer)).text
    with pytest.raises(asyncio.TimeoutError):  # its answer may end a little ahead of the sound
        await asyncio.wait_for(recognizer.next(), 1.6)
    await recognizer.close()
