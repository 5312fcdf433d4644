"""What the official Speech SDK makes of a service that refuses, fails or talks nonsense."""

from __future__ import annotations

from typing import Any

import azure.cognitiveservices.speech as sdk
import pytest

from tests.embedded.clients import recognizer, synthesizer
from voicelab.testing import (
    Close,
    Delay,
    Drop,
    EmbeddedServices,
    Garbage,
    Hang,
    Refuse,
    ScriptedEngines,
    embedded_services,
    silence,
    speech,
)

CODES = sdk.CancellationErrorCode
REFUSALS = [
    (400, CODES.BadRequest),
    (401, CODES.AuthenticationFailure),
    (403, CODES.AuthenticationFailure),
    (404, CODES.ServiceError),
    (429, CODES.TooManyRequests),
    (500, CODES.ServiceError),
    (503, CODES.ServiceUnavailable),
]


def recognition_failure(embedded: EmbeddedServices) -> Any:
    with recognizer(embedded.services) as client:
        client.write(speech(1.0), silence(0.5))
        client.stream.close()  # the SDK tries again only when it has audio to send
        result = client.once()
    assert result.reason == sdk.ResultReason.Canceled
    return result.cancellation_details


def synthesis_failure(embedded: EmbeddedServices) -> Any:
    with synthesizer(embedded.services) as client:
        result = client.text("Hello there.")
    assert result.reason == sdk.ResultReason.Canceled
    return result.cancellation_details


@pytest.mark.parametrize(("status", "code"), REFUSALS)
def test_a_refused_recognizer_has_the_code_of_the_status(
    scripted: EmbeddedServices, status: int, code: sdk.CancellationErrorCode
) -> None:
    scripted.faults.add("recognition", Refuse(status=status, times=None))
    details = recognition_failure(scripted)
    assert details.code == code


@pytest.mark.parametrize(("status", "code"), REFUSALS)
def test_a_refused_synthesizer_has_the_code_of_the_status(
    scripted: EmbeddedServices, status: int, code: sdk.CancellationErrorCode
) -> None:
    scripted.faults.add("synthesis", Refuse(status=status, times=None))
    details = synthesis_failure(scripted)
    assert details.error_code == code


MID_TURN = [
    (Close(times=None), "Connection was closed by the remote host. Error code: 1011."),
    (Close(times=None, after_messages=2), "Connection was closed by the remote host. Error code: 1011."),
    (Close(times=None, code=1008, reason="Quota exceeded."), "1008. Error details: Quota exceeded."),
    (Garbage(times=None), "WS_ERROR_BAD_FRAME_RECEIVED"),
    (Drop(times=None), "WS_ERROR_UNDERLYING_IO_ERROR"),
    (Drop(times=None, after_messages=2), "WS_ERROR_UNDERLYING_IO_ERROR"),
]


# What the SDK says where it finds by a failed send, before it has read why, that the connection is gone.
SENDING_FAILED = "Failure while sending a frame over the WebSocket connection."


@pytest.mark.parametrize(("fault", "message"), MID_TURN)
def test_a_recognizer_that_is_cut_off_says_how(scripted: EmbeddedServices, fault: Any, message: str) -> None:
    scripted.faults.add("recognition", fault)
    details = recognition_failure(scripted).error_details
    assert message in details or details.startswith(SENDING_FAILED)


@pytest.mark.parametrize(("fault", "message"), MID_TURN)
def test_a_synthesizer_that_is_cut_off_says_how(scripted: EmbeddedServices, fault: Any, message: str) -> None:
    scripted.faults.add("synthesis", fault)
    assert message in synthesis_failure(scripted).error_details


def test_a_synthesizer_is_cut_off_in_mid_audio_and_keeps_what_came() -> None:
    long = "This sentence takes a while to say, and is never said to its end."
    paced = ScriptedEngines(synthesis_pace=4.0)
    with embedded_services(paced) as embedded, synthesizer(embedded.services) as client:
        embedded.faults.add("synthesis", Close(after_audio_seconds=1.0))
        result = client.text(long)
        assert result.cancellation_details.error_code == CODES.ServiceError
        assert sum(size for _, size in client.chunks) > 16_000
        assert client.text("Hi.").reason == sdk.ResultReason.SynthesizingAudioCompleted


@pytest.mark.parametrize("stage", ["recognition", "synthesis"])
def test_an_answer_of_another_protocol_is_a_failure_in_words(scripted: EmbeddedServices, stage: Any) -> None:
    scripted.faults.add(stage, Refuse(status=200, body="<html>Welcome to the hotel.</html>", times=None))
    details = recognition_failure(scripted) if stage == "recognition" else synthesis_failure(scripted)
    assert details.error_details


def test_the_sdk_itself_outlives_two_refusals(scripted: EmbeddedServices) -> None:
    scripted.faults.add("recognition", Refuse(status=429, times=2))
    with recognizer(scripted.services) as client:
        client.write(speech(1.0), silence(0.5))
        client.stream.close()
        assert client.once().text == "Hello."
    assert scripted.faults.pending("recognition") == ()


def test_a_late_handshake_loses_no_sound(scripted: EmbeddedServices) -> None:
    scripted.faults.add("recognition", Delay(seconds=0.7))
    with recognizer(scripted.services) as client:
        client.write(speech(1.0), silence(0.5))
        client.to_the_end()
        assert client.texts == ["Hello."]
    assert scripted.request_log.audio_samples == 24_000


def test_a_service_that_hangs_can_be_left(scripted: EmbeddedServices) -> None:
    scripted.faults.add("synthesis", Hang(after_audio_seconds=0.2))
    with synthesizer(scripted.services) as client:
        speaking = client.sdk.speak_text_async("Hello there.")
        client.wait_for(lambda client: bool(client.chunks))
        client.sdk.stop_speaking_async().get()
        assert speaking.get().reason == sdk.ResultReason.Canceled
        assert client.text("Hello there.").reason == sdk.ResultReason.SynthesizingAudioCompleted


def test_the_list_of_voices_can_be_refused(scripted: EmbeddedServices) -> None:
    scripted.faults.add("voices", Refuse(status=403))
    with synthesizer(scripted.services) as client:
        assert client.sdk.get_voices_async("").get().reason == sdk.ResultReason.Canceled
        assert client.sdk.get_voices_async("").get().reason == sdk.ResultReason.VoicesListRetrieved
