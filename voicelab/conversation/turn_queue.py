"""Turn queue: one turn at a time, in the order in which they were asked; what waits can be dropped."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink
    from voicelab.conversation.turn_input import TurnInput

__all__ = ["QueuedTurn", "TurnQueue"]


class QueuedTurn:
    """A turn from when it is asked until it begins, or is dropped.

    Parameters
    ----------
    number
        Of the turn in its session, from 1.
    sink
        Where its reply is to sound.
    """

    def __init__(self, number: int, turn_input: TurnInput, sink: Sink) -> None:
        self.number = number
        self.turn_input = turn_input
        self.sink = sink
        self.dropped = asyncio.Event()
        """Set when it is not to begin any more."""
        self.is_predicted = False
        """Whether its first input was a prediction."""
        self.is_withdrawn = False
        """Whether it is no turn after all."""
        self.is_interrupted = False
        """Whether it was interrupted before its reply could begin."""
        self.is_running = False
        """Whether it has begun, and is not logged yet."""
        self.is_over = False
        """Whether it is logged."""
        self._is_settled = asyncio.Event()
        self._is_settled.set()

    @property
    def is_settled(self) -> bool:
        """Whether its input will not change any more."""
        return self._is_settled.is_set()

    def expect_transcript(self, *, is_predicted: bool = True) -> None:
        """Note that its transcript comes later.

        Parameters
        ----------
        is_predicted
            Whether its input is a prediction until then; otherwise it begins without words.
        """
        self.is_predicted = is_predicted
        self._is_settled.clear()

    def settle(self, turn_input: TurnInput | None = None) -> None:
        """Give the final transcript; by default the prediction stands."""
        if not self.is_settled:
            self.turn_input = turn_input or self.turn_input
            self._is_settled.set()

    def withdraw(self) -> None:
        """Say that it is no turn."""
        self.is_withdrawn = True
        self.dropped.set()
        self._is_settled.set()

    async def interrupt(self) -> bool:
        """Have its reply not begin, as by an interruption; returns that there was something to interrupt."""
        self.is_interrupted = True
        return True

    async def settled(self) -> None:
        """Return when its input is final, or it is withdrawn."""
        await self._is_settled.wait()

    async def unless_dropped(self, work: Coroutine[Any, Any, None]) -> None:
        """Return when some work is done, or at once when this is dropped; an error of the work is raised.

        That it waited for that is no latency of its turn.
        """
        tasks = [asyncio.ensure_future(work), asyncio.ensure_future(self.dropped.wait())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if tasks[0].done():
                tasks[0].result()
            self.turn_input = dataclasses.replace(self.turn_input, ended_at=time.monotonic())
        finally:
            for task in tasks:
                task.cancel()


class TurnQueue:
    """All turns of a session that have not begun.

    Belongs to the event loop that first uses it.

    Parameters
    ----------
    on_wait
        Called with each that cannot begin as soon as it is asked.
    """

    def __init__(self, on_wait: Callable[[QueuedTurn], None]) -> None:
        self._on_wait = on_wait
        self._last_number = 0
        self.waiting: list[QueuedTurn] = []
        """Those that have not begun, the next one first."""
        self.is_taken = False
        """Whether something runs that the next one waits for."""
        self.is_ending = False
        """Whether that was cut short, and only its end is awaited."""
        self._is_user_speaking = False
        self._is_held = False
        self._lapse: asyncio.TimerHandle | None = None
        self._changed = asyncio.Event()

    def user_speaks(self, seconds: float | None = None) -> None:
        """Note that the user is within an utterance: no turn begins then, for that would cut it short.

        Parameters
        ----------
        seconds
            How long that holds unless it is noted again; by default until `user_paused` is called.
        """
        self._note_user(is_speaking=True)
        if seconds is not None:
            self._lapse = asyncio.get_running_loop().call_later(seconds, self.user_paused)

    def user_paused(self) -> None:
        """Note that the user is within an utterance no more."""
        self._note_user(is_speaking=False)

    def hold(self, is_held: bool) -> None:
        """Note whether the user is within a turn whose end a key or the like will mark: none begins then."""
        self._is_held = is_held
        self._wake()

    def next_number(self) -> int:
        """Return the number of the next turn in the session, from 1."""
        self._last_number += 1
        return self._last_number

    def enter(self, turn_input: TurnInput, sink: Sink, *, must_wait: bool = False) -> QueuedTurn:
        """Give a turn its place behind those that wait.

        Parameters
        ----------
        must_wait
            Whether it waits for something else, too.
        """
        queued = QueuedTurn(self.next_number(), turn_input, sink)
        self.waiting.append(queued)
        if must_wait or (self.is_taken and not self.is_ending) or not self._is_due(queued):
            self._on_wait(queued)
        return queued

    def holds_back(self, queued: QueuedTurn) -> bool:
        """Whether something runs that a turn waits for, and that goes on."""
        return queued in self.waiting and self.is_taken and not self.is_ending

    def drop(self, sink: Sink | None = None) -> None:
        """Let none of those that wait begin.

        Parameters
        ----------
        sink
            Only those that were to sound there; by default all.
        """
        for queued in self.waiting:
            if sink is None or queued.sink is sink:
                queued.dropped.set()
        self._wake()

    def take_back(self, queued: QueuedTurn) -> None:
        """Take one that is withdrawn out of the queue; its number is the next one's, if it was the last."""
        self.leave(queued)
        if queued.number == self._last_number:
            self._last_number -= 1

    def leave(self, queued: QueuedTurn) -> None:
        """Let those behind one go on without it."""
        with contextlib.suppress(ValueError):  # once is enough
            self.waiting.remove(queued)
            self._wake()

    @contextlib.asynccontextmanager
    async def turn(self, queued: QueuedTurn | None = None) -> AsyncIterator[None]:
        """Have nothing else run within the block.

        Parameters
        ----------
        queued
            Whose turn it has to be; by default the block runs ahead of all that wait.
        """
        await self._until(lambda: not self.is_taken and (queued is None or self._is_due(queued)))
        if queued is not None:
            self.leave(queued)
        self.is_taken = True
        try:
            yield
        finally:
            self.is_taken = self.is_ending = False
            self._wake()

    async def empty(self) -> None:
        """Return when nothing runs and nothing waits."""
        await self._until(lambda: not self.is_taken and not self.waiting)

    async def until_listening(self) -> None:
        """Return when nothing runs and nothing waits, or the user is within an utterance."""
        await self._until(lambda: self._is_user_speaking or not (self.is_taken or self.waiting))

    def _note_user(self, *, is_speaking: bool) -> None:
        if self._lapse is not None:
            self._lapse.cancel()
            self._lapse = None
        self._is_user_speaking = is_speaking
        self._wake()

    def _is_due(self, queued: QueuedTurn) -> bool:
        if queued.dropped.is_set():
            return True  # only to be logged
        return queued is self.waiting[0] and not (self._is_user_speaking or self._is_held)

    async def _until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            await self._changed.wait()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
