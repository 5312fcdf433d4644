"""The embedded services' process: one beside this process, started at first use, ended with it."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import secrets
import subprocess
import threading
import time
from typing import IO

from voicelab.embedded.local.engines import choose_models, model_names, needed_models
from voicelab.embedded.local.model_files.arrival import ModelArrival
from voicelab.embedded.local.recognition.recognition_choice import multilingual_model, with_recognition_model
from voicelab.embedded.options import EmbeddedOptions
from voicelab.embedded.server_log import end_of_server_log, new_server_log
from voicelab.errors import ModelError
from voicelab.python_child import python_command

__all__ = ["EmbeddedProcess", "embedded_process", "forget_process"]

_START_SECONDS = 60.0
_STOP_SECONDS = 5.0
_MIN_UPTIME_SECONDS = 10.0
"""A process that ends sooner may not be able to run: it is started again after a pause, longer each time."""
_LONGEST_PAUSE_SECONDS = 30.0


class EmbeddedProcess:
    """A process that serves local models on a loopback port; use `embedded_process` to get one.

    Parameters
    ----------
    options
        Which models.

    Raises
    ------
    ModelError
        It does not start; the message has the end of its log.
    """

    def __init__(self, options: EmbeddedOptions) -> None:
        self.options = options
        self.key = secrets.token_hex(16)
        """What clients must present."""
        self.model = options.model_name
        """Name of the model that replies."""
        recognising, replying, speaking = model_names(options)
        self.models = (f"{recognising} {multilingual_model()}", replying, speaking)
        """Which models recognise, reply and speak, told apart from any others."""
        self.port = 0
        """Where it listens."""
        self.arrival = ModelArrival(needed_models(options))
        """The models that it waits for, which this process fetches meanwhile."""
        self.arrival.begin()
        self._early_ends = 0
        self._start()

    @property
    def pid(self) -> int:
        """Its process identifier."""
        return self._child.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._child.poll() is None

    @property
    def is_lost(self) -> bool:
        """Whether it ended though nobody ended it, and is not there again; `ensure` then starts it."""
        return not (self._serving and self.alive) and not self._stopping

    def stop(self) -> None:
        """End it and wait for that; at most 5 s, then it is killed."""
        self._stopping = True
        _end(self._child)

    def ensure(self) -> None:
        """Start it again if it is not running, on the same port if that is still free."""
        with _lock:
            if not self.alive:
                self._start()

    def detach(self) -> None:
        """Detach from it in a forked copy of this process: it belongs to the original."""
        self._stopping = True
        if self._child.stdin is not None:
            self._child.stdin.close()
        self._child.returncode = 0

    def _start(self) -> None:
        try:
            self._begin()
        except (OSError, RuntimeError) as error:  # too many files, processes or threads, or no memory
            why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise ModelError(
                f"The embedded services did not start: {why[:1].lower()}{why[1:]}.",
                code="embedded-start",
                hint="Close other programs or sessions, or raise the limit (`ulimit -a` shows them).",
            ) from error

    def _begin(self) -> None:
        self._stopping = self._serving = False
        self._log = new_server_log()
        with self._log.open("wb") as log:
            self._child = subprocess.Popen(
                python_command("from voicelab.embedded.__main__ import main; main()"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                # An interrupt of this process, Ctrl-C, must not reach it.
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        try:
            self.port = self._handshake(self._child)
            self._serving = True
            threading.Thread(target=self._watch, name="voicelab-embedded-watch", daemon=True).start()
        except BaseException:
            self._serving = False
            self._child.kill()
            _end(self._child)
            raise

    def _handshake(self, child: subprocess.Popen[bytes]) -> int:
        """Hand over the options and the key, by a pipe that nobody else sees; return the port."""
        assert child.stdin is not None
        assert child.stdout is not None
        given = {
            "options": self.options.to_plain(),
            "key": self.key,
            "port": self.port,
        }
        limit = threading.Timer(_START_SECONDS, child.kill)
        limit.start()
        try:
            answer = _exchange(child.stdin, child.stdout, json.dumps(given))
        finally:
            limit.cancel()
            child.stdout.close()
        if not answer:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(_STOP_SECONDS)
            raise ModelError(
                f"The embedded services did not start. The end of their log:\n{end_of_server_log(self._log)}",
                code="embedded-start",
                hint=f"The whole log is in {self._log}.",
            )
        return int(json.loads(answer)["port"])

    def _watch(self) -> None:
        """Wait for the child, so that it leaves no zombie; replace it unless it was to end."""
        child, started = self._child, time.monotonic()
        child.wait()
        if child.stdin is not None:
            child.stdin.close()
        if time.monotonic() - started >= _MIN_UPTIME_SECONDS:
            self._early_ends = 0
        while not self._stopping:
            time.sleep(min(float(self._early_ends), _LONGEST_PAUSE_SECONDS))
            with _lock:
                if child is not self._child or self._stopping:
                    return  # somebody has asked for it meanwhile, or nobody wants it any more
                self._early_ends += 1
                try:
                    self._start()
                except ModelError:  # as whoever asks for it is told
                    child = self._child
                else:
                    return


_lock = threading.RLock()
_running: dict[EmbeddedOptions, EmbeddedProcess] = {}


def embedded_process(options: EmbeddedOptions | None = None) -> EmbeddedProcess:
    """Return the process that serves these options' models; start it if need be.

    It listens at once. Requests wait until its models are there, which this process fetches meanwhile: see
    `EmbeddedProcess.arrival`.

    There is one for each set of options, shared by all that ask; a killed one is replaced on the same
    port and with the same key. It ends with this process.

    Parameters
    ----------
    options
        By default those of the environment's variables.

    Raises
    ------
    ConfigurationError
        A package that runs the models is not installed.
    ModelError
        The process does not start.
    """
    options = EmbeddedOptions.from_environment() if options is None else options
    with _lock:
        running = _running.get(options)
        if running is not None:
            running.ensure()
            return running
        _running[options] = EmbeddedProcess(_with_models(options))
        return _running[options]


def _with_models(options: EmbeddedOptions) -> EmbeddedOptions:
    """Return the options with each model named that they need; a detector needs its own alone."""
    chosen = choose_models(options)
    return chosen if options.detector is not None else with_recognition_model(chosen)


def forget_process(process: EmbeddedProcess) -> None:
    """Give a process, which is to be stopped, to nobody: who asks for its options again gets a new one."""
    with _lock:
        for options in [options for options, running in _running.items() if running is process]:
            del _running[options]


@atexit.register
def _stop_all() -> None:
    with _lock:
        while _running:
            _running.popitem()[1].stop()


def _after_fork() -> None:
    global _lock
    _lock = threading.RLock()
    while _running:
        _running.popitem()[1].detach()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _exchange(to: IO[bytes], back: IO[bytes], line: str) -> bytes:
    try:
        to.write(line.encode() + b"\n")
        to.flush()
    except BrokenPipeError:
        return b""
    return back.readline()


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.stdin is not None:
        child.stdin.close()
    try:
        child.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
