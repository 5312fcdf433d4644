"""Where local models are kept, and what else can be made or fetched again."""

from __future__ import annotations

import os
from pathlib import Path

from voicelab.expanded_path import expanded_path
from voicelab.extras import require

__all__ = ["cache_folder", "models_folder"]


def cache_folder() -> Path:
    """Return the folder for what can be made or fetched again."""
    require("embedded", "platformdirs", what="Local models")
    import platformdirs

    return Path(platformdirs.user_cache_dir("voicelab", appauthor=False))


def models_folder() -> Path:
    """Return the folder that models are kept in."""
    chosen = os.environ.get("VOICELAB_MODELS")
    return expanded_path(chosen) if chosen else cache_folder() / "models"
