"""Processes that a test starts: their command lines and environments, which others may see."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.credential_leaks.known_credentials import CREDENTIAL_VARIABLES

__all__ = ["Children", "variables"]

_STARTS = ("subprocess.Popen", "os.posix_spawn", "os.fork", "os.forkpty")

Note = Callable[[str, str], None]
"""Takes the place and a text that stands there."""

_OURS = CREDENTIAL_VARIABLES | {"PYTEST_CURRENT_TEST"}
"""A user's variables go to the programs that they start; pytest's name of a test may hold what it tests."""


class Children:
    """Notes the command line and the environment of each process that is started from now on.

    Parameters
    ----------
    note
        Takes the place and the text that stands there.
    """

    def __init__(self, note: Note) -> None:
        self._note = note
        self._has_started = False
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _STARTS:
            return
        self._has_started = True
        if event != "subprocess.Popen":
            return
        command, environment = arguments[1], arguments[3]
        words = command if isinstance(command, list | tuple) else [command]
        self._note("command line", "\0".join(os.fsdecode(word) for word in words))
        if environment is not None:
            given = {os.fsdecode(name): os.fsdecode(value) for name, value in environment.items()}
            self._note("environment", variables(given))

    def look(self) -> None:
        """Note what everybody can see of all that run below this process, if one was started since."""
        if self._has_started:
            self._has_started = False
            for place, text in _descendants():
                self._note(place, text)


def variables(environment: Mapping[str, str]) -> str:
    """Return an environment as a text, without what is meant to hold credentials."""
    return "\0".join(f"{name}={value}" for name, value in environment.items() if name not in _OURS)


def _descendants() -> Iterator[tuple[str, str]]:
    """Return the command lines and environments of all that run below this process, on Linux."""
    waiting = [os.getpid()] if sys.platform == "linux" else []
    while waiting:
        folder = Path("/proc", str(waiting.pop()))
        try:
            threads = list((folder / "task").iterdir())
            children = [int(child) for each in threads for child in (each / "children").read_text().split()]
        except (OSError, ValueError):  # it has ended
            continue
        waiting += children
        for child in children:
            yield from _shown(Path("/proc", str(child)))


def _shown(folder: Path) -> Iterator[tuple[str, str]]:
    try:
        yield "command line", os.fsdecode(folder.joinpath("cmdline").read_bytes())
        environment = os.fsdecode(folder.joinpath("environ").read_bytes())
    except OSError:
        return
    pairs = (line.partition("=")[::2] for line in environment.split("\0"))
    yield "environment", variables(dict(pairs))
