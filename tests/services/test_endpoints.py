"""Endpoints: each in one place, with one credential."""

from __future__ import annotations

import pytest

from voicelab.secret import Secret
from voicelab.services.endpoints import CompletionService, SpeechService


def test_a_server_of_your_own_needs_no_key_and_names_its_model() -> None:
    service = CompletionService.openai("http://127.0.0.1:11434/v1", model="llama3.2")

    assert (service.api, service.deployment, service.credential) == ("openai", "llama3.2", None)
    assert service.key is None, "a stand-in would be taken for a credential, and removed from messages"
    assert CompletionService.openai(key="sk-0123456789").endpoint == "https://api.openai.com/v1"


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
