"""A local model that cannot be loaded: the stage that needs it fails, and no other."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.model_files import put_in_place
from voicelab.doctor.doctor import Diagnosis, check
from voicelab.embedded.engines import Engines
from voicelab.embedded.local.model_files.damage import check_installed
from voicelab.embedded.local.model_files.known_models import ENGLISH, MODELS
from voicelab.embedded.options import CHAT_MODEL, KOKORO
from voicelab.errors import ModelError
from voicelab.testing import embedded_services

STAGES = ("synthesis", "recognition", "completion")


@pytest.fixture(autouse=True)
def models(no_devices: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("VOICELAB_COMPLETION_MODEL", CHAT_MODEL)
    monkeypatch.setenv("VOICELAB_SYNTHESIS_MODEL", KOKORO)


def diagnosis_of(error: ModelError) -> Diagnosis:
    """Examine embedded services whose models cannot be loaded."""

    def load() -> Engines:
        raise error

    with embedded_services(load) as embedded:
        return check(dataclasses.replace(embedded.services, kind="embedded"))


@pytest.mark.parametrize(
    ("model", "stage"), [(KOKORO, "synthesis"), (ENGLISH, "recognition"), (CHAT_MODEL, "completion")]
)
def test_a_damaged_model_fails_the_stage_that_needs_it_and_no_other(model: str, stage: str) -> None:
    folder = put_in_place(model)
    (folder / (MODELS[model].entry or "model.bin")).write_bytes(b"cut")
    with pytest.raises(ModelError) as damage:
        check_installed(MODELS[model])
    diagnosis = diagnosis_of(damage.value)

    assert [each.name for each in diagnosis if each.status == "failed"] == [model, stage]
    others = [each for each in diagnosis if each.name in STAGES and each.name != stage]
    assert {each.status for each in others} == {"warning"}
    assert {each.message for each in others} == {f"not tried, because the model {model} cannot be loaded"}
    assert diagnosis.next_step.endswith(f"Run: voicelab models add {model}.")


def test_what_nobody_is_known_to_need_fails_all_of_them_once() -> None:
    diagnosis = diagnosis_of(ModelError("There is no memory left.", code="model-load", hint="Add some."))

    assert [each.name for each in diagnosis if each.status == "failed"] == ["embedded services"]
    assert [each.message for each in diagnosis if each.name in STAGES] == [
        "not tried, because the models cannot be loaded"
    ] * 3
    assert diagnosis.next_step == "There is no memory left. Add some."
