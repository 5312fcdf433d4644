"""Where local models are kept, and what else can be made or fetched again."""

from __future__ import annotations

import os
from pathlib import Path

from voicelab.errors import ModelError
from voicelab.expanded_path import expanded_path
from voicelab.extras import require

__all__ = ["cache_folder", "models_folder"]


def cache_folder() -> Path:
    """Return the folder for what can be made or fetched again.

    Raises
    ------
    ModelError
        Whoever runs this has no home folder, as a container's user that the machine does not know.
    """
    require("embedded", "platformdirs", what="Local models")
    import platformdirs

    try:
        folder = Path(platformdirs.user_cache_dir("voicelab", appauthor=False))
    except RuntimeError:
        folder = Path()
    if not folder.is_absolute():
        raise ModelError(
            "There is no home folder to keep models in.",
            code="model-store",
            hint="Set HOME to a folder that this user may write, or VOICELAB_MODELS to one for models alone.",
        )
    return folder


def models_folder() -> Path:
    """Return the folder that models are kept in."""
    chosen = os.environ.get("VOICELAB_MODELS")
    return expanded_path(chosen) if chosen else cache_folder() / "models"
