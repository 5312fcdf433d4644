from __future__ import annotations

import asyncio
import gc
import time
import weakref
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from voicelab.audio.clip import Audio
from voicelab.errors import RecognitionError
from voicelab.recognition.from_recording import recognize_recording
from voicelab.recognition.recognizer import (
    EndOfSpeech,
    Hypothesis,
    NoMatch,
    RecognitionEvent,
    Recognizer,
    Utterance,
)
from voicelab.services.retry_policy import RetryPolicy
from voicelab.services.speech_sdk import sdk
from voicelab.services.timeouts import Timeouts
from voicelab.settings import Settings
from voicelab.testing import (
    Close,
    EmbeddedServices,
    Hang,
    Refuse,
    ScriptedEngines,
    embedded_services,
    silence,
    speech,
)


@pytest.fixture
def embedded() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(transcripts=["One two three.", "Four."])) as running:
        yield running


async def recognised(recognizer: Recognizer) -> list[RecognitionEvent]:
    arrivals: list[RecognitionEvent] = []
    while True:
        arrival = await recognizer.next()
        if isinstance(arrival, EndOfSpeech):
            return arrivals
        arrivals.append(arrival)


async def test_hypotheses_come_before_the_utterance(embedded: EmbeddedServices) -> None:
    recognizer = Recognizer(embedded.services.speech, Settings())
    await recognizer.open()
    recognizer.feed((speech(seconds=1.0) + silence(seconds=1.0)).to_pcm())
    recognizer.end()
    *before, last = await recognised(recognizer)
    await recognizer.close()
    assert [each.text for each in before if isinstance(each, Hypothesis)] == [
        "one",
        "one two",
        "one two three",
    ]
    assert isinstance(last, Utterance)
    assert (last.text, last.confidence) == ("One two three.", 0.95)


async def test_each_utterance_has_its_own_sound(embedded: EmbeddedServices) -> None:
    recognizer = Recognizer(embedded.services.speech, Settings())
    await recognizer.open()
    for seconds in (0.5, 1.5):
        recognizer.feed((silence(seconds=0.5) + speech(seconds=seconds) + silence(seconds=1.0)).to_pcm())
    recognizer.end()
    utterances = [each for each in await recognised(recognizer) if isinstance(each, Utterance)]
    await recognizer.close()
    assert [u.text for u in utterances] == ["One two three.", "Four."]
    # Each with a fifth of a second of padding at both ends.
    assert [u.audio.duration_seconds for u in utterances] == pytest.approx([0.9, 1.9], abs=0.1)
    assert sum(u.fed_seconds for u in utterances) == pytest.approx(5.0, abs=0.01)


async def test_the_end_of_speech_is_when_its_last_sample_came(embedded: EmbeddedServices) -> None:
    recognizer = Recognizer(embedded.services.speech, Settings())
    await recognizer.open()
    fed_at = time.monotonic()
    recognizer.feed((silence(seconds=0.2) + speech(seconds=0.5)).to_pcm())
    spoken_at = time.monotonic()
    while time.monotonic() < spoken_at + 0.2:
        await asyncio.sleep(0.01)
    recognizer.feed(silence(seconds=1.0).to_pcm())
    utterance = await recognizer.next()
    while isinstance(utterance, Hypothesis):
        utterance = await recognizer.next()
    await recognizer.close()
    assert isinstance(utterance, Utterance)
    assert fed_at - 0.02 <= utterance.ended_at <= spoken_at + 0.02
    assert utterance.arrived_at >= spoken_at + 0.2


async def test_silence_is_no_match(embedded: EmbeddedServices) -> None:
    recognizer = Recognizer(embedded.services.speech, Settings(initial_silence_seconds=0.5))
    await recognizer.open()
    recognizer.feed(silence(seconds=2.0).to_pcm())
    arrival = await recognizer.next()
    await recognizer.close()
    assert isinstance(arrival, NoMatch)
    assert arrival.reason == "InitialSilenceTimeout"


async def test_language_and_silences_are_sent(embedded: EmbeddedServices) -> None:
    settings = Settings(language="de-DE", end_silence_seconds=0.4, initial_silence_seconds=7.0)
    await recognize_recording(embedded.services.speech, settings, speech(seconds=0.5))
    request = next(r for r in embedded.request_log.requests if "recognition" in r.path)
    assert request.query["language"].lower() == "de-de"
    assert request.query["initialsilencetimeoutms"] == "7000"
    assert "400" in str(embedded.request_log.recognition_contexts[-1]) + str(dict(request.query))


async def test_a_refusal_is_an_error_and_closing_is_prompt(embedded: EmbeddedServices) -> None:
    embedded.faults.add("recognition", Refuse(status=500, times=None))
    recognizer = Recognizer(embedded.services.speech, Settings())
    await recognizer.open()
    recognizer.feed(speech(seconds=0.5).to_pcm())
    with pytest.raises(RecognitionError, match="Internal service error"):
        await recognizer.next()
    began = time.monotonic()
    await recognizer.close()
    assert time.monotonic() - began < 2.0


async def test_a_service_that_falls_silent_is_given_up(embedded: EmbeddedServices) -> None:
    embedded.faults.add("recognition", Hang(times=None))
    with pytest.raises(RecognitionError) as caught:
        await recognize_recording(
            embedded.services.speech, Settings(), speech(seconds=0.5), Timeouts(recognition_seconds=0.3)
        )
    assert caught.value.code == "timeout"


async def test_a_recording_of_many_phrases_is_one_utterance(embedded: EmbeddedServices) -> None:
    recording = speech(seconds=0.5) + silence(seconds=1.0) + speech(seconds=0.5)
    heard = await recognize_recording(embedded.services.speech, Settings(), recording)
    assert isinstance(heard, Utterance)
    assert heard.text == "One two three. Four."
    assert heard.audio == recording


async def test_a_recording_goes_on_where_the_connection_was_lost() -> None:
    loud, quiet = speech(seconds=0.5), speech(seconds=0.5)
    quiet = Audio(quiet.samples // 4, quiet.sample_rate_hz)
    recording = loud + silence(seconds=1.0) + quiet + silence(seconds=1.0) + loud
    script = ScriptedEngines(transcripts=lambda sound: "Loud." if sound.rms_dbfs > -28 else "Quiet.")
    with embedded_services(script) as embedded:
        embedded.faults.add("recognition", Close(after_audio_seconds=2.6, code=1011))
        timeouts = Timeouts(retry=RetryPolicy(first_pause_seconds=0.0))
        heard = await recognize_recording(embedded.services.speech, Settings(), recording, timeouts)
        connections = embedded.request_log.connections["recognition"]
    assert isinstance(heard, Utterance)
    assert heard.text == "Loud. Quiet. Loud."
    assert connections >= 2  # on a busy machine the SDK may connect once more by itself


async def test_a_recording_that_fails_at_its_beginning_is_not_tried_again(embedded: EmbeddedServices) -> None:
    embedded.faults.add("recognition", Refuse(status=500, times=None))
    with pytest.raises(RecognitionError, match="Internal service error"):
        await recognize_recording(embedded.services.speech, Settings(), speech(seconds=0.5))


async def test_both_ends_of_a_recording_are_padded(embedded: EmbeddedServices) -> None:
    await recognize_recording(
        embedded.services.speech, Settings(end_silence_seconds=0.5), speech(seconds=1.0)
    )
    assert embedded.request_log.audio_samples == round((0.2 + 1.0 + 0.5 + 0.5) * 16_000)


async def test_a_session_that_ends_before_its_stream_is_a_lost_connection(embedded: EmbeddedServices) -> None:
    recognizer = Recognizer(embedded.services.speech, Settings())
    await recognizer.open()
    recognizer._recognizer.stop_continuous_recognition_async()
    with pytest.raises(RecognitionError) as caught:
        await recognizer.next()
    await recognizer.close()
    assert caught.value.code == "connection-closed"


async def test_a_recording_that_ends_without_a_connection_is_an_error_unless_it_is_silent(
    embedded: EmbeddedServices,
) -> None:
    # Where all connections are refused, the SDK tells so in all but one of some hundred cases.
    arrivals: list[RecognitionEvent | str | None] = []
    for recording in (speech(seconds=0.2), silence(seconds=0.2)):
        recognizer = Recognizer(embedded.services.speech, Settings(), recording=recording)
        assert recognizer.recording is not None
        while recognizer.recording.read(memoryview(bytearray(3_200))):
            pass
        recognizer._on_stopped(SimpleNamespace(session_id="1"))
        try:
            arrivals.append(await recognizer.next())
        except RecognitionError as error:
            arrivals.append(error.code)
        await recognizer.close()
    assert arrivals == ["connection-closed", EndOfSpeech()]


async def test_what_arrives_while_a_recognizer_closes_does_not_keep_it(embedded: EmbeddedServices) -> None:
    recognizer = Recognizer(embedded.services.speech, Settings())
    await recognizer.open()
    closing = asyncio.ensure_future(recognizer.close())
    await asyncio.sleep(0)
    recognizer._send(Hypothesis("late"))
    await closing
    gone = weakref.ref(recognizer)
    del recognizer, closing
    for _ in range(500):  # the SDK may be calling it still
        gc.collect()
        if gone() is None:
            break
        await asyncio.sleep(0.01)
    assert gone() is None


@pytest.mark.parametrize("name", ["__init__", "start_continuous_recognition_async"])
async def test_a_failure_inside_the_sdk_is_an_error_of_recognition(
    embedded: EmbeddedServices, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Exception with error code: 0x1b (SPXERR_RUNTIME_ERROR)\n[CALL STACK BEGIN]")

    monkeypatch.setattr(sdk.SpeechRecognizer, name, fail)
    with pytest.raises(RecognitionError, match="failed inside its SDK: Exception with error code") as caught:
        await recognize_recording(embedded.services.speech, Settings(), speech(seconds=0.5))
    assert caught.value.code == "sdk-error"
    assert "CALL STACK" not in caught.value.details
