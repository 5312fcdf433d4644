"""A worker's side of a comparison: takes turns and hears replies, in this process or in another.

Connections are kept from one cell to the next. A worker returns what came of a cell and writes no log.
"""

from __future__ import annotations

import asyncio
import atexit
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.audio.sinks import NullSink
from voicelab.comparison.plan import Question
from voicelab.completion.completer import Completer
from voicelab.conversation.turn_runner import TurnRunner, asked, typed_input
from voicelab.errors import RecognitionError, ServiceError, VoicelabError
from voicelab.event_loop import call
from voicelab.recognition.from_recording import recognize_recording
from voicelab.recognition.recognizer import Utterance
from voicelab.services.services import Services

if TYPE_CHECKING:
    from voicelab.exchange.exchange import Exchange
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["Hearing", "ServicesFrom", "Task", "end_run", "hear_reply", "take_turn"]

ServicesFrom = Services | Callable[[], Services]
"""The services themselves, within this process; elsewhere a function that builds them there, since
credentials do not travel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a worker is to do."""

    run: str
    """Which run it belongs to: connections are kept for the length of one."""
    services: ServicesFrom
    timeouts: Timeouts
    settings: Settings
    question: Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What a recognizer made of a spoken reply."""

    text: str | None
    """Empty if it made nothing of it; `None` if it failed."""
    seconds: float
    """Audio that was recognised, in seconds."""
    error_code: str | None = None
    error_message: str | None = None
    retry_after_seconds: float | None = None

    @classmethod
    def failed(cls, error: VoicelabError, *, seconds: float) -> Hearing:
        """Return what is left of a reply that could not be recognised."""
        asks = error.retry_after_seconds if isinstance(error, ServiceError) else None
        return cls(
            text=None,
            seconds=seconds,
            error_code=error.code,
            error_message=str(error),
            retry_after_seconds=asks,
        )


def take_turn(task: Task) -> Exchange:
    """Take a cell's turn and return its exchange, however it went.

    Raises
    ------
    ConfigurationError
        There are no services to be had here.
    """
    pool = _pool(task)
    turns = pool.borrow(task.settings)
    try:
        return call(_turn(turns, task, pool.services))
    finally:
        pool.give_back(turns)


def hear_reply(task: Task) -> Hearing:
    """Recognise the sound of a spoken reply.

    Raises
    ------
    ConfigurationError
        There are no services to be had here.
    """
    audio = task.question.audio
    assert audio is not None
    try:
        heard = call(recognize_recording(_pool(task).services.speech, task.settings, audio, task.timeouts))
    except RecognitionError as error:
        return Hearing.failed(error, seconds=audio.duration_seconds)
    return Hearing(text=heard.text if isinstance(heard, Utterance) else "", seconds=audio.duration_seconds)


def end_run(run: str) -> None:
    """Let go of the connections that a run kept in this process."""
    with _lock:
        pool = _pools.pop(run, None)
    if pool is not None:
        call(pool.close())


async def _turn(turns: TurnRunner, task: Task, services: Services) -> Exchange:
    settings, question = task.settings, task.question
    turns.history.forget()
    for exchange in question.before:
        turns.history.add(exchange)
    if turns.is_cold(settings):
        # Else the first cell of each connection would seem slower than the others.
        await turns.warm(settings)
    if question.audio is None:
        return await turns.take(typed_input(question.text), settings, NullSink())
    try:
        heard = await recognize_recording(services.speech, settings, question.audio, task.timeouts)
    except RecognitionError as error:
        return (await turns.unanswered(error, settings)).replace(heard_audio=question.audio)
    if isinstance(heard, Utterance):
        return await turns.take(asked(heard), settings, NullSink())
    return await turns.unanswered(heard, settings)


class _HandOver:
    """Keeps nothing: exchanges go to whoever runs the comparison, which has the log."""

    def append(self, exchange: Exchange) -> Exchange:
        return exchange


class _Pool:
    """Services and idle connections of one run in one process."""

    def __init__(self, task: Task) -> None:
        self.is_local = isinstance(task.services, Services)
        self.services = task.services if isinstance(task.services, Services) else task.services()
        self._timeouts = task.timeouts
        self._completer = Completer(self.services.completion, task.timeouts)
        self._lock = threading.Lock()
        self._idle: list[TurnRunner] = []
        self._closed = False

    def borrow(self, settings: Settings) -> TurnRunner:
        """Return idle connections, those with the settings' voice if there are any."""
        with self._lock:
            if self._idle:
                warm = (place for place, turns in enumerate(self._idle) if not turns.is_cold(settings))
                return self._idle.pop(next(warm, 0))
        return TurnRunner(
            "comparison", self.services, _HandOver(), lambda _: None, self._timeouts, self._completer
        )

    def give_back(self, turns: TurnRunner) -> None:
        """Keep connections for the next cell."""
        with self._lock:
            if not self._closed:
                self._idle.append(turns)
                return
        call(turns.close())

    async def close(self) -> None:
        """Let go of what is idle, and of the rest when it is given back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        await asyncio.gather(*(turns.close() for turns in idle))
        await self._completer.close()


_lock = threading.Lock()
_pools: dict[str, _Pool] = {}


def _pool(task: Task) -> _Pool:
    """Return this process's pool for a run."""
    over: list[str] = []
    with _lock:
        pool = _pools.get(task.run)
        if pool is None:
            pool = _Pool(task)
            if not pool.is_local:
                # Nobody tells a process elsewhere that a run is over; the next run does.
                over = [run for run, other in _pools.items() if not other.is_local]
            _pools[task.run] = pool
    for run in over:
        end_run(run)
    return pool


@atexit.register
def _end_all() -> None:
    for run in list(_pools):
        end_run(run)
