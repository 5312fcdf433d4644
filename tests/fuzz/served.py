"""Served: the embedded server on scripted engines, and what is watched while it is asked."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
import time
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, TypeVar

import psutil

from voicelab.embedded.faults import Faults
from voicelab.embedded.request_log import RequestLog
from voicelab.embedded.scripted.completion import ScriptedCompletion
from voicelab.embedded.scripted.script import ScriptedEngines, scripted_engines
from voicelab.embedded.server import EmbeddedServer
from voicelab.services.services import Services
from voicelab.testing import EmbeddedServices

__all__ = ["KEY", "Served", "memory_megabytes"]

KEY = "a-key-for-all-runs"
_SCRIPT = ScriptedEngines(
    synthesis_pace=1e6, tokens_per_second=1e6, end_of_turn=0.5, embedding=lambda text: [1.0, float(len(text))]
)
_START_SECONDS = 30.0
_PROBE_SECONDS = 0.05
_T = TypeVar("_T")


class _Failures(logging.Handler):
    """What is logged as an error, or with a traceback."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR or record.exc_info:
            text = record.getMessage()
            if record.exc_info:
                text += "\n" + logging.Formatter().formatException(record.exc_info)
            self.records.append(text)


class Served:
    """A server on a thread of its own; `take_failures` tells what went wrong in it since the last time.

    Parameters
    ----------
    is_own
        Whether the model is held to what the local one can do.
    """

    def __init__(self, *, is_own: bool = False) -> None:
        self._is_own = is_own
        self.faults, self.request_log = Faults(), RequestLog()
        self._longest_stall = 0.0
        self._failures = _Failures()
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="fuzzed server", daemon=True)
        self._ended = threading.Event()
        self._probe = threading.Thread(target=self._watch, name="probe", daemon=True)

    def __enter__(self) -> Served:
        logging.getLogger().addHandler(self._failures)
        self._thread.start()
        self._completion = ScriptedCompletion(
            _SCRIPT.reply,
            first_token_seconds=0.0,
            tokens_per_second=_SCRIPT.tokens_per_second,
            finish_reason="stop",
            model=_SCRIPT.model,
        )
        url = self.run(self._completion.start())
        self._server = EmbeddedServer(
            replace(
                scripted_engines(_SCRIPT, url),
                completion_is_own=self._is_own,
                completion_control_tokens=("<|im_end|>",),
            ),
            key=KEY,
            faults=self.faults,
            request_log=self.request_log,
            custom_models=True,
        )
        self.run(self._server.start())
        self._probe.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._probe.join()
        self.run(self._server.stop())
        self.run(self._completion.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()
        logging.getLogger().removeHandler(self._failures)

    def run(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Do something on the server's loop; return what comes of it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(_START_SECONDS)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.port

    def at(self, port: int) -> EmbeddedServices:
        """Return the services as tests have them, at a port that passes on to this server's."""
        services = Services.at_port(port, key=KEY, model=_SCRIPT.model)
        return EmbeddedServices(services, self.faults, self.request_log, port, KEY, lambda: None)

    def take_failures(self) -> list[str]:
        """Return what was logged as a failure since the last time."""
        taken, self._failures.records = self._failures.records, []
        self.request_log.clear()
        return taken

    def take_stall(self) -> float:
        """Return how long its event loop answered nothing since the last time, at most, in seconds."""
        taken, self._longest_stall = self._longest_stall, 0.0
        return taken

    def at_rest(self) -> dict[str, int]:
        """Return what it holds: tasks, connections, files, memory in MB."""
        gc.collect()
        process = psutil.Process()
        return {
            "tasks": self.run(_count_tasks()),
            "connections": sum(self.request_log.open_connections.values()),
            "files": process.num_fds(),
            "threads": process.num_threads(),
            "MB": memory_megabytes(),
        }

    def _watch(self) -> None:
        while not self._ended.wait(_PROBE_SECONDS):
            answered, asked = threading.Event(), time.monotonic()
            self.loop.call_soon_threadsafe(answered.set)
            answered.wait()
            self._longest_stall = max(self._longest_stall, time.monotonic() - asked)


def memory_megabytes() -> int:
    """Return how much memory this process has, in MB."""
    return psutil.Process().memory_info().rss >> 20


async def _count_tasks() -> int:
    return len(asyncio.all_tasks())
