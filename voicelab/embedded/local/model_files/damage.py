"""Damage: whether the files of an installed model are those that came.

A full disk, a copy that was broken off, or a disk that forgets leaves a model that cannot be loaded, or one
that hears and speaks nonsense. So each file is held against its checksum before it is loaded: read once, and
again where it has changed since, or where somebody asks how it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from voicelab.embedded.local.fetch_hint import fetch_hint
from voicelab.embedded.local.model_files.pinned_files import sha256_of
from voicelab.embedded.local.model_files.verified_files import is_verified, verify
from voicelab.errors import ModelError

if TYPE_CHECKING:
    from voicelab.embedded.local.model_files.file_pins import FilePin
    from voicelab.embedded.local.model_files.known_models import Model

__all__ = ["check_installed", "damage_of"]


def check_installed(model: Model, *, to_load: bool = False) -> None:
    """Check that a model that is installed is whole.

    Parameters
    ----------
    to_load
        Whether what loading needs is enough, read if it has changed since it was; otherwise all is read.

    Raises
    ------
    ModelError
        It is not, or cannot be read; code ``model-load``.
    """
    names = [model.entry] if to_load and model.entry else model.files
    if damage := damage_of(model, model.folder, names, anew=not to_load):
        raise ModelError(
            f"The model {model.name} is damaged: {damage}.", code="model-load", hint=fetch_hint(model.name)
        )


def damage_of(model: Model, folder: Path, names: Iterable[str], *, anew: bool) -> str:
    """Return what is wrong with files of a model in a folder, as a clause; empty if nothing is.

    Parameters
    ----------
    anew
        Whether they are read though they are as they were when they were read last.

    Raises
    ------
    ModelError
        A file cannot be read.
    """
    names = tuple(names)
    try:
        # Nothing is read where a look is enough.
        flaws = [*(_flaw_of_size(folder / name, model.pins.get(name)) for name in names)]
        if not any(flaws):
            flaws = [*(_flaw_of_content(folder / name, model.pins.get(name), anew=anew) for name in names)]
    except OSError as error:
        raise ModelError(
            f"The model {model.name} cannot be read: {error.filename}: {error.strerror or error}.",
            code="model-load",
            hint="Allow this user to read it, or name another folder in VOICELAB_MODELS.",
        ) from error
    return next((f"{name} {flaw}" for name, flaw in zip(names, flaws, strict=True) if flaw), "")


def _flaw_of_size(path: Path, pin: FilePin | None) -> str:
    if not path.is_file():
        return "is missing"
    size_bytes = path.stat().st_size
    if pin is not None and size_bytes != pin.size_bytes:
        return f"has {size_bytes:,} bytes in place of {pin.size_bytes:,}"
    return ""


def _flaw_of_content(path: Path, pin: FilePin | None, *, anew: bool) -> str:
    if pin is None or (not anew and is_verified(path, pin.sha256)):
        return ""
    is_whole = sha256_of(path) == pin.sha256 if anew else verify(path, pin.sha256)
    return "" if is_whole else "has another content than it came with"
