"""A worker's side of a comparison: runs cells and recognises replies, in this process or in another.

Connections are kept from one cell to the next. A worker returns results and writes no log.
"""

from __future__ import annotations

import asyncio
import atexit
import dataclasses
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.audio.sinks import NullSink
from voicelab.callers.simulated_caller import SimulatedCaller
from voicelab.comparison.caller_voice import CallerVoice
from voicelab.comparison.cell_run import CELL_SESSION, CellRun
from voicelab.comparison.live_cell import run_live_talk
from voicelab.comparison.live_dialogue import run_live_dialogue
from voicelab.comparison.questions import Question
from voicelab.comparison.told_notices import ToldNotices
from voicelab.comparison.typed_dialogue import run_typed_dialogue
from voicelab.completion.completer import Completer
from voicelab.conversation.context import SessionContext
from voicelab.conversation.heard_recording import heard_recording
from voicelab.conversation.turn_runner import TurnRunner
from voicelab.errors import RecognitionError, ServiceError, VoicelabError
from voicelab.event_loop import call
from voicelab.recognition.from_recording import recognize_recording
from voicelab.recognition.recognizer import Utterance
from voicelab.services.services import Services

if TYPE_CHECKING:
    from voicelab.callers.caller import Caller
    from voicelab.completion.asked_model import AskedModel
    from voicelab.exchange.exchange import Exchange
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings
    from voicelab.tools.toolbox import Toolbox

__all__ = ["RoundTrip", "ServicesSource", "Task", "close_run", "recognize_reply", "run_cell"]

ServicesSource = Services | Callable[[], Services]
"""The services themselves, within this process; elsewhere a function that builds them there, since
credentials do not travel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A cell to run, or a reply to recognise, and all that a worker needs for it."""

    run: str
    """Which run it belongs to: connections are kept for the length of one."""
    services: ServicesSource
    timeouts: Timeouts
    toolbox: Toolbox
    settings: Settings
    question: Question


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTrip:
    """A spoken reply, recognised."""

    transcript: str | None
    """Empty if nothing was recognised; `None` if recognition failed."""
    seconds: float
    """Audio that was recognised, in seconds."""
    error_code: str | None = None
    error_message: str | None = None
    retry_after_seconds: float | None = None

    @classmethod
    def failed(cls, error: VoicelabError, *, seconds: float) -> RoundTrip:
        """Return the round trip of a reply that could not be recognised."""
        retry_after = error.retry_after_seconds if isinstance(error, ServiceError) else None
        return cls(
            transcript=None,
            seconds=seconds,
            error_code=error.code,
            error_message=str(error),
            retry_after_seconds=retry_after,
        )


def run_cell(task: Task) -> CellRun:
    """Run a cell and return what came of it, however it went.

    Raises
    ------
    ConfigurationError
        No services are set in this process.
    """
    pool, caller = _pool(task), task.question.caller
    if not isinstance(caller, SimulatedCaller):
        return _run(pool, task, caller)
    simulated = caller.begin(pool.caller_model(caller), task.settings)
    run = _run(pool, task, simulated)
    return dataclasses.replace(run, call=simulated.end(run.dialogue))


def recognize_reply(task: Task) -> RoundTrip:
    """Recognise the sound of a spoken reply.

    Raises
    ------
    ConfigurationError
        No services are set in this process.
    """
    audio = task.question.audio
    assert audio is not None
    try:
        recognised = call(
            recognize_recording(_pool(task).services.speech, task.settings, audio, task.timeouts)
        )
    except RecognitionError as error:
        return RoundTrip.failed(error, seconds=audio.duration_seconds)
    return RoundTrip(
        transcript=recognised.text if isinstance(recognised, Utterance) else "",
        seconds=audio.duration_seconds,
    )


def close_run(run: str) -> None:
    """Close the connections that a run kept in this process."""
    with _lock:
        pool = _pools.pop(run, None)
    if pool is not None:
        call(pool.close())


def _run(pool: _ConnectionPool, task: Task, caller: Caller | None) -> CellRun:
    """Run a cell, which `caller` asks turn by turn, or which is asked once."""
    settings, question = task.settings, task.question
    where = (pool.services, pool.completer, task.timeouts, task.toolbox, settings)
    if caller is not None and caller.is_spoken:
        return call(
            run_live_dialogue(*where, caller, pool.caller_voice, question.before, question.conditions)
        )
    if question.talk is not None:
        return call(run_live_talk(*where, question))
    turn_runner, told = pool.acquire(settings), ToldNotices()
    leave = turn_runner.context.subscribe(told)
    try:
        run = call(_run_on_connections(turn_runner, task, caller))
        return dataclasses.replace(run, notices=tuple(told.messages))
    finally:
        leave()
        pool.release(turn_runner)


async def _run_on_connections(turn_runner: TurnRunner, task: Task, caller: Caller | None) -> CellRun:
    """Run a cell that is no live conversation."""
    settings, question = task.settings, task.question
    turn_runner.history.begin_with(question.before)
    if turn_runner.maker.is_cold(settings):
        # Else the first cell of each connection would seem slower than the others.
        await turn_runner.warm(settings)
    if caller is not None:
        return await run_typed_dialogue(turn_runner, settings, caller)
    if question.audio is None:
        return CellRun(exchange=await turn_runner.answer(question.text, settings, NullSink()))
    if settings.is_speech_to_speech:
        return CellRun(exchange=await turn_runner.answer(question.audio, settings, NullSink()))
    recognised = await heard_recording(turn_runner.context, question.audio, settings)
    answered = await turn_runner.answer(recognised, settings, NullSink(), recording=question.audio)
    return CellRun(exchange=answered)


class _NullLog:
    """Keeps nothing: exchanges are returned to the process that has the log."""

    def append(self, exchange: Exchange) -> Exchange:
        return exchange

    def hold(self, exchange: Exchange) -> None:
        pass


class _ConnectionPool:
    """Services and idle connections of one run in one process."""

    def __init__(self, task: Task) -> None:
        self.is_local = isinstance(task.services, Services)
        self.services = task.services if isinstance(task.services, Services) else task.services()
        self._timeouts, self._toolbox = task.timeouts, task.toolbox
        self.completer = Completer(self.services.completion, task.timeouts)
        self.caller_voice = CallerVoice(self.services, task.timeouts)
        self._caller_models: dict[Settings, AskedModel] = {}
        self._lock = threading.Lock()
        self._idle: list[TurnRunner] = []
        self._closed = False

    def caller_model(self, caller: SimulatedCaller) -> AskedModel:
        """Return the model that plays a caller, shared by all that ask it alike."""
        settings = caller.settings
        with self._lock:
            if settings not in self._caller_models:
                self._caller_models[settings] = caller.model(self.services, self._timeouts)
            return self._caller_models[settings]

    def acquire(self, settings: Settings) -> TurnRunner:
        """Return idle connections, those with the settings' voice if there are any."""
        with self._lock:
            if self._idle:
                warm = (
                    n for n, turn_runner in enumerate(self._idle) if not turn_runner.maker.is_cold(settings)
                )
                return self._idle.pop(next(warm, 0))
        context = SessionContext(
            CELL_SESSION, self.services, _NullLog(), self._timeouts, settings, self._toolbox
        )
        return TurnRunner(context, self.completer)

    def release(self, turn_runner: TurnRunner) -> None:
        """Keep connections for the next cell."""
        with self._lock:
            if not self._closed:
                self._idle.append(turn_runner)
                return
        call(turn_runner.close())

    async def close(self) -> None:
        """Close what is idle; the rest is closed when it is released."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        await asyncio.gather(*(turns.close() for turns in idle))
        await self.completer.close()


_lock = threading.Lock()
_pools: dict[str, _ConnectionPool] = {}


def _pool(task: Task) -> _ConnectionPool:
    """Return this process's pool for a run."""
    ended: list[str] = []
    with _lock:
        pool = _pools.get(task.run)
        if pool is None:
            pool = _ConnectionPool(task)
            if not pool.is_local:
                # A process elsewhere learns that a run has ended from the next one.
                ended = [run for run, other in _pools.items() if not other.is_local]
            _pools[task.run] = pool
    for run in ended:
        close_run(run)
    return pool


@atexit.register
def _close_all() -> None:
    for run in list(_pools):
        close_run(run)
