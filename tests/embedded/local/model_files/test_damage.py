"""Installed models that were cut or damaged: noticed when they are loaded, fetched anew when asked for."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.model_shelf import HALVES
from voicelab.cli.command_line import main
from voicelab.embedded.local.model_files import known_models
from voicelab.embedded.local.model_files.damage import check_installed
from voicelab.embedded.local.model_files.file_pins import FilePin
from voicelab.embedded.local.model_files.known_models import ENGLISH, MODELS, Model
from voicelab.embedded.local.model_files.models import ensure_models, explained_by_damage
from voicelab.embedded.local.speed.bench import measure
from voicelab.errors import ModelError

WHOLE = b"".join(HALVES)


@pytest.fixture
def model(shelved_model: Model, monkeypatch: pytest.MonkeyPatch) -> Model:
    """A model that is installed, and whose files are known."""
    contents = {"model.bin": WHOLE, "again.bin": HALVES[1]}
    pins = {name: FilePin(len(data), hashlib.sha256(data).hexdigest()) for name, data in contents.items()}
    pinned = dataclasses.replace(shelved_model, pins=pins)
    monkeypatch.setitem(known_models.MODELS, pinned.name, pinned)
    pinned.folder.mkdir(parents=True)
    for name, data in contents.items():
        (pinned.folder / name).write_bytes(data)
    return pinned


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut": (lambda file: file.write_bytes(WHOLE[:5]), "model.bin has 5 bytes in place of 23"),
    "gone": (lambda file: file.unlink(), "model.bin is missing"),
    "other content": (lambda file: file.write_bytes(bytes(23)), "model.bin has another content"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_told_with_the_command_that_mends_it(model: Model, kind: str) -> None:
    damage, words = DAMAGE[kind]
    damage(model.path / "model.bin")

    with pytest.raises(ModelError, match=words) as caught:
        check_installed(model, depth="content")
    assert caught.value.code == "model-load"
    assert caught.value.hint == "Run: voicelab models add two-halves."


def test_that_command_fetches_it_anew(model: Model, capsys: pytest.CaptureFixture[str]) -> None:
    (model.path / "model.bin").write_bytes(bytes(23))

    assert main(["models", "add", model.name]) == 0

    assert "model.bin has another content than it came with" in capsys.readouterr().err
    assert (model.path / "model.bin").read_bytes() == WHOLE
    check_installed(model, depth="content")
    kept = [path.name for path in model.folder.parent.iterdir() if path.name != ".lock"]
    assert sorted(kept) == ["downloads", model.folder.name]


def test_a_model_that_is_whole_is_not_fetched_again(model: Model) -> None:
    before = (model.path / "model.bin").stat().st_ino
    assert main(["models", "add", model.name]) == 0

    assert (model.path / "model.bin").stat().st_ino == before


@pytest.mark.parametrize("kind", ["cut", "gone"])
def test_whatever_loads_a_cut_model_says_so(model: Model, kind: str) -> None:
    damage, words = DAMAGE[kind]
    damage(model.path / "model.bin")

    for load in (lambda: ensure_models([model.name]), lambda: measure(model.name)):
        with pytest.raises(ModelError, match=words):
            load()


def test_a_model_that_cannot_be_loaded_is_looked_at_closely(model: Model) -> None:
    def load() -> None:
        with explained_by_damage([model.name, "/another/model"]):
            raise ModelError("The library failed.", code="model-load")

    with pytest.raises(ModelError, match="The library failed"):
        load()
    DAMAGE["other content"][0](model.path / "model.bin")
    with pytest.raises(ModelError, match="has another content than it came with"):
        load()


def test_every_file_of_every_known_model_is_pinned() -> None:
    assert {name: set(model.pins) for name, model in MODELS.items()} == {
        name: set(model.files) for name, model in MODELS.items()
    }
    for model in MODELS.values():
        assert not model.sha256 or model.pins[model.entry].sha256 == model.sha256


@pytest.mark.models
def test_the_pins_are_those_of_the_files_that_come() -> None:
    ensure_models([ENGLISH])

    check_installed(MODELS[ENGLISH], depth="content")
