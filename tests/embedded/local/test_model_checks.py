"""What is known of the models that are named, before any is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from voicelab.embedded.local.model_checks import CheckedModel, checked_models
from voicelab.embedded.local.model_files.known_models import ENGLISH, MODELS
from voicelab.embedded.options import BUILT_IN, KOKORO, TINY_MODEL, EmbeddedOptions

USUAL: dict[str, Any] = {"completion_model": TINY_MODEL, "synthesis_model": BUILT_IN}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def checked(**options: str) -> dict[str, CheckedModel]:
    return {model.name: model for model in checked_models(EmbeddedOptions(**{**USUAL, **options}))}


def failed(found: dict[str, CheckedModel]) -> dict[str, str]:
    return {name: model.error.code for name, model in found.items() if model.error is not None}


def test_models_that_come_at_first_use_are_no_failure(folder: Path) -> None:
    found = checked()

    assert [(model.is_there, model.error) for model in found.values()] == [(False, None)] * 2
    assert list(found) == [ENGLISH, TINY_MODEL]
    assert not folder.exists()


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("completion_model", "/nope.gguf", "model-missing"),
        ("completion_model", "llama3.2", "model-missing"),
        ("completion_model", __file__, "model-load"),
        ("recognition_model", "/nope/dir", "model-missing"),
        ("recognition_model", "large-v9", "model-load"),
    ],
)
def test_a_model_that_is_named_and_cannot_be_loaded_is_a_failure(option: str, value: str, code: str) -> None:
    assert failed(checked(**{option: value})) == {value: code}


@pytest.mark.parametrize("place", ["/etc/passwd", "/etc/passwd/models", "/proc/models"])
def test_a_folder_that_cannot_be_written_is_a_failure_where_something_has_to_come(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICELAB_MODELS", place)

    assert failed(checked()) == {"models' folder": "model-store"}


def test_a_damaged_model_is_a_failure_kokoro_s_speakers_included() -> None:
    for name in (ENGLISH, KOKORO):
        MODELS[name].folder.mkdir(parents=True)
    found = checked(synthesis_model=KOKORO)

    assert failed(found) == {ENGLISH: "model-load", KOKORO: "model-load"}
    assert getattr(found[KOKORO].error, "hint", "") == "Run: voicelab models add kokoro."


def test_a_server_that_replies_needs_no_model_here() -> None:
    assert list(checked(completion_url="http://127.0.0.1:1/v1", completion_model="llama3.2")) == [ENGLISH]
