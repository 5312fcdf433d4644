"""Options of the embedded services."""

from __future__ import annotations

import dataclasses
import json

import pytest

from voicelab.embedded.options import EmbeddedOptions
from voicelab.errors import ConfigurationError
from voicelab.secret import Secret


def test_by_default_our_own_models_are_used() -> None:
    options = EmbeddedOptions.from_environment({"VOICELAB_COMPLETION_MODEL": "  "})

    assert options == EmbeddedOptions()
    assert options.model_name == "qwen2.5-coder-0.5b-instruct"
    assert options.completion_host is None


def test_the_environment_names_other_models() -> None:
    options = EmbeddedOptions.from_environment(
        {
            "VOICELAB_RECOGNITION_MODEL": "small.en",
            "VOICELAB_COMPLETION_MODEL": "llama3.2",
            "VOICELAB_COMPLETION_URL": "http://user:pass@127.0.0.1:11434/v1",
            "VOICELAB_COMPLETION_KEY": "sesame",
            "VOICELAB_COMPLETION_THREADS": "4",
        }
    )

    assert options == EmbeddedOptions(
        recognition_model="small.en",
        completion_model="llama3.2",
        completion_url="http://user:pass@127.0.0.1:11434/v1",
        completion_key=Secret("sesame"),
        completion_threads=4,
    )
    assert options.model_name == "llama3.2"
    assert options.completion_host == "127.0.0.1:11434"


def test_the_tiny_model_has_a_short_name() -> None:
    assert EmbeddedOptions(completion_model="tiny").model_name == "smollm2-135m-instruct"


def test_a_short_name_at_another_server_is_that_servers() -> None:
    options = EmbeddedOptions(completion_model="tiny", completion_url="http://127.0.0.1:11434/v1")

    assert options.model_name == "tiny"


def test_a_model_file_goes_by_its_name() -> None:
    assert EmbeddedOptions(completion_model="models/Qwen-1.5B.gguf").model_name == "Qwen-1.5B"


@pytest.mark.parametrize("threads", ["0", "65", "many"])
def test_threads_that_cannot_be_are_refused(threads: str) -> None:
    with pytest.raises(ConfigurationError, match="VOICELAB_COMPLETION_THREADS"):
        EmbeddedOptions.from_environment({"VOICELAB_COMPLETION_THREADS": threads})


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no web address"):
        EmbeddedOptions(completion_url="localhost:11434")


def test_a_key_without_a_server_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="VOICELAB_COMPLETION_URL"):
        EmbeddedOptions(completion_key=Secret("sesame"))


def test_the_environment_names_the_voices() -> None:
    assert (
        EmbeddedOptions.from_environment({"VOICELAB_SYNTHESIS_MODEL": "kokoro"}).synthesis_model == "kokoro"
    )


def test_voices_that_are_none_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="no local voices 'piper'") as caught:
        EmbeddedOptions.from_environment({"VOICELAB_SYNTHESIS_MODEL": "piper"})

    assert "built-in" in caught.value.hint


def test_every_option_reaches_the_process_that_serves_it() -> None:
    options = EmbeddedOptions(
        recognition_model="small.en",
        synthesis_model="built-in",
        completion_model="llama3.2",
        completion_url="http://127.0.0.1:11434/v1",
        completion_key=Secret("sesame"),
        completion_threads=3,
        detector="words",
    )
    assert all(getattr(options, field.name) is not None for field in dataclasses.fields(options))

    received = EmbeddedOptions.from_plain(json.loads(json.dumps(options.to_plain())))
    assert received == options
    assert received.completion_key is not None
    assert received.completion_key.reveal() == "sesame"
    assert EmbeddedOptions.from_plain(EmbeddedOptions().to_plain()) == EmbeddedOptions()
