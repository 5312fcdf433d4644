"""Entrants: clients with their settings, each in a process of its own, that take their turns on order."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.clients.client import Result
from benchmarks.document import ROOT

_END_SECONDS = 10.0
_SHOWN_CHARACTERS = 2_000


@dataclass(frozen=True)
class Entrant:
    """A client with its settings, and who runs it."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    peer: bool = False
    """Whether it runs in the peers' environment."""


def voicelab(name: str, **settings: Any) -> Entrant:
    """Return voicelab with these settings."""
    return Entrant(name, "voicelab_live", (json.dumps(settings),))


def present(entrants: tuple[Entrant, ...], peers: Path) -> list[Entrant]:
    """Return those that can run; peers that are not installed are left out."""
    there = (peers / "bin" / "python").exists()
    if not there:
        print(f"The peers are left out: there is no {peers}; `make bench-peers` makes it.")
    return [entrant for entrant in entrants if there or not entrant.peer]


class EntrantProcess:
    """An entrant that runs, for the length of a ``with`` block.

    Parameters
    ----------
    place
        Where the services are: the fields of `clients.client.Place`.
    """

    def __init__(self, entrant: Entrant, place: Mapping[str, Any], peers: Path | None) -> None:
        self._entrant = entrant
        self._place = place
        self._python = str(peers / "bin" / "python") if entrant.peer and peers is not None else sys.executable

    def __enter__(self) -> EntrantProcess:
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._log = Path(self._folder.name, "standard-error.log")
        with self._log.open("w") as errors:
            self._process = subprocess.Popen(
                [self._python, "-m", f"benchmarks.clients.{self._entrant.module}", *self._entrant.arguments],
                cwd=self._folder.name,
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        try:
            self._ask(self._place)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._folder.cleanup()

    def take_turn(self, utterance: bytes, **order: float) -> Result:
        """Let it hear an utterance, 16-bit mono PCM at 16 kHz; see `clients.client.take_turn`."""
        return Result(**self._ask({"utterance": base64.b64encode(utterance).decode(), **order}))

    def _ask(self, order: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(order), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            end = self._log.read_text("utf-8", "replace")[-_SHOWN_CHARACTERS:]
            raise RuntimeError(f"{self._entrant.name} ended; the end of its standard error:\n{end}")
        answer: dict[str, Any] = json.loads(line)
        return answer


def _environment() -> dict[str, str]:
    hidden = ("KEY", "TOKEN", "ENDPOINT", "PROXY", "proxy")
    kept = {name: value for name, value in os.environ.items() if not name.endswith(hidden)}
    return kept | {"PYTHONPATH": str(ROOT)}
