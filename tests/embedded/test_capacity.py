"""More requests at once than the engines take: the rest is told so at once, and comes later."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import azure.cognitiveservices.speech as sdk
import pytest

from tests.embedded.clients import engines, recognizer, synthesizer
from voicelab.embedded.engines import Engines
from voicelab.embedded.scripted.engines import ScriptedSynthesis
from voicelab.testing import EmbeddedServices, embedded_services, speech

LONG = "It takes a minute to say this. " * 40
SSML = f'<speak version="1.0" xml:lang="en-US"><voice name="en-US-JennyNeural">{LONG}</voice></speak>'
SOCKET = "/cognitiveservices/websocket/v1"


def one_at_a_time() -> Engines:
    return engines(at_once=1, synthesis=ScriptedSynthesis(first_audio_seconds=0.05, pace=1.0))


def client_of(embedded: EmbeddedServices) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        f"http://127.0.0.1:{embedded.port}", headers={"Ocp-Apim-Subscription-Key": embedded.key}
    )


async def test_one_request_too_many_is_429_with_when_to_come_again() -> None:
    with embedded_services(one_at_a_time()) as embedded:
        async with client_of(embedded) as client:
            async with client.post("/cognitiveservices/v1", data=SSML) as first:
                await first.content.readany()
                async with client.post("/cognitiveservices/v1", data=SSML) as second:
                    assert (second.status, second.headers["Retry-After"]) == (429, "1")
                async with client.get("/cognitiveservices/voices/list") as listed:
                    assert listed.status == 200
                first.close()
            for _ in range(100):  # the room is free once the server knows that the client has left
                async with client.post("/cognitiveservices/v1", data=SSML) as third:
                    if third.status == 200:
                        return
                await asyncio.sleep(0.02)
    pytest.fail("the room was not given back")


def test_the_sdk_is_told_of_too_many_requests_and_the_next_one_works() -> None:
    with (
        embedded_services(one_at_a_time()) as embedded,
        synthesizer(embedded.services) as first,
        synthesizer(embedded.services) as second,
    ):
        speaking = first.sdk.speak_text_async(LONG)
        first.wait_for(lambda client: bool(client.chunks))
        details = second.text("Hello.").cancellation_details
        assert details.error_code == sdk.CancellationErrorCode.TooManyRequests
        first.sdk.stop_speaking_async().get()
        speaking.get()
        assert second.text("Hello.").reason == sdk.ResultReason.SynthesizingAudioCompleted


async def test_a_turn_too_many_on_an_open_websocket_closes_it_with_the_reason() -> None:
    with embedded_services(one_at_a_time()) as embedded:
        async with (
            client_of(embedded) as client,
            client.ws_connect(SOCKET) as first,
            client.ws_connect(SOCKET) as second,
        ):
            for socket in (first, second):
                await socket.send_str(f"Path: ssml\r\nX-RequestId: {'a' * 32}\r\n\r\n{SSML}")
                await socket.receive()
            assert second.close_code == 4429
            assert first.close_code is None


def test_recognition_has_its_own_room() -> None:
    with (
        embedded_services(one_at_a_time()) as embedded,
        synthesizer(embedded.services) as speaker,
        recognizer(embedded.services) as listener,
        recognizer(embedded.services) as other,
    ):
        speaking = speaker.sdk.speak_text_async(LONG)
        speaker.wait_for(lambda client: bool(client.chunks))
        listener.write(speech(1.0))
        listener.start()
        listener.wait_for(lambda client: bool(client.hypotheses))
        other.write(speech(1.0))
        details = other.once().cancellation_details
        assert details.code == sdk.CancellationErrorCode.TooManyRequests
        speaker.sdk.stop_speaking_async().get()
        speaking.get()


async def test_a_realtime_session_too_many_is_refused_before_it_begins() -> None:
    path = "/openai/v1/realtime?model=x"
    with embedded_services(one_at_a_time()) as embedded:
        async with client_of(embedded) as client, client.ws_connect(path) as first:
            assert json.loads(await first.receive_str())["type"] == "session.created"
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await client.ws_connect(path)
            assert refused.value.status == 429
            assert refused.value.headers is not None
            assert refused.value.headers["Retry-After"] == "1"
