"""ThreadsMeasurement: the number of a model's threads, measured once the machine is quiet."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

from voicelab.embedded.local.chat.chat_speed import kept_threads
from voicelab.python_child import python_command
from voicelab.resources import is_busy

__all__ = ["ThreadsMeasurement"]

_LOOK_EACH_SECONDS = 5.0
_MEASURE = "from voicelab.embedded.local.chat.chat_speed import measure_threads\n"


class ThreadsMeasurement:
    """Measures a model once a machine; what it finds holds from the next start on.

    At the start itself it would keep the first reply waiting, and what starts with the services, such as
    JupyterLab and a browser, would be measured, too. It runs in a process of its own, which can be ended at
    any moment.

    Parameters
    ----------
    model
        A GGUF file.
    """

    def __init__(self, model: Path) -> None:
        self._model = model
        self._ended = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Wait until the machine is quiet, and measure; return at once if it was measured before."""
        if kept_threads(self._model) is not None:
            return
        while not self._ended.wait(_LOOK_EACH_SECONDS):
            if not is_busy():
                self._measure()
                return

    def _measure(self) -> None:
        program = f"{_MEASURE}import pathlib; measure_threads(pathlib.Path({str(self._model)!r}))"
        # What it writes is the library's: what is wrong with a model, the services say.
        self._child = subprocess.Popen(
            python_command(program),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if self._ended.is_set():
            self._child.kill()
        self._child.wait()

    def end(self) -> None:
        """End it, whatever it does."""
        self._ended.set()
        if self._child is not None:
            self._child.kill()
