"""Another process of the same Python, for work that must not run in this one."""

from __future__ import annotations

import sys

__all__ = ["python_command"]

_LEAVE_WORKING_FOLDER_OUT = "import sys; sys.path[:] = [folder for folder in sys.path if folder]\n"


def python_command(code: str) -> list[str]:
    """Return the command that runs code in this environment.

    The folder the user works in may hold modules named like those of the library, so it is none of those that
    modules come from. Python has a switch for that (``-P``) since 3.11; ``-I`` would leave out more.
    """
    return [sys.executable, "-c", _LEAVE_WORKING_FOLDER_OUT + code]
