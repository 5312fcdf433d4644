"""Damage: whether the files of an installed model are those that came.

A full disk or a copy that was broken off leaves a model that cannot be loaded, or speaks nonsense. Sizes are
looked at whenever a model is loaded or listed; checksums, which means to read all of it, where somebody asks
how it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from voicelab.embedded.local.fetch_hint import fetch_hint
from voicelab.embedded.local.model_files.pinned_files import sha256_of
from voicelab.errors import ModelError

if TYPE_CHECKING:
    from voicelab.embedded.local.model_files.known_models import Model

__all__ = ["Depth", "check_installed", "damage_of"]

Depth = Literal["entry", "sizes", "content"]
"""What is looked at: the size of those files that loading needs, the sizes of all, or the content of all."""


def check_installed(model: Model, *, depth: Depth = "entry") -> None:
    """Check that a model that is installed is whole.

    Raises
    ------
    ModelError
        It is not; code ``model-load``.
    """
    if damage := damage_of(model, depth=depth):
        raise ModelError(
            f"The model {model.name} is damaged: {damage}.", code="model-load", hint=fetch_hint(model.name)
        )


def damage_of(model: Model, *, depth: Depth) -> str:
    """Return what is wrong with a model that is installed, as a clause; empty if nothing is.

    Raises
    ------
    ModelError
        A file cannot be read.
    """
    for name in (model.entry,) if depth == "entry" and model.entry else model.files:
        path, pin = model.folder / name, model.pins.get(name)
        try:
            if not path.is_file():
                return f"{name} is missing"
            size_bytes = path.stat().st_size
            if pin is not None and size_bytes != pin.size_bytes:
                return f"{name} has {size_bytes:,} bytes in place of {pin.size_bytes:,}"
            if depth == "content" and pin is not None and sha256_of(path) != pin.sha256:
                return f"{name} has another content than it came with"
        except OSError as error:
            raise ModelError(
                f"The model {model.name} cannot be read: {path}: {error.strerror or error}.",
                code="model-load",
                hint="Allow this user to read it, or name another folder in VOICELAB_MODELS.",
            ) from error
    return ""
