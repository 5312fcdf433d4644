"""Who may ask the embedded services, and the routes beside the three stages."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import aiohttp
import azure.cognitiveservices.speech as sdk
import openai
import pytest

from tests.embedded.clients import (
    azure_client,
    engines,
    plain_client,
    recognizer,
    synthesizer,
)
from voicelab.embedded.server import EmbeddedServer
from voicelab.secret import Secret
from voicelab.services.endpoints import CompletionService, SpeechService
from voicelab.services.services import Services
from voicelab.testing import EmbeddedServices, silence, speech

VOICES = "/cognitiveservices/voices/list"
HELLO: list[Any] = [{"role": "user", "content": "Hello."}]


def with_key(embedded: EmbeddedServices, key: str) -> Services:
    place = embedded.services
    return Services(
        speech=SpeechService(host=place.speech.host, key=Secret(key)),
        completion=CompletionService(
            api="azure", endpoint=place.completion.endpoint, key=Secret(key), deployment="scripted"
        ),
    )


async def status_of(embedded: EmbeddedServices, path: str, method: str = "GET", **headers: str) -> int:
    url = f"http://127.0.0.1:{embedded.port}{path}"
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with aiohttp.ClientSession() as session, session.request(method, url, headers=sent) as response:
        return response.status


class TestAdmission:
    def test_recognition_with_another_key_is_refused(self, scripted: EmbeddedServices) -> None:
        with recognizer(with_key(scripted, "wrong")) as client:
            client.write(speech(0.5), silence(0.5))
            details = client.once().cancellation_details
        assert details.code == sdk.CancellationErrorCode.AuthenticationFailure

    def test_synthesis_with_another_key_is_refused(self, scripted: EmbeddedServices) -> None:
        with synthesizer(with_key(scripted, "wrong")) as client:
            details = client.text("Hello.").cancellation_details
        assert details.error_code == sdk.CancellationErrorCode.AuthenticationFailure

    @pytest.mark.parametrize("make", [azure_client, plain_client])
    def test_completion_with_another_key_is_refused(
        self, scripted: EmbeddedServices, make: Callable[[Services], openai.OpenAI]
    ) -> None:
        with pytest.raises(openai.AuthenticationError, match="invalid subscription key"):
            make(with_key(scripted, "wrong")).chat.completions.create(model="scripted", messages=HELLO)

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", "/cognitiveservices/voices/list"),
            ("POST", "/cognitiveservices/v1"),
            ("POST", "/sts/v1.0/issueToken"),
            ("POST", "/_voicelab/faults"),
            ("GET", "/nowhere"),
        ],
    )
    async def test_nothing_is_shown_without_the_key(
        self, scripted: EmbeddedServices, method: str, path: str
    ) -> None:
        assert await status_of(scripted, path, method) == 401

    async def test_a_key_that_is_no_text_is_refused(self, scripted: EmbeddedServices) -> None:
        assert await status_of(scripted, "/v1/models", api_key="schlüssel") == 401

    async def test_a_web_page_of_another_origin_is_refused_even_with_the_key(
        self, scripted: EmbeddedServices
    ) -> None:
        path, key = "/cognitiveservices/voices/list", scripted.key
        assert await status_of(scripted, path, Origin="https://evil.example", api_key=key) == 403
        assert await status_of(scripted, path, Origin="null", api_key=key) == 403
        assert await status_of(scripted, path, Origin="http://localhost:8888", api_key=key) == 200

    @pytest.mark.parametrize(
        "path", ["/cognitiveservices/voices/list", "/openai/v1/realtime?model=x", "/nowhere"]
    )
    async def test_a_name_that_was_made_to_lead_here_is_refused_on_every_route_even_with_the_key(
        self, scripted: EmbeddedServices, path: str
    ) -> None:
        for host in (
            "evil.example",
            f"evil.example:{scripted.port}",
            "127.0.0.1.evil.example",
            "[",
            "192.168.0.2",
        ):
            assert await status_of(scripted, path, Host=host, api_key=scripted.key) == 403

    async def test_this_machine_is_known_by_all_its_names(self, scripted: EmbeddedServices) -> None:
        path, key = "/cognitiveservices/voices/list", scripted.key
        for host in ("localhost", f"LOCALHOST:{scripted.port}", "127.0.0.1", "[::1]:80", "voices.localhost"):
            assert await status_of(scripted, path, Host=host, api_key=key) == 200

    @pytest.mark.parametrize(
        ("address", "host", "origin", "status"),
        [
            ("127.0.0.2", "127.0.0.2:80", None, 200),
            ("0.0.0.0", "192.168.0.2:80", None, 200),
            ("0.0.0.0", "192.168.0.2", "http://192.168.0.2", 200),
            ("0.0.0.0", "192.168.0.2", "http://192.168.0.3", 403),
            ("0.0.0.0", socket.gethostname(), None, 200),
            ("0.0.0.0", "evil.example", None, 403),
        ],
    )
    async def test_a_server_that_listens_elsewhere_is_asked_by_its_address(
        self, address: str, host: str, origin: str | None, status: int
    ) -> None:
        server = EmbeddedServer(engines(), host=address)
        await server.start()
        try:
            url = f"http://{address.replace('0.0.0.0', '127.0.0.1')}:{server.port}{VOICES}"
            headers = {"Host": host, "api-key": server.key, **({"Origin": origin} if origin else {})}
            async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as response:
                assert response.status == status
        finally:
            await server.stop()

    async def test_a_token_does_not_issue_another(self, scripted: EmbeddedServices) -> None:
        url = f"http://127.0.0.1:{scripted.port}/sts/v1.0/issueToken"
        async with aiohttp.ClientSession() as session:
            async with session.post(url, headers={"Ocp-Apim-Subscription-Key": scripted.key}) as response:
                token = await response.text()
            async with session.post(url, headers={"Authorization": f"Bearer {token}"}) as response:
                assert response.status == 401
                assert "for the key alone" in (await response.json())["error"]["message"]

    async def test_an_unknown_route_is_named(self, scripted: EmbeddedServices) -> None:
        url = f"http://127.0.0.1:{scripted.port}/speechtotext/v3.2/transcriptions"
        headers = {"api-key": scripted.key}
        async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as response:
            assert response.status == 501
            assert "GET /speechtotext/v3.2/transcriptions" in (await response.json())["error"]["message"]

    def test_a_client_that_tries_again_asks_an_unknown_route_once(self, scripted: EmbeddedServices) -> None:
        client = plain_client(scripted.services).with_options(max_retries=2)
        with pytest.raises(openai.InternalServerError, match="GET /openai/v1/files is not among"):
            client.files.list()
        assert len(scripted.request_log.requests) == 1

    async def test_an_issued_token_is_as_good_as_the_key(self, scripted: EmbeddedServices) -> None:
        base = f"http://127.0.0.1:{scripted.port}"
        headers = {"Ocp-Apim-Subscription-Key": scripted.key}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{base}/sts/v1.0/issueToken", headers=headers) as response,
        ):
            token = await response.text()
        config = sdk.SpeechConfig(host=f"ws://127.0.0.1:{scripted.port}")
        config.authorization_token = token
        client = sdk.SpeechSynthesizer(speech_config=config, audio_config=None)
        result = await asyncio.to_thread(lambda: client.speak_text_async("Hello.").get())
        assert result.reason == sdk.ResultReason.Canceled  # the default voice is not in the script
        assert "Unsupported voice" in result.cancellation_details.error_details

    def test_the_key_is_never_in_what_was_seen(self, scripted: EmbeddedServices) -> None:
        with synthesizer(scripted.services) as client:
            client.text("Hello.")
        azure_client(scripted.services).chat.completions.create(model="scripted", messages=HELLO)
        assert scripted.request_log.requests
        assert scripted.key not in repr(scripted.request_log)


class TestFaultsOverTheWire:
    async def test_faults_are_ordered_and_healed(self, scripted: EmbeddedServices) -> None:
        url = f"http://127.0.0.1:{scripted.port}/_voicelab/faults"
        order = {"stage": "voices", "fault": "Refuse", "status": 429, "times": None}
        headers, listing = {"api-key": scripted.key}, "/cognitiveservices/voices/list"
        async with aiohttp.ClientSession(headers=headers) as session:
            async with session.post(url, json=order) as response:
                assert response.status == 204
            assert await status_of(scripted, listing, api_key=scripted.key) == 429
            async with session.delete(url) as response:
                assert response.status == 204
            assert await status_of(scripted, listing, api_key=scripted.key) == 200

    async def test_an_unknown_fault_is_refused_with_those_that_exist(
        self, scripted: EmbeddedServices
    ) -> None:
        url = f"http://127.0.0.1:{scripted.port}/_voicelab/faults"
        async with (
            aiohttp.ClientSession(headers={"api-key": scripted.key}) as session,
            session.post(url, json={"stage": "voices", "fault": "Explode"}) as response,
        ):
            assert response.status == 400
            assert "Refuse" in (await response.json())["error"]["message"]

    async def test_a_server_without_faults_does_not_know_the_route(self) -> None:
        server = EmbeddedServer(engines())
        await server.start()
        try:
            url = f"http://127.0.0.1:{server.port}/_voicelab/faults"
            async with (
                aiohttp.ClientSession(headers={"api-key": server.key}) as session,
                session.post(url, json={}) as response,
            ):
                assert response.status == 501
        finally:
            await server.stop()
