"""What the environment says of proxies, certificates and headers, and where it cannot be used."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

import voicelab
from tests.completion.answers import QUESTION, answer
from tests.completion.odd_server import odd_server, whole
from tests.credentials import OPENAI_KEY
from tests.proxies import refusing_proxy
from voicelab import RetryPolicy, Services, Session, Settings, Timeouts
from voicelab.completion.completer import Completer
from voicelab.doctor import check
from voicelab.errors import ConfigurationError, VoicelabError
from voicelab.recordings import conversation, recording
from voicelab.services.endpoints import CompletionService
from voicelab.testing import EmbeddedServices

REMOTE = CompletionService.openai("https://models.invalid/v1", key=OPENAI_KEY, model="m")


@pytest.fixture(autouse=True)
def no_network_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSLKEYLOGFILE", "OPENAI_ORG_ID"):
        monkeypatch.delenv(kind, raising=False)
        monkeypatch.delenv(kind.lower(), raising=False)


async def failure(service: CompletionService = REMOTE) -> VoicelabError:
    completer = Completer(service, Timeouts(retry=RetryPolicy().without_retries()))
    await completer.warm(Settings())
    with pytest.raises(VoicelabError) as caught:
        [item async for item in completer.stream(QUESTION, Settings())]
    await completer.close()
    return caught.value


def test_nothing_that_stays_on_this_machine_goes_through_a_proxy(
    scripted: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    with refusing_proxy() as (address, asked):
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, address)
        with Session(services=scripted.services, log=False) as session:
            assert session.ask(recording(conversation[0])).reply
            assert len(session.voices()) > 0
        assert voicelab.doctor.check(scripted.services).healthy
        server = CompletionService.openai(
            f"http://localhost:{scripted.port}/v1", key=scripted.key, model="scripted"
        )
        with Session(
            services=Services(speech=scripted.services.speech, completion=server), log=False
        ) as session:
            assert session.ask("And by a server of one's own?").outcome == "completed"
    assert asked == []


async def test_another_machine_is_asked_through_the_proxy_whose_refusal_is_told_by_its_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with refusing_proxy() as (address, asked):
        monkeypatch.setenv("https_proxy", address.replace("//", "//user:pass-word@"))
        error = await failure()
    assert asked[-1] == b"CONNECT models.invalid:443 HTTP/1.1\r\n"
    assert error.code == "connection-failed"
    assert "the proxy of https_proxy refused: 407 Proxy Authentication Required." in error.message
    assert "user name and password" in error.hint
    assert "pass-word" not in str(error)


async def test_a_proxy_that_refuses_without_a_tunnel_is_told_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    with refusing_proxy() as (address, asked):
        monkeypatch.setenv("HTTP_PROXY", address)
        error = await failure(CompletionService.openai("http://models.internal/v1", model="m"))
    assert asked[-1] == b"POST http://models.internal/v1/chat/completions HTTP/1.1\r\n"
    assert error.code == "connection-failed"
    assert "the proxy of HTTP_PROXY refused: 407" in error.message
    assert "user name and password" in error.hint


async def test_a_proxy_that_is_not_there_is_told_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    with refusing_proxy() as (address, _):
        pass
    monkeypatch.setenv("ALL_PROXY", address)
    error = await failure()
    assert error.code == "connection-failed"
    assert "ALL_PROXY" in str(error)


UNUSABLE = {
    "a SOCKS proxy without its package": ("ALL_PROXY", "socks5://127.0.0.1:1080", "httpx2[socks]"),
    "as GNOME writes it": ("all_proxy", "socks://127.0.0.1:1080/", "socks5://HOST:PORT"),
    "another kind": ("HTTPS_PROXY", "socks4://127.0.0.1:1080", "http://HOST:PORT"),
    "no address": ("HTTPS_PROXY", "https://[::1", "http://HOST:PORT"),
    "no port": ("HTTP_PROXY", "http://me:pass-word@proxy:port", "http://HOST:PORT"),
    "no file": ("SSL_CERT_FILE", "/nope/c.pem", "PEM"),
    "no certificates": ("SSL_CERT_FILE", __file__, "PEM"),
    "a folder": ("SSL_CERT_FILE", "/", "PEM"),
    "no folder for a log": ("SSLKEYLOGFILE", "/nope/keys.log", "Unset it"),
    "letters that no header holds": ("OPENAI_ORG_ID", "müller", "ASCII"),
    "a line break": ("OPENAI_PROJECT_ID", "proj\n", "in one line"),
    "headers with such letters": ("OPENAI_CUSTOM_HEADERS", "X-Team: müller", "ASCII"),
}


@pytest.mark.parametrize("kind", UNUSABLE)
async def test_a_variable_that_cannot_be_used_is_told_by_its_name(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, value, advice = UNUSABLE[kind]
    if name == "SSLKEYLOGFILE":  # which Python heeds with certificates of a file's
        monkeypatch.setenv("SSL_CERT_FILE", str(Path(__file__).with_name("localhost.pem")))
    monkeypatch.setenv(name, value)
    error = await failure()
    assert isinstance(error, ConfigurationError)
    assert error.message.startswith(f"{name} ")
    assert advice in error.hint
    assert "pass-word" not in str(error)


async def test_a_certificate_that_is_not_trusted_is_told_with_the_variable_that_trusts_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    certificate = str(Path(__file__).with_name("localhost.pem"))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    reply = whole({"choices": [{"message": {"content": "Yes."}, "finish_reason": "stop"}]})
    async with odd_server(reply, tls=tls) as (service, _):
        error = await failure(service)
        assert error.code == "connection-failed"
        assert "its certificate is not trusted" in error.message
        assert "Set SSL_CERT_FILE to" in error.hint
        monkeypatch.setenv("SSL_CERT_FILE", certificate)
        completer = Completer(service)
        text, _, _ = await answer(completer, Settings())
        await completer.close()
    assert text == "Yes."


@pytest.mark.parametrize("kind", ["as GNOME writes it", "no address", "no file", "no folder for a log"])
def test_no_such_variable_stops_what_stays_on_this_machine(
    kind: str, scripted: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(*UNUSABLE[kind][:2])
    with Session(services=scripted.services, log=False) as session:
        assert session.ask("Are you there?").outcome == "completed"


def test_the_doctor_names_the_variable_and_goes_on(
    scripted: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1080")
    diagnosis = check(Services(speech=scripted.services.speech, completion=REMOTE))
    found = {each.name: each for each in diagnosis if each.area == "reachable"}
    assert [found[name].status for name in ("synthesis", "recognition", "completion")] == [
        "ok",
        "ok",
        "failed",
    ]
    assert "ALL_PROXY" in found["completion"].message
