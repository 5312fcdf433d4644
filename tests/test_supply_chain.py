"""The bill of materials, and the look into a database of known vulnerabilities: one of the test's own."""

from __future__ import annotations

import json
import runpy
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from voicelab.embedded.local.model_files.known_models import MODELS

SCRIPTS = Path(__file__).parent.parent / "scripts"
PINS = ["openai==1.0", "numpy==2.1"]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return lambda name: runpy.run_path(str(SCRIPTS / f"{name}.py"))


class Database(ThreadingHTTPServer):
    """Answers as OSV does; knows one flaw of openai 1.0."""

    answer: bytes | None = None
    """What it answers in place of that."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/query"


class _Handler(BaseHTTPRequestHandler):
    server: Database

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        package = asked["package"] | {"ecosystem": "PyPI"}
        events = [{"introduced": "0"}, {"fixed": "1.1"}]
        flaw = {
            "id": "PYSEC-0-1",
            "aliases": ["CVE-0-1"],
            "published": "2026-01-01T00:00:00Z",
            "affected": [{"package": package, "ranges": [{"type": "ECOSYSTEM", "events": events}]}],
        }
        found = {"vulns": [flaw]} if package["name"] == "openai" else {}
        body = self.server.answer if self.server.answer is not None else json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with Database(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_known_vulnerability_fails_the_audit_and_is_named_with_its_mend(
    script: Any, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script("audit")["main"](database.address, PINS) == 1

    told = capsys.readouterr().out.splitlines()
    assert told == [
        "openai 1.0: PYSEC-0-1 CVE-0-1, mended in 1.1",
        "2 packages, 1 known vulnerabilities or gaps.",
    ]


def test_a_database_that_is_out_of_reach_is_said_to_be_and_nothing_is_called_clean(
    script: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script("audit")["main"]("http://127.0.0.1:9/v1/query", PINS) == 0

    assert capsys.readouterr().out == (
        "skipped: http://127.0.0.1:9/v1/query cannot be reached, so that nothing is known of 2 packages.\n"
    )


def test_a_database_that_answers_nonsense_fails_the_audit(script: Any, database: Database) -> None:
    database.answer = b"<html>sign in</html>"

    assert script("audit")["main"](database.address, PINS) == 1


def test_the_bill_has_what_packages_need_with_their_extras_and_nothing_else(script: Any) -> None:
    needed = script("bill_of_materials")["needed_by"]

    assert {"openai", "websockets", "httpx2"} <= needed([Requirement("openai[realtime]")])
    assert "websockets" not in needed([Requirement("openai")])
    assert needed([Requirement("tomli; python_version < '3'"), Requirement("voicelab-jupyter[dev]")]) == set()


def test_developers_packages_are_not_in_the_bill(script: Any) -> None:
    bill = {
        "metadata": {"component": {"bom-ref": "root"}},
        "components": [{"bom-ref": name, "name": name} for name in ("Open_AI", "pytest")],
        "dependencies": [{"ref": "root", "dependsOn": ["Open_AI", "pytest"]}, {"ref": "Open_AI"}],
    }

    kept = script("bill_of_materials")["with_packages"](bill, {"open-ai"})

    assert [each["name"] for each in kept["components"]] == ["Open_AI"]
    assert kept["dependencies"] == [
        {"ref": "root", "dependsOn": ["Open_AI"]},
        {"ref": "Open_AI", "dependsOn": []},
    ]


def test_the_bill_has_every_model_with_the_checksums_of_its_files(script: Any) -> None:
    bill = {"metadata": {"component": {}}, "components": []}

    models = script("bill_of_materials")["with_models"](bill)["components"]

    assert {model["name"] for model in models} == set(MODELS)
    for model in models:
        pins = MODELS[model["name"]].pins
        hashes = {each["name"]: each["hashes"][0]["content"] for each in model["components"]}
        assert hashes == {name: pin.sha256 for name, pin in pins.items()}
