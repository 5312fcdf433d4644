"""The embedded server as a whole: engines, start and stop, many clients at once."""

from __future__ import annotations

import asyncio
import gc
import socket
import struct
import subprocess
import sys
import textwrap
import threading
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
import azure.cognitiveservices.speech as sdk
import numpy as np
import openai
import pytest
from aiohttp import web
from numpy.typing import NDArray

from tests.embedded.clients import (
    TEXT_STREAM_PATH,
    azure_client,
    engines,
    recognizer,
    synthesizer,
    text_stream,
)
from voicelab.audio.clip import Audio
from voicelab.embedded.engines import Engines, OnTimes, RecognitionStream, VoiceEntry
from voicelab.embedded.scripted.engines import SCRIPTED_VOICES, ScriptedSynthesis
from voicelab.embedded.server import EmbeddedServer
from voicelab.errors import ModelError
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services, silence, speech, tone

HELLO: list[Any] = [{"role": "user", "content": "Hello."}]


class TestEngines:
    def test_requests_wait_for_engines_that_are_still_being_made(self) -> None:
        ready = threading.Event()

        def make() -> Engines:
            assert ready.wait(10)
            return engines()

        with embedded_services(make) as embedded, synthesizer(embedded.services) as client:
            speaking = client.sdk.speak_text_async("Hello.")
            assert embedded.request_log.wait_for(lambda log: bool(log.ssml))
            ready.set()
            assert speaking.get().reason == sdk.ResultReason.SynthesizingAudioCompleted

    def test_engines_that_cannot_be_made_are_reported_at_every_stage(self) -> None:
        def make() -> Engines:
            raise ModelError("The voice is not on this machine.", hint="Run: voicelab models add voice.")

        with embedded_services(make) as embedded:
            with recognizer(embedded.services) as listener:
                listener.write(speech(0.5), silence(0.5))
                listener.stream.close()
                assert "The voice is not on this" in listener.once().cancellation_details.error_details
            with synthesizer(embedded.services) as speaker:
                details = speaker.text("Hello.").cancellation_details
                assert "Run: voicelab models add voice." in details.error_details
            with pytest.raises(openai.InternalServerError, match="The voice is not on this machine"):
                azure_client(embedded.services).chat.completions.create(model="x", messages=HELLO)

    def test_engines_that_could_not_be_made_are_made_once_that_is_mended(self) -> None:
        is_mended = False

        def make() -> Engines:
            if is_mended:
                return engines()
            raise ModelError("The voice is not on this machine.", hint="Run: voicelab models add voice.")

        with embedded_services(make) as embedded, synthesizer(embedded.services) as client:
            assert "not on this machine" in client.text("Hello.").cancellation_details.error_details
            is_mended = True
            assert client.text("Hello.").reason == sdk.ResultReason.SynthesizingAudioCompleted

    def test_any_failure_to_make_engines_is_reported(self) -> None:
        def make() -> Engines:
            raise RuntimeError("no such instruction")

        with embedded_services(make) as embedded, synthesizer(embedded.services) as client:
            details = client.text("Hello.").cancellation_details
        assert "RuntimeError: no such instruction" in details.error_details

    def test_an_engine_that_fails_in_mid_turn_is_reported_and_the_next_turn_works(self) -> None:
        class FailingVoice:
            sample_rate_hz = 24_000

            def voices(self) -> tuple[VoiceEntry, ...]:
                return SCRIPTED_VOICES

            def find(self, short_name: str) -> VoiceEntry | None:
                return next(voice for voice in SCRIPTED_VOICES if voice.short_name == short_name)

            def synthesize(
                self, text: str, *, voice: str, rate: float, pitch: float, on_times: OnTimes | None = None
            ) -> Iterator[NDArray[np.int16]]:
                if "crash" in text:
                    raise MemoryError("out of voice")
                yield np.zeros(2_400, np.int16)

        with (
            embedded_services(engines(synthesis=FailingVoice())) as embedded,
            synthesizer(embedded.services) as client,
        ):
            assert "out of voice" in client.text("Please crash.").cancellation_details.error_details
            assert client.text("Hello.").reason == sdk.ResultReason.SynthesizingAudioCompleted

    def test_a_language_that_no_model_knows_is_refused_at_once_though_the_audio_goes_on(self) -> None:
        class Hearing:
            def stream(self, **_asked: Any) -> RecognitionStream:
                raise ModelError("No local model recognises qq.")

        with (
            embedded_services(engines(recognition=Hearing())) as embedded,
            recognizer(embedded.services) as client,
        ):
            client.write(speech(0.5), silence(0.5))
            asked = time.monotonic()
            details = client.once().cancellation_details
        assert "No local model recognises qq." in details.error_details
        assert details.code == sdk.CancellationErrorCode.BadRequest
        assert time.monotonic() - asked < 10.0

    def test_a_model_that_does_not_run_is_a_503(self) -> None:
        with (
            embedded_services(engines()) as embedded,
            pytest.raises(openai.InternalServerError, match="not running") as refused,
        ):
            azure_client(embedded.services).chat.completions.create(model="x", messages=HELLO)
        assert refused.value.status_code == 503


def test_eight_conversations_at_once_do_not_mix() -> None:
    def describe(audio: Audio) -> str:
        spectrum = np.abs(np.fft.rfft(audio.samples[:8_000].astype(np.float64)))
        return f"Tone {round(float(np.argmax(spectrum)) * 2)}."

    script = ScriptedEngines(
        transcripts=describe, reply=lambda messages: messages[-1]["content"], transcript_seconds=0.1
    )
    with embedded_services(script) as embedded:

        def talk(number: int) -> tuple[str, str, int]:
            frequency = 300 + 100 * number
            with recognizer(embedded.services) as client:
                client.write(tone(1.0, frequency), silence(0.5))
                client.to_the_end()
                heard = client.texts[0]
            answer = azure_client(embedded.services).chat.completions.create(
                model="scripted", messages=[{"role": "user", "content": heard}]
            )
            reply = answer.choices[0].message.content or ""
            with synthesizer(embedded.services, path=TEXT_STREAM_PATH) as speaker:
                request = text_stream()
                speaking = speaker.sdk.speak_async(request)
                request.input_stream.write(reply * (number + 1))
                request.input_stream.close()
                return heard, reply, len(speaking.get().audio_data)

        with ThreadPoolExecutor(8) as threads:
            results = list(threads.map(talk, range(8)))
    for number, (heard, reply, audio_bytes) in enumerate(results):
        assert heard == reply == f"Tone {300 + 100 * number}."
        assert audio_bytes == pytest.approx(len(reply) * (number + 1) * 0.06 * 32_000, rel=0.02)


def test_a_slow_engine_does_not_hold_up_the_other_clients() -> None:
    with (
        embedded_services(ScriptedEngines(transcript_seconds=2.0)) as embedded,
        recognizer(embedded.services) as client,
        synthesizer(embedded.services) as speaker,
    ):
        client.write(speech(0.5), silence(0.5))
        waiting = client.sdk.recognize_once_async()
        assert embedded.request_log.wait_for(lambda log: log.audio_samples >= 16_000)
        speaker.text("Hello.")
        assert not client.results
        assert waiting.get().text == "Hello."


class TestLeaving:
    async def test_a_client_that_leaves_ends_the_models_work(self) -> None:
        left = asyncio.Event()

        async def endless(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse()
            await response.prepare(request)
            await response.write(b"data: {}\n\n")
            try:
                await asyncio.Event().wait()
            finally:
                left.set()
            return response

        app = web.Application()
        app.router.add_post("/v1/chat/completions", endless)
        model = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await model.setup()
        await web.TCPSite(model, "127.0.0.1", 0).start()
        server = EmbeddedServer(engines(completion_url=f"http://127.0.0.1:{model.addresses[0][1]}/v1"))
        await server.start()
        try:
            url = f"http://127.0.0.1:{server.port}/v1/chat/completions"
            async with aiohttp.ClientSession(headers={"api-key": server.key}) as session:
                async with session.post(url, json={"stream": True}) as response:
                    assert await response.content.readline() == b"data: {}\n"
                await asyncio.wait_for(left.wait(), 20)
        finally:
            await server.stop()
            await model.cleanup()

    def test_a_client_that_stops_listening_ends_the_voices_work(self) -> None:
        ended = threading.Event()

        class Endless(ScriptedSynthesis):
            def synthesize(
                self, text: str, *, voice: str, rate: float, pitch: float, on_times: OnTimes | None = None
            ) -> Iterator[NDArray[np.int16]]:
                try:
                    while True:
                        yield from super().synthesize(text, voice=voice, rate=rate, pitch=pitch)
                finally:
                    ended.set()

        voice = Endless(first_audio_seconds=0.05, pace=1000)
        with (
            embedded_services(engines(synthesis=voice)) as embedded,
            synthesizer(embedded.services) as client,
        ):
            speaking = client.sdk.speak_text_async("Hello.")
            client.wait_for(lambda client: bool(client.chunks))
            client.sdk.stop_speaking_async().get()
            speaking.get()
            assert ended.wait(20)


class TestStop:
    def test_stopping_during_conversations_is_quick_and_ends_them(self) -> None:
        slow = ScriptedEngines(synthesis_pace=1.0, tokens_per_second=0.1)
        with (
            embedded_services(slow) as embedded,
            recognizer(embedded.services) as listener,
            synthesizer(embedded.services) as speaker,
        ):
            listener.write(speech(1.0))
            listener.start()
            listener.wait_for(lambda client: bool(client.hypotheses))
            speaking = speaker.sdk.speak_text_async("It takes a minute to say this. " * 40)
            speaker.wait_for(lambda client: bool(client.chunks))
            client = azure_client(embedded.services)
            stream = client.chat.completions.create(model="scripted", messages=HELLO, stream=True)
            next(iter(stream))
            started = time.monotonic()
            embedded.stop()
            assert time.monotonic() - started < 20.0
            assert speaking.get().reason == sdk.ResultReason.Canceled
            stream.close()

    async def test_a_server_may_be_stopped_twice_or_without_a_start(self) -> None:
        server = EmbeddedServer(engines())
        await server.stop()
        server = EmbeddedServer(engines())
        await server.start()
        await server.stop()
        await server.stop()

    async def test_a_port_that_is_taken_is_reported(self, scripted: EmbeddedServices) -> None:
        server = EmbeddedServer(engines(), port=scripted.port)
        with pytest.raises(OSError, match="address already in use"):
            await server.start()
        await server.stop()

    async def test_the_port_is_not_known_before_the_start(self) -> None:
        with pytest.raises(RuntimeError, match="not started"):
            _ = EmbeddedServer(engines()).port


def test_a_process_that_talked_to_the_services_exits_cleanly() -> None:
    program = textwrap.dedent(
        """
        from tests.embedded.clients import azure_client, close_clients, recognizer, synthesizer
        from voicelab.testing import embedded_services, silence, speech

        with embedded_services() as embedded:
            with recognizer(embedded.services) as client:
                client.write(speech(0.5), silence(0.5))
                client.to_the_end()
                print(client.texts)
            with synthesizer(embedded.services) as speaker:
                print(len(speaker.text("Hello.").audio_data))
        """
    )
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert finished.stderr == ""
    assert finished.returncode == 0
    assert finished.stdout.startswith("['Hello.']")


def test_connections_that_come_as_it_stops_are_closed() -> None:
    for _ in range(5):
        with embedded_services() as embedded:
            late = [socket.create_connection(("127.0.0.1", embedded.port)) for _ in range(2)]
        for connection in late:
            connection.close()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", ResourceWarning)
            gc.collect()
        assert [str(each.message) for each in caught] == []


@pytest.mark.parametrize(
    "path", ["/cognitiveservices/websocket/v1", "/speech/recognition/interactive/cognitiveservices/v1"]
)
def test_a_client_that_leaves_before_its_upgrade_leaves_no_traceback(
    scripted: EmbeddedServices, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    head = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nOcp-Apim-Subscription-Key: {scripted.key}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    for _ in range(40):
        with socket.create_connection(("127.0.0.1", scripted.port)) as client:
            client.sendall(head.encode())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert scripted.request_log.wait_for(lambda log: len(log.requests) > 0)
    assert azure_client(scripted.services).models.list().data
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []
