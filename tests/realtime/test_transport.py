"""The websockets of both SDKs go through the environment's proxy, and trust its certificates."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import openai
import pytest
from azure.ai.voicelive.aio import connect as connect_voice_live
from azure.core.credentials import AzureKeyCredential

from tests.proxies import CERTIFICATE, inspecting_proxy, refusing_proxy
from voicelab.errors import ConfigurationError
from voicelab.realtime.transport import openai_transport, proxy_refusal, voice_live_transport
from voicelab.testing import EmbeddedServices

FAR = "https://models.invalid"
TRANSPORTS = {"realtime": openai_transport, "voice-live": voice_live_transport}


@pytest.fixture(params=TRANSPORTS)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def no_network_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@contextlib.asynccontextmanager
async def connected(engine: str, endpoint: str, key: str) -> AsyncIterator[Any]:
    """Connect by an engine's own SDK."""
    transport: Any = TRANSPORTS[engine](endpoint)
    if engine == "voice-live":
        connecting = connect_voice_live(
            endpoint=endpoint,
            credential=AzureKeyCredential(key),
            model="scripted",
            connection_options={"vendor_options": transport},
        )
        async with connecting as connection:
            yield connection
        return
    websocket = f"{endpoint.replace('http', 'ws', 1)}/openai/v1"
    client = openai.AsyncOpenAI(
        base_url=f"{endpoint}/openai/v1", websocket_base_url=websocket, api_key=key, max_retries=0
    )
    async with (
        client,
        client.realtime.connect(model="scripted", websocket_connection_options=transport) as other,
    ):
        yield other


async def test_another_machine_is_reached_through_the_proxy_whose_certificate_is_trusted(
    engine: str, scripted: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with inspecting_proxy(scripted.port) as (address, asked):
        monkeypatch.setenv("HTTPS_PROXY", address.replace("//", "//user:pass-word@"))
        async with connected(engine, FAR, scripted.key) as connection:
            assert (await connection.recv()).type == "session.created"
    head = asked[0]
    assert head[0] == b"CONNECT models.invalid:443 HTTP/1.1\r\n"
    assert any(line.lower().startswith(b"proxy-authorization: basic") for line in head)


async def test_a_certificate_that_is_not_trusted_ends_the_connection(
    engine: str, scripted: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inspecting_proxy(scripted.port) as (address, _):
        monkeypatch.setenv("HTTPS_PROXY", address)
        with pytest.raises(Exception, match="CERTIFICATE_VERIFY_FAILED"):
            async with connected(engine, FAR, scripted.key):
                pass


async def test_what_a_proxy_refuses_is_known_by_its_own_words(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with refusing_proxy() as (address, _):
        monkeypatch.setenv("ALL_PROXY", address)
        with pytest.raises(Exception) as caught:  # noqa: PT011  # each SDK has its own
            async with connected(engine, FAR, "k"):
                pass
    assert proxy_refusal(caught.value) == "407 Proxy Authentication Required"


async def test_this_machine_and_what_no_proxy_names_take_none(
    engine: str, scripted: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    with refusing_proxy() as (address, asked):
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, address)
        monkeypatch.setenv("NO_PROXY", "models.invalid:443,other.invalid")
        async with connected(engine, f"http://127.0.0.1:{scripted.port}", scripted.key) as connection:
            assert (await connection.recv()).type == "session.created"
    assert asked == []
    assert TRANSPORTS[engine]("https://models.invalid:443")["proxy"] is None
    assert TRANSPORTS[engine]("https://voice.other.invalid")["proxy"] is None
    assert TRANSPORTS[engine]("https://models.invalid:8443")["proxy"] == address


@pytest.mark.parametrize(
    ("name", "value"), [("HTTPS_PROXY", "socks5://127.0.0.1:1080"), ("SSL_CERT_FILE", "/nope/c.pem")]
)
def test_a_variable_that_cannot_be_used_is_named(
    engine: str, name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=f"^{name} "):
        TRANSPORTS[engine](FAR)
