"""What a cell is known by."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from voicelab.comparison.plan import identity
from voicelab.embedded.options import EmbeddedOptions
from voicelab.services.endpoints import CompletionService, SpeechService
from voicelab.services.services import Services


def embedded(port: int = 1, **options: Any) -> Services:
    """Return embedded services with some models, without starting them."""
    chosen = EmbeddedOptions(**options)
    return Services(
        speech=SpeechService(host=f"ws://127.0.0.1:{port}", key="0123456789abcdef"),
        completion=CompletionService(
            api="azure",
            endpoint=f"http://127.0.0.1:{port}",
            key="0123456789abcdef",
            deployment=chosen.model_name,
        ),
        kind="embedded",
        embedded_models=chosen.models,
    )


OTHERS: list[dict[str, Any]] = [
    {},
    {"recognition_model": "small.en"},
    {"recognition_model": "base.en"},
    {"completion_url": "http://127.0.0.1:11434/v1"},
    {"completion_url": "http://127.0.0.1:1234/v1"},
    {"completion_url": "http://127.0.0.1:1234/other/v1"},
    {"completion_url": "http://127.0.0.1:1234/v1", "completion_model": "llama3.2"},
    {"completion_model": "models/a/chat.gguf"},
    {"completion_model": "models/b/chat.gguf"},
]


def test_embedded_services_with_other_models_are_others_and_at_another_port_the_same() -> None:
    assert len({identity(embedded(**options)) for options in OTHERS}) == len(OTHERS)
    for options in OTHERS:
        assert identity(embedded(1, **options)) == identity(embedded(2, **options))


def test_a_model_whose_file_was_replaced_is_another(tmp_path: Path) -> None:
    model = tmp_path / "chat.gguf"
    model.write_bytes(b"one")
    first = identity(embedded(completion_model=str(model)))
    model.write_bytes(b"other")
    assert identity(embedded(completion_model=str(model))) != first


def test_no_credential_is_part_of_a_key() -> None:
    services = embedded(
        completion_url="http://me:secret-word@127.0.0.1:1234/v1", completion_key="another-word"
    )
    assert "word" not in identity(services)


@pytest.mark.parametrize(
    "change", [{"deployment": "other"}, {"api_version": "v1"}, {"endpoint": "https://b.org"}]
)
def test_accounts_are_told_apart_by_where_they_are(change: dict[str, Any]) -> None:
    services = Services.azure(
        speech_key="0123456789abcdef0123456789abcdef",
        speech_region="westeurope",
        openai_key="0123456789abcdef0123456789abcdef",
        openai_endpoint="https://a.openai.azure.com",
        deployment="gpt",
    )
    other = dataclasses.replace(services, completion=dataclasses.replace(services.completion, **change))
    assert identity(other) != identity(services)
