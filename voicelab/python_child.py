"""Another process of the same Python, for work that must not run in this one."""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["ending_command", "python_command"]

_LEAVE_WORKING_FOLDER_OUT = "import sys; sys.path[:] = [folder for folder in sys.path if folder]\n"

_END_WITH_INPUT = """
import os, signal, subprocess, sys, threading

child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=True)


def end():
    os.read(0, 1)
    if os.name == "posix":
        os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()


threading.Thread(target=end, daemon=True).start()
os._exit(child.wait() & 255)
"""


def python_command(code: str) -> list[str]:
    """Return the command that runs code in this environment.

    The folder the user works in may hold modules named like those of the library, so it is none of those that
    modules come from. Python has a switch for that (``-P``) since 3.11; ``-I`` would leave out more.
    """
    return [sys.executable, "-c", _LEAVE_WORKING_FOLDER_OUT + code]


def ending_command(command: Sequence[str]) -> list[str]:
    """Return the command that runs another one for as long as its own input is open.

    Where that is a pipe that only this process holds, the other one, and what that started, ends with this
    process, however this one ends. Its exit code is the other one's.
    """
    return [*python_command(_END_WITH_INPUT), *command]
