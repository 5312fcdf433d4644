"""What a cell is known by."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from tests.credentials import SPEECH_KEY
from voicelab.comparison.plan import identity, plan
from voicelab.comparison.questions import as_inputs
from voicelab.embedded.local.engines import choose_models, model_names
from voicelab.embedded.local.model_files.known_models import ENGLISH, MODELS, MULTILINGUAL
from voicelab.embedded.local.recognition import recognition_choice
from voicelab.embedded.local.voices import kokoro_languages
from voicelab.embedded.options import KOKORO, EmbeddedOptions
from voicelab.errors import ConfigurationError
from voicelab.services.endpoints import CompletionService, SpeechService
from voicelab.services.services import Services
from voicelab.settings import Settings


def embedded(port: int = 1, **options: Any) -> Services:
    """Return embedded services with some models, without starting them."""
    chosen = EmbeddedOptions(**options)
    return Services(
        speech=SpeechService(host=f"ws://127.0.0.1:{port}", key=SPEECH_KEY),
        completion=CompletionService(
            api="azure",
            endpoint=f"http://127.0.0.1:{port}",
            key=SPEECH_KEY,
            deployment=chosen.model_name,
        ),
        kind="embedded",
        embedded_models=model_names(chosen),
    )


def azure(**changes: Any) -> Services:
    """Return services of an account, without asking it."""
    usual = {
        "speech_key": SPEECH_KEY,
        "speech_region": "westeurope",
        "openai_key": SPEECH_KEY,
        "openai_endpoint": "https://a.openai.azure.com",
        "deployment": "gpt",
        "realtime_deployment": "gpt-realtime",
    }
    return Services.azure(**{**usual, **changes})


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
    {"synthesis_model": "kokoro"},
]


def test_embedded_services_with_other_models_are_others_and_at_another_port_the_same() -> None:
    assert len({identity(embedded(**options)) for options in OTHERS}) == len(OTHERS)
    for options in OTHERS:
        assert identity(embedded(1, **options)) == identity(embedded(2, **options))


def test_kokoro_with_other_languages_is_other_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kokoro_languages, "find_spec", lambda module: module == "hibari")
    in_english = identity(embedded(synthesis_model="kokoro"))
    monkeypatch.setattr(kokoro_languages, "find_spec", lambda module: True)
    assert identity(embedded(synthesis_model="kokoro")) != in_english
    assert identity(embedded(synthesis_model="built-in")) == identity(embedded())


def test_which_voices_speak_is_known_where_nothing_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path))
    before = identity(embedded(synthesis_model=choose_models(EmbeddedOptions()).synthesis_model))
    MODELS[KOKORO].folder.mkdir()
    after = identity(embedded(synthesis_model=choose_models(EmbeddedOptions()).synthesis_model))
    assert before != after


def test_which_model_recognises_is_known_where_nothing_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def identity_of_a_default() -> str:
        chosen = recognition_choice.with_recognition_model(EmbeddedOptions())
        return identity(embedded(recognition_model=chosen.recognition_model))

    monkeypatch.setattr(recognition_choice, "english_model", lambda: ENGLISH)
    before = identity_of_a_default()
    monkeypatch.setattr(recognition_choice, "english_model", lambda: MULTILINGUAL)
    assert identity_of_a_default() != before


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
    services = azure()
    other = dataclasses.replace(services, completion=dataclasses.replace(services.completion, **change))
    assert identity(other) != identity(services)


def test_cells_of_a_speech_to_speech_engine_are_known_by_its_own_service() -> None:
    realtime = identity(azure(), "realtime")
    assert realtime == identity(azure(deployment="other", speech_region="eastus2"), "realtime")
    assert realtime != identity(azure(realtime_deployment="gpt-realtime-mini"), "realtime")
    with pytest.raises(ConfigurationError, match="No address of Voice Live is set"):
        identity(azure(), "voice-live")


def test_a_setting_without_effect_makes_no_other_cell() -> None:
    questions, _ = as_inputs("What is it?")

    def key(**settings: Any) -> str:
        (cell,) = plan(questions, [Settings(engine="realtime", **settings)], 1, lambda settings: "")
        return cell.key

    assert key(pitch=1.2) == key()
    assert key(max_tokens=5) != key()
