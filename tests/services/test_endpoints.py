"""Endpoints: each in one place, with one credential."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.credentials import OPENAI_KEY
from voicelab.errors import ConfigurationError
from voicelab.secret import Secret
from voicelab.services.endpoints import CompletionService, SpeechService


def test_a_server_of_your_own_needs_no_key_and_names_its_model() -> None:
    service = CompletionService.openai("http://127.0.0.1:11434/v1", model="llama3.2")

    assert (service.api, service.deployment, service.credential) == ("openai", "llama3.2", None)
    assert service.key is None, "a stand-in would be taken for a credential, and removed from messages"
    assert CompletionService.openai(key=OPENAI_KEY).endpoint == "https://api.openai.com/v1"


def test_speech_lives_in_exactly_one_place() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        SpeechService(
            region="westeurope", endpoint="https://name.cognitiveservices.azure.com", key=Secret("k")
        )
    with pytest.raises(ValueError, match="exactly one"):
        SpeechService(key=Secret("k"))


def test_a_service_has_either_a_key_or_an_identity() -> None:
    with pytest.raises(ValueError, match="either key or credential"):
        SpeechService(region="westeurope")
    with pytest.raises(ValueError, match="either key or credential"):
        CompletionService(api="azure", endpoint="https://name.openai.azure.com")


@pytest.mark.parametrize("api", ["azrue", "Azure", "", None])
def test_an_interface_that_is_none_is_refused(api: str) -> None:
    with pytest.raises(ValueError, match="api must be 'azure' or 'openai'"):
        CompletionService(api=api, endpoint="https://name.openai.azure.com", key=OPENAI_KEY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("ws://127.0.0.1:5000/", "ws://127.0.0.1:5000"),
        ("http://127.0.0.1:5000", "ws://127.0.0.1:5000"),
        ("https://speech.example.com", "wss://speech.example.com"),
        ("speech.example.com", "wss://speech.example.com"),
    ],
)
def test_a_host_is_brought_to_the_form_of_the_sdk(given: str, kept: str) -> None:
    assert SpeechService(host=given, key=OPENAI_KEY).host == kept


@pytest.mark.parametrize(
    "host", ["speechbox:5000", "speechbox", "tcp://127.0.0.1", "ws:/127.0.0.1", "ws://a:b"]
)
def test_a_host_that_is_no_address_is_refused(host: str) -> None:
    with pytest.raises(ConfigurationError, match="no web address") as caught:
        SpeechService(host=host, key=OPENAI_KEY)
    assert "ws://HOST:PORT" in caught.value.hint


@pytest.mark.parametrize(
    "make",
    [
        lambda: CompletionService.azure("http://name.example.com", key=OPENAI_KEY),
        lambda: CompletionService.openai("http://8.8.8.8:8000/v1", key=OPENAI_KEY),
        lambda: SpeechService.at("http://speech.example.com:5000", key=OPENAI_KEY),
        lambda: SpeechService(host="ws://8.8.8.8:5000", key=OPENAI_KEY),
        lambda: SpeechService(endpoint="http://speech.example.com", key=OPENAI_KEY),
    ],
)
def test_no_key_goes_in_clear_through_other_networks(make: Callable[[], object]) -> None:
    with pytest.raises(ConfigurationError, match="not encrypted") as caught:
        make()
    assert caught.value.code == "bad-endpoint"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/v1",
        "http://localhost:1/v1",
        "http://192.168.1.5:11434/v1",
        "http://ollama:11434/v1",
        "http://host.docker.internal:11434/v1",
        "http://[::1]:1/v1",
    ],
)
def test_a_server_of_this_machine_or_its_network_needs_no_encryption(address: str) -> None:
    assert CompletionService.openai(address, key=OPENAI_KEY).endpoint == address
    assert CompletionService.openai("http://models.example.com/v1").key is None, "nothing to protect"


@pytest.mark.parametrize("key", [5, b"0123456789", ["k"]])
def test_a_key_is_text(key: object) -> None:
    with pytest.raises(TypeError, match="key must be text or a Secret"):
        SpeechService(region="westeurope", key=key)  # type: ignore[arg-type]
