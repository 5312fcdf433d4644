"""Another process of the same Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from voicelab.python_child import ending_command, python_command


def test_modules_in_the_working_folder_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "colorsys.py").write_text("raise SystemExit('the wrong module')")
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    command = python_command("import colorsys; print(colorsys.rgb_to_hsv.__name__)")
    child = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (child.stdout.strip(), child.stderr) == ("rgb_to_hsv", "")


def test_a_command_ends_with_its_input_and_so_does_what_it_started() -> None:
    starting = "import subprocess, sys, time\n" + (
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(600)"
    )
    with subprocess.Popen(
        ending_command([sys.executable, "-c", starting]),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        grandchild = psutil.Process(int(running.stdout.readline()))
        running.stdin.close()

        assert running.wait(60.0) != 0
        assert psutil.wait_procs([grandchild], timeout=60.0)[0] == [grandchild]


def test_the_exit_code_is_the_commands() -> None:
    command = ending_command([sys.executable, "-c", "raise SystemExit(7)"])
    with subprocess.Popen(command, stdin=subprocess.PIPE) as running:
        assert running.wait(60.0) == 7
