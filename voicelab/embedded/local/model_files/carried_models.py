"""Carried models: those that lie in packages, held against the checksums that their installer wrote."""

from __future__ import annotations

import base64
import csv
import hashlib
import importlib.metadata
from pathlib import Path, PurePosixPath

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
        installed = importlib.metadata.distribution(package)
    except importlib.metadata.PackageNotFoundError:
        return ""
    # `Distribution.files` leaves out what is missing, from Python 3.12 on and where a backport is imported.
    for name, checksum, _ in csv.reader((installed.read_text("RECORD") or "").splitlines()):
        method, _, expected = checksum.partition("=")
        if not expected or PurePosixPath(name).suffix in _CODE:
            continue
        try:
            digest = hashlib.new(method, Path(str(installed.locate_file(name))).read_bytes()).digest()
        except OSError as error:
            return f"{name} cannot be read ({error.strerror or error})"
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != expected:
            return f"{name} has another content than it came with"
    return ""
