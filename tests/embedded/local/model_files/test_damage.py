"""Installed models that were cut or damaged: noticed when they are loaded, fetched anew when asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.model_shelf import HALVES
from voicelab.cli.command_line import main
from voicelab.embedded.local.model_files.damage import check_installed
from voicelab.embedded.local.model_files.known_models import ENGLISH, MODELS, Model
from voicelab.embedded.local.model_files.models import ensure_models, model_path
from voicelab.embedded.local.speed.bench import measure
from voicelab.errors import ModelError

WHOLE = b"".join(HALVES)


@pytest.fixture
def model(shelved_model: Model) -> Model:
    """A model that is installed."""
    shelved_model.folder.mkdir(parents=True)
    for name, content in {"model.bin": WHOLE, "again.bin": HALVES[1]}.items():
        (shelved_model.folder / name).write_bytes(content)
    return shelved_model


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
        check_installed(model)
    assert caught.value.code == "model-load"
    assert caught.value.hint == "Run: voicelab models add two-halves."


def test_that_command_fetches_it_anew(model: Model, capsys: pytest.CaptureFixture[str]) -> None:
    (model.path / "model.bin").write_bytes(bytes(23))

    assert main(["models", "add", model.name]) == 0

    assert "model.bin has another content than it came with" in capsys.readouterr().err
    assert (model.path / "model.bin").read_bytes() == WHOLE
    check_installed(model)
    kept = [
        path.name for path in model.folder.parent.iterdir() if path.name not in (".lock", "verified.json")
    ]
    assert sorted(kept) == ["downloads", model.folder.name]


def test_a_model_that_is_whole_is_not_fetched_again(model: Model) -> None:
    before = (model.path / "model.bin").stat().st_ino
    assert main(["models", "add", model.name]) == 0

    assert (model.path / "model.bin").stat().st_ino == before


@pytest.mark.parametrize("kind", DAMAGE)
def test_whatever_loads_a_damaged_model_says_so_before_it_does(model: Model, kind: str) -> None:
    damage, words = DAMAGE[kind]
    damage(model.path / "model.bin")

    for load in (ensure_models, model_paths, measured):
        with pytest.raises(ModelError, match=words) as caught:
            load([model.name])
        assert caught.value.code == "model-load"


def model_paths(names: Sequence[str]) -> None:
    for name in names:
        model_path(name)


def measured(names: Sequence[str]) -> None:
    for name in names:
        measure(name)


def test_the_list_of_models_says_which_are_damaged(model: Model, capsys: pytest.CaptureFixture[str]) -> None:
    damage, words = DAMAGE["other content"]
    damage(model.path / "model.bin")

    assert main(["models", "list"]) == 0

    listed = capsys.readouterr().out
    assert f"The model two-halves is damaged: {words}" in listed
    assert "Run: voicelab models add two-halves." in listed


def test_every_file_of_every_known_model_is_pinned() -> None:
    assert {name: set(model.pins) for name, model in MODELS.items()} == {
        name: set(model.files) for name, model in MODELS.items()
    }


@pytest.mark.models
def test_the_pins_are_those_of_the_files_that_come() -> None:
    ensure_models([ENGLISH])

    check_installed(MODELS[ENGLISH])
