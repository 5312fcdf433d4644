"""An identity in place of keys: tokens for both services, renewed while a session lasts."""

from __future__ import annotations

import copy
import gc
import threading
import time
import urllib.request
import weakref
from collections.abc import Iterator
from typing import Any

import azure.cognitiveservices.speech as sdk
import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import AzureError, ClientAuthenticationError

from voicelab import RetryPolicy, Services, Session, Timeouts
from voicelab.audio.sources import PushSource
from voicelab.embedded import host
from voicelab.services.endpoints import CompletionService, SpeechService
from voicelab.services.speech_to_speech import SpeechToSpeechService
from voicelab.testing import Drop, EmbeddedServices, ScriptedEngines, embedded_services, silence, speech

SCOPE = "https://cognitiveservices.azure.com/.default"
SPOKEN = speech(seconds=0.5)


class Identity:
    """A credential whose tokens the embedded server issues, each good for a while."""

    def __init__(self, embedded: EmbeddedServices, seconds: float) -> None:
        self._embedded = embedded
        self._seconds = seconds
        self._lock = threading.Lock()
        self.tokens: list[str] = []
        self.scopes: set[str] = set()

    def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._embedded.port}/sts/v1.0/issueToken",
            data=b"",
            headers={"Ocp-Apim-Subscription-Key": self._embedded.key},
        )
        with urllib.request.urlopen(request) as answer:
            token = answer.read().decode()
        with self._lock:
            self.tokens.append(token)
            self.scopes.update(scopes)
        return AccessToken(token, int(time.time() + self._seconds))


class SignedOut:
    """A credential of nobody."""

    def __init__(self, error: AzureError | None = None) -> None:
        self._error = error or ClientAuthenticationError("Please run 'az login' to set up an account.")

    def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        raise copy.copy(self._error)  # one that is raised again would keep all that ever saw it


@pytest.fixture
def embedded() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(transcripts=["First?", "Second?", "Stop."])) as running:
        yield running


def services(embedded: EmbeddedServices, identity: Any, api_version: str = "2024-10-21") -> Services:
    address = f"http://127.0.0.1:{embedded.port}"
    completion = CompletionService(
        api="azure",
        endpoint=address,
        credential=identity,
        deployment="scripted",
        api_version=api_version,
    )
    return Services(
        speech=SpeechService(endpoint=address, credential=identity),
        completion=completion,
        realtime=SpeechToSpeechService.realtime(completion, "scripted"),
        voice_live=SpeechToSpeechService.voice_live(address, credential=identity, model="scripted"),
    )


@pytest.mark.parametrize("api_version", ["2024-10-21", "v1"])
@pytest.mark.parametrize(
    "changes", [{}, {"api": "responses"}, {"role": "Girl", "voice": "en-US-JennyNeural"}]
)
def test_both_services_are_used_without_a_key(
    embedded: EmbeddedServices, api_version: str, changes: dict[str, Any]
) -> None:
    identity = Identity(embedded, 3600)
    with Session(services=services(embedded, identity, api_version), log=False, **changes) as session:
        exchange = session.ask(SPOKEN)
    assert (exchange.outcome, exchange.transcript) == ("completed", "First?"), exchange.error_message
    assert exchange.spoken is not None
    assert identity.scopes == {SCOPE}
    paths = {request.path for request in embedded.request_log.requests}
    assert "/stt/speech/universal/v2" in paths
    assert any(path.startswith("/tts/cognitiveservices/websocket/") for path in paths)


def test_tokens_that_expire_between_turns_are_renewed(
    embedded: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host, "_TOKEN_SECONDS", 1.5)
    identity = Identity(embedded, 1.5)
    with Session(services=services(embedded, identity), log=False) as session:
        outcomes = []
        for _ in range(3):
            outcomes.append(session.ask(SPOKEN).outcome)
            # The token of this turn runs out before the next.
            embedded.request_log.wait_for(lambda _: False, timeout_seconds=1.6)
    assert outcomes == ["completed"] * 3
    assert len(set(identity.tokens)) > 3


def test_a_conversation_outlives_its_token(
    embedded: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host, "_TOKEN_SECONDS", 4.0)
    identity = Identity(embedded, 3.0)
    # The connection is lost after the first token has run out: it must be made again with another.
    embedded.faults.add("recognition", Drop(after_audio_seconds=4.5))
    source = PushSource()
    sound = SPOKEN + silence(seconds=4.5) + SPOKEN + silence(seconds=1.5) + SPOKEN + silence(seconds=1.0)

    def speak() -> None:
        pcm, began = sound.to_pcm(), time.monotonic()
        for position in range(0, len(pcm), 1_280):
            time.sleep(max(0.0, began + position / 32_000 - time.monotonic()))
            source.push(pcm[position : position + 1_280])
        source.end()

    speaker = threading.Thread(target=speak)
    with Session(services=services(embedded, identity), log=False, timeouts=Timeouts()) as session:
        speaker.start()
        reason = session.talk(source)
        speaker.join()
        assert reason == "stop-phrase"
        assert session.log.df["transcript"].tolist() == ["First?", "Second?"]
        assert session.log.df["outcome"].tolist() == ["completed", "completed"]


@pytest.mark.parametrize(
    ("engine", "scope"), [("realtime", SCOPE), ("voice-live", "https://ai.azure.com/.default")]
)
def test_a_speech_to_speech_service_is_used_without_a_key_and_reached_again_with_a_new_token(
    embedded: EmbeddedServices, engine: str, scope: str
) -> None:
    identity = Identity(embedded, 3600)
    embedded.faults.add("realtime", Drop())
    with Session(services=services(embedded, identity), log=False, engine=engine) as session:
        exchange = session.ask("Typed?")
    assert (exchange.outcome, exchange.retries) == ("completed", 1), exchange.error_message
    assert (len(set(identity.tokens)), identity.scopes) == (2, {scope})


@pytest.mark.parametrize("engine", ["realtime", "voice-live"])
def test_who_is_not_signed_in_is_not_let_in_to_speech_to_speech(
    embedded: EmbeddedServices, engine: str
) -> None:
    with Session(services=services(embedded, SignedOut()), log=False, engine=engine) as session:
        exchange = session.ask("Typed?")
    assert (exchange.outcome, exchange.error_code) == ("failed", "authentication")
    assert "az login" in (exchange.error_message or "")


@pytest.mark.parametrize("question", [SPOKEN, "Typed?"])
def test_who_is_not_signed_in_gets_an_error_that_says_so(embedded: EmbeddedServices, question: Any) -> None:
    with Session(
        services=services(embedded, SignedOut()), log=False, timeouts=Timeouts(retry=RetryPolicy(retries=0))
    ) as session:
        exchange = session.ask(question)
    assert exchange.outcome == "failed"
    assert exchange.error_code == "authentication"
    assert "az login" in (exchange.error_message or "")


@pytest.mark.parametrize("error", [AzureError(""), ClientAuthenticationError("\n\n")], ids=["empty", "blank"])
def test_an_identity_that_gives_no_reason_is_refused_all_the_same(
    embedded: EmbeddedServices, error: AzureError
) -> None:
    with Session(services=services(embedded, SignedOut(error)), log=False) as session:
        exchange = session.ask("Typed?")
    assert exchange.error_code == "authentication"
    assert type(error).__name__ in (exchange.error_message or "")


@pytest.mark.parametrize("kind", ["SpeechRecognizer", "SpeechSynthesizer"])
def test_what_is_closed_is_let_go_of_without_the_garbage_collector(
    embedded: EmbeddedServices, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """That would block whatever thread it runs on, for 10 s where the connection failed."""
    made: list[weakref.ref[object]] = []
    make = getattr(sdk, kind)

    def keep(**arguments: Any) -> object:
        made.append(weakref.ref(one := make(**arguments)))
        return one

    monkeypatch.setattr(sdk, kind, keep)
    gc.disable()
    try:
        with Session(services=services(embedded, Identity(embedded, 3600)), log=False) as session:
            session.ask(SPOKEN)
        deadline = time.monotonic() + 5.0
        while any(each() is not None for each in made) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert made
        assert [each() for each in made if each() is not None] == []
    finally:
        gc.enable()


def test_no_token_is_ever_shown(embedded: EmbeddedServices) -> None:
    identity = Identity(embedded, 3600)
    with Session(services=services(embedded, identity), log=False) as session:
        embedded.faults.add("completion", Drop(times=None))
        exchange = session.ask("Typed?")
        shown = repr(session) + repr(session.services) + repr(exchange) + exchange._repr_html_()
    assert identity.tokens
    assert not any(token in shown for token in identity.tokens)
