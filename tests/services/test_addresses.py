"""Addresses and regions, as people paste them."""

from __future__ import annotations

import pytest

from voicelab.errors import ConfigurationError
from voicelab.secret import Secret
from voicelab.services.endpoints import CompletionService, SpeechService


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "https://westeurope.api.cognitive.microsoft.com/",
            SpeechService(region="westeurope", key=Secret("k")),
        ),
        ("https://eastus.tts.speech.microsoft.com", SpeechService(region="eastus", key=Secret("k"))),
        (
            "https://name.cognitiveservices.azure.com/x?y",
            SpeechService(endpoint="https://name.cognitiveservices.azure.com", key=Secret("k")),
        ),
        (
            "name.cognitiveservices.azure.com",
            SpeechService(endpoint="https://name.cognitiveservices.azure.com", key=Secret("k")),
        ),
        ("ws://127.0.0.1:5000", SpeechService(host="ws://127.0.0.1:5000", key=Secret("k"))),
        ("http://speech_box:5000/", SpeechService(host="ws://speech_box:5000", key=Secret("k"))),
    ],
)
def test_speech_addresses_are_understood_as_pasted(address: str, expected: SpeechService) -> None:
    assert SpeechService.at(address, key=Secret("k")) == expected


@pytest.mark.parametrize(
    ("address", "endpoint", "deployment", "version"),
    [
        ("https://name.openai.azure.com", "https://name.openai.azure.com", None, "2024-10-21"),
        ("name.openai.azure.com/", "https://name.openai.azure.com", None, "2024-10-21"),
        (
            "https://name.openai.azure.com/openai/deployments/chat-1/chat/completions?api-version=2025-01-01-preview",
            "https://name.openai.azure.com",
            "chat-1",
            "2025-01-01-preview",
        ),
        ("https://name.openai.azure.com/openai/v1/", "https://name.openai.azure.com", None, "v1"),
        (
            "https://name.openai.azure.com/openai/v1/chat/completions",
            "https://name.openai.azure.com",
            None,
            "v1",
        ),
        ("https://name.openai.azure.com/openai", "https://name.openai.azure.com", None, "2024-10-21"),
        (
            "https://name.services.ai.azure.com/api/projects/demo",
            "https://name.services.ai.azure.com",
            None,
            "2024-10-21",
        ),
        (
            "https://gate.example.com/team/openai/deployments/chat-1/chat/completions",
            "https://gate.example.com/team",
            "chat-1",
            "2024-10-21",
        ),
        (
            "https://gate.example.com/aoai/deployments/chat-1/chat/completions?api-version=2025-01-01-preview",
            "https://gate.example.com/aoai",
            "chat-1",
            "2025-01-01-preview",
        ),
        ("https://gate.example.com/aoai/deployments", "https://gate.example.com/aoai", None, "2024-10-21"),
        ("https://gate.example.com/aoai/v1/chat/completions", "https://gate.example.com/aoai", None, "v1"),
        (
            "https://gate.example.com/v1/openai/deployments/chat-1",
            "https://gate.example.com/v1",
            "chat-1",
            "2024-10-21",
        ),
        ("https://gate.example.com/v1/team", "https://gate.example.com/v1/team", None, "2024-10-21"),
        ("http://127.0.0.1:5000/", "http://127.0.0.1:5000", None, "2024-10-21"),
        ("127.0.0.1:5000", "http://127.0.0.1:5000", None, "2024-10-21"),
        ("http://[::1]:5000/", "http://[::1]:5000", None, "2024-10-21"),
    ],
)
def test_model_addresses_are_understood_as_pasted(
    address: str, endpoint: str, deployment: str | None, version: str
) -> None:
    service = CompletionService.azure(address, key=Secret("k"))
    assert (service.endpoint, service.deployment, service.api_version) == (endpoint, deployment, version)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("West Europe", "westeurope"),
        ("(Europe) West Europe", "westeurope"),
        ("WestUS2", "westus2"),
        ("east-us", "eastus"),
        ("eastus2euap", "eastus2euap"),
        ("https://westeurope.api.cognitive.microsoft.com/", "westeurope"),
        ("westeurope.stt.speech.microsoft.com", "westeurope"),
    ],
)
def test_a_region_is_brought_to_its_short_name(text: str, name: str) -> None:
    assert SpeechService(region=text, key=Secret("k")).region == name


@pytest.mark.parametrize("text", ["west europe!", "42", "https://example.com/", "Wien, Österreich"])
def test_a_text_that_is_no_region_is_named(text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        SpeechService(region=text, key=Secret("k"))
    assert caught.value.code == "bad-region"
    assert repr(text) in caught.value.message
    assert "SPEECH_REGION" in caught.value.hint


@pytest.mark.parametrize(
    "address",
    [
        "",
        "name",
        "ftp://name.openai.azure.com",
        "https://",
        "https://YOUR_RESOURCE_NAME.openai.azure.com/",
        "https://a:b/",
    ],
)
def test_an_address_that_is_none_is_refused_with_an_example(address: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        CompletionService.azure(address, key=Secret("k"))
    assert caught.value.code == "bad-endpoint"
    assert "https://YOUR-RESOURCE-NAME.openai.azure.com/" in caught.value.hint


@pytest.mark.parametrize(
    "slip", ["https//name.openai.azure.com", "https:/name.openai.azure.com", "https://https://x.y"]
)
def test_a_slip_in_an_addresss_beginning_is_refused(slip: str) -> None:
    with pytest.raises(ConfigurationError, match="is no web address"):
        CompletionService.azure(slip, key=Secret("k"))


@pytest.mark.parametrize(
    ("address", "endpoint"),
    [
        ("127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1"),
        ("0.0.0.0:11434/v1", "http://0.0.0.0:11434/v1"),
        ("localhost:11434/v1", "http://localhost:11434/v1"),
        ("[::1]:11434/v1", "http://[::1]:11434/v1"),
        ("api.example.com/v1", "https://api.example.com/v1"),
    ],
)
def test_a_bare_address_of_this_machine_is_not_encrypted(address: str, endpoint: str) -> None:
    assert CompletionService.openai(address, key=Secret("k")).endpoint == endpoint


def test_a_bare_address_of_a_container_on_this_machine_is_not_encrypted() -> None:
    assert SpeechService.at("127.0.0.1:5000", key=Secret("k")).host == "ws://127.0.0.1:5000"
