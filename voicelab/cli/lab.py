"""JupyterLab in this process, so that Ctrl-C means the same at every moment."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

__all__ = ["run_lab"]


def run_lab(arguments: Sequence[str]) -> None:
    """Run JupyterLab until the user ends it.

    Raises
    ------
    KeyboardInterrupt
        By Ctrl-C; what JupyterLab had started has ended by then.
    SystemExit
        JupyterLab could not start, and has said why.
    """
    was_interrupted = False
    server: Any = None

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        nonlocal was_interrupted
        if server is None or was_interrupted:  # nothing has begun that would have to end, or it does not end
            was_interrupted = True
            raise KeyboardInterrupt
        was_interrupted = True
        # By the loop: in the middle of its work, such as binding the port, what stops it would fail.
        server.io_loop.asyncio_loop.call_soon_threadsafe(server.stop)

    # In a terminal Jupyter would ask whether it is meant, and go on unless it is answered.
    sys.stdin = Path(os.devnull).open()  # noqa: SIM115  # until the end
    signal.signal(signal.SIGINT, interrupt)
    from jupyterlab.labapp import LabApp

    starting = LabApp.initialize_server(argv=list(arguments))
    if not was_interrupted:  # some of what is loaded takes an interrupt for an error of its own
        server = starting
        server.start()
    if was_interrupted:
        raise KeyboardInterrupt
