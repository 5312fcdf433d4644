"""JupyterLab in the command's own process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_INTERRUPTED_WHILE_IT_BINDS_ITS_PORT = """
import signal
import sys
import tornado.tcpserver
from voicelab.cli.lab import run_lab

bound = tornado.tcpserver.add_accept_handler

def interrupted(*arguments):
    signal.raise_signal(signal.SIGINT)
    return bound(*arguments)

tornado.tcpserver.add_accept_handler = interrupted
try:
    run_lab(["--no-browser", "--allow-root"])
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.heavy
@pytest.mark.skipif(sys.platform == "win32", reason="a process there cannot interrupt itself")
def test_an_interrupt_in_the_middle_of_its_start_ends_it(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime")}
    lab = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED_WHILE_IT_BINDS_ITS_PORT],
        cwd=tmp_path,
        env=environment,
        timeout=90.0,
        capture_output=True,
        text=True,
        check=False,
    )

    assert lab.returncode == 130, lab.stderr
    assert "Traceback" not in lab.stderr
