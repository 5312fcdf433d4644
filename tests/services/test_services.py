"""Services: what they show of themselves, which is no credential."""

from __future__ import annotations

import dataclasses
import pickle

import pytest

from tests.credentials import OPENAI_KEY, SPEECH_KEY
from voicelab.services.endpoints import CompletionService, ServiceKind, SpeechService
from voicelab.services.services import Services
from voicelab.services.speech_to_speech import SpeechToSpeechService


def test_credentials_show_in_no_text_and_are_not_pickled() -> None:
    services = Services.azure(
        speech_key=SPEECH_KEY,
        speech_region="westeurope",
        openai_key=OPENAI_KEY,
        openai_endpoint="https://name.openai.azure.com/",
    )
    for text in (repr(services), str(services), services.describe(), repr(services.speech.key)):
        for key in (SPEECH_KEY, OPENAI_KEY):
            assert not any(key[start : start + 6] in text for start in range(len(key) - 5))
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(services)


def test_the_description_says_where_things_live() -> None:
    services = Services.azure(
        speech_key=SPEECH_KEY,
        speech_region="West Europe",
        openai_key=OPENAI_KEY,
        openai_endpoint="a.openai.azure.com",
    )
    assert services.describe() == "Azure Speech at westeurope, model at https://a.openai.azure.com"
    with_engines = dataclasses.replace(
        services,
        realtime=SpeechToSpeechService.realtime(services.completion, "talk"),
        voice_live=SpeechToSpeechService.voice_live("b.services.ai.azure.com", key=OPENAI_KEY),
    )
    assert with_engines.describe().removeprefix(services.describe()) == (
        ", speech-to-speech model 'talk' at https://a.openai.azure.com"
        ", Voice Live at https://b.services.ai.azure.com"
    )


def test_a_speech_to_speech_service_is_named_as_a_chat_model_is() -> None:
    services = (
        SpeechToSpeechService.openai(key=OPENAI_KEY, model="gpt-realtime"),
        SpeechToSpeechService.azure("https://a.openai.azure.com", key=OPENAI_KEY, deployment="talk"),
    )
    assert [(each.engine, each.variables, each.place) for each in services] == [
        ("realtime", "openai-realtime", "speech-to-speech model 'gpt-realtime' at https://api.openai.com/v1"),
        ("realtime", "azure-realtime", "speech-to-speech model 'talk' at https://a.openai.azure.com"),
    ]
    with pytest.raises(ValueError, match="by version 'v1' at Azure, not by '2025-04-01-preview'"):
        SpeechToSpeechService.azure(
            "https://a.openai.azure.com", key=OPENAI_KEY, api_version="2025-04-01-preview"
        )


@pytest.mark.parametrize(
    ("speech", "kind", "name"),
    [
        (SpeechService(region="West Europe", key=SPEECH_KEY), "azure", "Azure westeurope"),
        (
            SpeechService(endpoint="https://ours.cognitiveservices.azure.com", key=SPEECH_KEY),
            "azure",
            "Azure ours.cognitiveservices.azure.com",
        ),
        (SpeechService(host="ws://127.0.0.1:5000", key=SPEECH_KEY), "embedded", "Embedded services"),
        (SpeechService(host="ws://127.0.0.1:5000", key=SPEECH_KEY), "custom", "Services on this machine"),
        (
            SpeechService(host="wss://speech.example:5000", key=SPEECH_KEY),
            "custom",
            "Services at speech.example",
        ),
    ],
)
def test_their_name_is_short_and_holds_no_port(speech: SpeechService, kind: ServiceKind, name: str) -> None:
    model = CompletionService(api="openai", endpoint="https://a.example/v1", key="k")
    assert Services(speech=speech, completion=model, kind=kind).name == name
