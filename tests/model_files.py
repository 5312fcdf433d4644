"""Models that are installed for tests: files of the right sizes that hold nothing."""

from __future__ import annotations

from pathlib import Path

from voicelab.embedded.local.model_files.known_models import MODELS

__all__ = ["put_in_place"]


def put_in_place(name: str) -> Path:
    """Make the files of a model, of the size that each has and without content; return their folder."""
    model = MODELS[name]
    model.folder.mkdir(parents=True)
    for file, pin in model.pins.items():
        with (model.folder / file).open("wb") as made:
            made.truncate(pin.size_bytes)
    return model.folder
