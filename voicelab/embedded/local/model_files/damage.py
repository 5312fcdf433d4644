"""Damage: whether the files of an installed model are those that came.

A full disk, a copy that was broken off, or a disk that forgets leaves a model that cannot be loaded, or one
that hears and speaks nonsense. So each file is read and held against its checksum before it is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from voicelab.embedded.local.fetch_hint import fetch_hint
from voicelab.embedded.local.model_files.pinned_files import sha256_of
from voicelab.errors import ModelError

if TYPE_CHECKING:
    from voicelab.embedded.local.model_files.known_models import Model

__all__ = ["check_installed", "damage_of"]


def check_installed(model: Model, name: str = "") -> None:
    """Check that a model that is installed is whole.

    Parameters
    ----------
    name
        The one file to look at; by default all.

    Raises
    ------
    ModelError
        It is not, or cannot be read; code ``model-load``.
    """
    if damage := damage_of(model, model.folder, [name] if name else model.files):
        raise ModelError(
            f"The model {model.name} is damaged: {damage}.", code="model-load", hint=fetch_hint(model.name)
        )


def damage_of(model: Model, folder: Path, names: Iterable[str]) -> str:
    """Return what is wrong with files of a model in a folder, as a clause; empty if nothing is.

    Raises
    ------
    ModelError
        A file cannot be read.
    """
    for name in names:
        path, pin = folder / name, model.pins.get(name)
        try:
            if not path.is_file():
                return f"{name} is missing"
            size_bytes = path.stat().st_size
            if pin is not None and size_bytes != pin.size_bytes:
                return f"{name} has {size_bytes:,} bytes in place of {pin.size_bytes:,}"
            if pin is not None and sha256_of(path) != pin.sha256:
                return f"{name} has another content than it came with"
        except OSError as error:
            raise ModelError(
                f"The model {model.name} cannot be read: {path}: {error.strerror or error}.",
                code="model-load",
                hint="Allow this user to read it, or name another folder in VOICELAB_MODELS.",
            ) from error
    return ""
