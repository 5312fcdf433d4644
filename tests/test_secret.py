"""Secrets: kept as such however they were given, and shown nowhere."""

from __future__ import annotations

import dataclasses
import logging
import pickle
import traceback
from collections.abc import Callable

import pytest

from tests.credentials import SPEECH_KEY
from voicelab.embedded.options import EmbeddedOptions
from voicelab.secret import Secret, without_user_info
from voicelab.services.endpoints import CompletionService, SpeechService
from voicelab.services.services import Services


@pytest.mark.parametrize("form", [str, Secret], ids=["plain", "secret"])
def test_a_key_is_given_plain_or_as_a_secret_and_kept_as_a_secret(
    form: Callable[[str], str | Secret],
) -> None:
    key = form(SPEECH_KEY)
    held = [
        SpeechService(region="westeurope", key=key).key,
        SpeechService.at("https://eastus.tts.speech.microsoft.com", key=key).key,
        CompletionService(api="openai", endpoint="http://127.0.0.1:8000/v1", key=key).key,
        CompletionService.azure("name.openai.azure.com", key=key).key,
        CompletionService.openai("http://127.0.0.1:8000/v1", key=key).key,
        EmbeddedOptions(completion_url="http://127.0.0.1:8000/v1", completion_key=key).completion_key,
        Services.azure(
            speech_key=key, speech_region="westeurope", openai_key="x", openai_endpoint="a.openai.azure.com"
        ).speech.key,
    ]

    assert held == [Secret(SPEECH_KEY)] * len(held)


def test_a_key_that_was_given_plain_shows_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    service = SpeechService(region="westeurope", key=SPEECH_KEY)
    replaced = dataclasses.replace(service, region="eastus")
    with pytest.raises(ValueError, match="exactly one") as caught:
        dataclasses.replace(service, host="ws://127.0.0.1:5000")
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(service)
    logging.getLogger("voicelab").warning("%r, %s", service, vars(service), exc_info=caught.value)

    trace = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    for text in (repr(service), repr(replaced), repr(vars(service)), caplog.text, trace):
        assert "eastus" in text or "westeurope" in text
        assert SPEECH_KEY not in text
    assert replaced.key == Secret(SPEECH_KEY)
    assert hash(service) == hash(dataclasses.replace(service))


@pytest.mark.parametrize("key", ["5peech 0123", "5peech\n0123", "5peech\u201d0123", "5peech\x000123"])
def test_a_key_that_no_header_can_carry_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(ValueError, match="visible ASCII") as caught:
        SpeechService(region="westeurope", key=key)
    assert "5peech" not in str(caught.value)


@pytest.mark.parametrize(
    "key",
    ["ollama", "lm-studio", "EMPTY", "None", "sk-no-key-required", "not-needed", "llama.cpp", "x", "a", "1"],
)
def test_what_only_stands_in_place_of_a_key_hides_nothing(key: str) -> None:
    text = f"The model 'x' was asked at http://{key}:11434/v1; try {key}, a. 1"
    assert Secret(key).redact(text) == text


@pytest.mark.parametrize("key", ["gateway", "llama3", "1234", "my-host", "qwen2.5"])
def test_a_short_key_that_is_the_name_of_the_host_or_the_model_hides_nothing(key: str) -> None:
    text = f"The model {key!r} at http://{key}:8000 was refused."
    assert Secret(key).redact(text, f"{key}.lan:8000", "m") == text
    assert Secret(key).redact(text, "host", f"some/{key}:latest") == text
    assert key not in Secret(key).redact(text, "host", None)


KEYS = [
    "s3cr3t!",
    "swordfish",
    "correct-horse-battery",
    "5peech0123456789abcdef0123456789",
    "sk-proj-" + "x9Y" * 12,
    "sk-1234",
    "opensesame",
    "8472",
    "A1b2C3d4" * 10 + "JQQJ",
]


@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_hidden_wherever_a_server_quotes_it(key: str) -> None:
    for text in ("Bearer {}.", "key={}&x", '{{"key": "{}"}}', "Incorrect: {}", "{}", "'{}'", "_{}_"):
        assert key not in Secret(key).redact(text.format(key), "name.openai.azure.com", "gpt-4o")
        assert Secret(key).redact(text.format(key)) == text.format("***")
    assert Secret(key).redact(f"a {key[:3]}\n{key[3:]} b") == "a *** b"


@pytest.mark.parametrize("key", KEYS[3:5])
def test_a_credential_is_hidden_even_in_the_name_of_the_host_or_the_model(key: str) -> None:
    assert Secret(key).redact(f"The model {key!r}", f"{key}.lan", key) == "The model '***'"


def test_a_short_word_is_known_only_where_it_stands_by_itself() -> None:
    assert Secret("port").redact("The port of important ports: port_8, port.") == (
        "The *** of important ports: ***_8, ***."
    )


def test_addresses_are_shown_without_user_names_and_passwords() -> None:
    text = "407, url='http://me:pass-word@proxy:8080/x', https://a.example/b@c, mail me@a.example"
    shown = "407, url='http://proxy:8080/x', https://a.example/b@c, mail me@a.example"
    assert without_user_info(text) == shown
