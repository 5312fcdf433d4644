"""``voicelab quickstart``: a copy of the notebook, in JupyterLab."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from voicelab.cli import quickstart as quickstart_command
from voicelab.cli.command_line import main

VOICELAB = str(Path(sys.executable).parent / "voicelab")


@contextlib.contextmanager
def quickstart(folder: Path) -> Iterator[str]:
    """Run the command until JupyterLab shows its address; give that."""
    environment = {**os.environ, "JUPYTER_RUNTIME_DIR": str(folder / "runtime"), "HOME": str(folder)}
    command = [VOICELAB, "quickstart", "--no-browser"]
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as lab:
        assert lab.stderr is not None
        try:
            yield next(line for line in lab.stderr if re.search(r"http://\S+/lab/tree/", line))
        finally:
            lab.terminate()


def test_the_quickstart_opens_a_copy_of_the_notebook_in_jupyterlab(tmp_path: Path) -> None:
    with quickstart(tmp_path) as address:
        assert "/lab/tree/quickstart.ipynb" in address

    cells = json.loads((tmp_path / "quickstart.ipynb").read_text())["cells"]
    assert any("vl.Session(" in "".join(cell["source"]) for cell in cells)


def test_the_quickstart_keeps_a_notebook_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "quickstart.ipynb").write_text("mine")
    with quickstart(tmp_path):
        pass

    assert (tmp_path / "quickstart.ipynb").read_text() == "mine"


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
