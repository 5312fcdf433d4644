"""Turn runner: one turn after the other, its connections kept, its exchange logged before the next."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import TYPE_CHECKING, Any

from voicelab.conversation.end_of_turn_detectors import EndOfTurnDetectors
from voicelab.conversation.logged_exchanges import LoggedExchanges
from voicelab.conversation.preemptive_turns import PreemptiveTurns
from voicelab.conversation.preview import Preview
from voicelab.conversation.turn import Turn
from voicelab.conversation.turn_input import TurnInput
from voicelab.conversation.turn_maker import TurnMaker
from voicelab.conversation.turn_queue import QueuedTurn, TurnQueue
from voicelab.conversation.turn_taking_costs import TurnTakingCosts
from voicelab.errors import ConfigurationError, VoicelabError, unexpected
from voicelab.event_loop import task_group, to_the_end
from voicelab.events import TurnWithdrawn, UtteranceHeard, UtteranceWaiting
from voicelab.exchange.exchange import Exchange, utc_at
from voicelab.recognition.recognizer import NoMatch, Utterance

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.audio.sinks import Sink
    from voicelab.completion.completer import Completer
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.history import History
    from voicelab.settings import Settings

__all__ = ["TurnRunner"]


class TurnRunner:
    """Runs a session's turns, typed and spoken ones alike, never two at once.

    Belongs to the event loop that first uses it.

    Parameters
    ----------
    completer
        The model, where its connections are shared with others, and closed by whoever shares them.
    """

    def __init__(self, context: SessionContext, completer: Completer | None = None) -> None:
        self.context = context
        self.queue = TurnQueue(
            lambda queued: context.emit(UtteranceWaiting(queued.number, queued.turn_input.text))
        )
        self._is_closed = False
        self._beginning: QueuedTurn | None = None
        self._turn: Turn | Preview | None = None
        self.maker = TurnMaker(context, completer)
        self.costs = TurnTakingCosts()
        self.preemptive = PreemptiveTurns(self.maker, self.costs)
        self.logged = LoggedExchanges(context, self.history, self.preemptive, self.costs)
        self.detectors = EndOfTurnDetectors(context)

    @property
    def history(self) -> History:
        """What the model sees of the turns before."""
        return self.maker.history

    async def warm(self, settings: Settings) -> None:
        """Open the connections ahead of the first turn."""
        async with task_group() as group:
            group.create_task(self.maker.warm(settings))
            group.create_task(self.detectors.warm(settings))

    async def answer(
        self,
        heard: str | Audio | Utterance | NoMatch | VoicelabError,
        settings: Settings,
        sink: Sink,
        recording: Audio | None = None,
        *,
        queued: QueuedTurn | None = None,
        ready: Callable[[], Coroutine[Any, Any, None]] | None = None,
    ) -> Exchange:
        """Reply to what was typed or heard, and return the exchange, durable in the log.

        An utterance that was not understood makes an exchange, too, and so does a failure before that, and
        what was dropped while it waited.

        Parameters
        ----------
        heard
            A recording where the replying model itself hears it.
        recording
            What was to be recognised, kept where recognition failed.
        queued
            Its place in the queue, if it has one already.
        ready
            Returns when it may begin, if it has to wait for more than its turn.
        """
        if isinstance(heard, NoMatch | VoicelabError):
            return await self._log_unanswered(heard, settings, recording)
        if queued is None:
            self._check_open()
            queued = self.queue.enter(TurnInput.of(heard), sink, must_wait=ready is not None)
            if not isinstance(heard, str | Utterance):
                queued.expect_transcript(is_predicted=False)
        async with self._dropping(queued, settings):
            if ready is not None:
                await queued.unless_dropped(ready())
            async with self.queue.turn(queued):
                if queued.dropped.is_set():
                    return await self.drop(queued, settings)
                exchange = await self._run(queued, settings)
                assert exchange is not None  # what is settled is not withdrawn
                return exchange

    async def answer_predicted(self, queued: QueuedTurn, settings: Settings) -> Exchange | None:
        """Reply to what the user seems to have said; returns nothing if the turn was withdrawn."""
        async with self._dropping(queued, settings), self.queue.turn(queued):
            if queued.dropped.is_set():
                return None if queued.is_withdrawn else await self.drop(queued, settings)
            return await self._run(queued, settings)

    def settle(self, queued: QueuedTurn, turn_input: TurnInput) -> None:
        """Give a turn the final transcript of what it answers, and tell it."""
        queued.settle(turn_input)
        if queued.is_running:
            self.context.emit(UtteranceHeard(queued.number, queued.turn_input.text))
        elif self.queue.holds_back(queued):
            self.context.emit(UtteranceWaiting(queued.number, queued.turn_input.text))

    async def withdraw(self, queued: QueuedTurn) -> None:
        """Take back a turn that was predicted: what came of it is thrown away."""
        if queued.is_over:
            return  # it was dropped meanwhile, which is logged
        queued.withdraw()
        self.costs.add_mistaken()
        self.queue.take_back(queued)
        if queued.is_running:
            self.queue.is_ending = True
            if (turn := self.running) is not None:
                await turn.interrupt()
        self.context.emit(TurnWithdrawn(queued.number))

    async def drop(
        self, queued: QueuedTurn, settings: Settings, why: VoicelabError | None = None
    ) -> Exchange:
        """Log what waited and is not answered any more, for an error or because all was stopped."""
        self.queue.leave(queued)
        queued.is_over = True
        record = self.maker.record(queued.number, queued.turn_input, settings)
        return await self._log(record.dropped().with_error(why), queued)

    async def preview(self, sample: Audio, sink: Sink) -> None:
        """Play a preview when the turns before it are over; the next waits until it is.

        Raises
        ------
        DeviceError
            The sink failed.
        """
        async with self.queue.turn():
            self._check_open()
            with self.context.activity.turn(is_speaking=True):
                self._turn = preview = Preview(sample, sink, self.context.playback)
                try:
                    await preview.run()
                finally:
                    self._turn = None

    @property
    def running(self) -> Turn | None:
        """The turn that runs; a preview is none."""
        return self._turn if isinstance(self._turn, Turn) else None

    async def interrupt(self, sink: Sink | None = None, *, drop_waiting: bool = False) -> bool:
        """Cut the running reply short; returns whether there was one.

        Parameters
        ----------
        sink
            Only if it sounds there; by default wherever it does.
        drop_waiting
            Whether those that wait to sound there never begin.
        """
        if drop_waiting:
            self.queue.drop(sink)
        running = self._turn or self._beginning
        if running is None or (sink is not None and running.sink is not sink):
            return False
        self.queue.is_ending = True
        return await running.interrupt()

    async def close(self) -> None:
        """Cut the running reply short, drop those that wait, and let go of the connections."""
        self._is_closed = True
        await self.interrupt(drop_waiting=True)
        await self.queue.empty()
        async with self.queue.turn():
            await self.preemptive.aclose()
            try:
                await self.maker.close()
            finally:
                await self.detectors.close()

    def _check_open(self) -> None:
        if self._is_closed:
            raise ConfigurationError(
                "The session was closed before this turn began.", code="closed", hint="Make a new Session."
            )

    @contextlib.asynccontextmanager
    async def _dropping(self, queued: QueuedTurn, settings: Settings) -> AsyncIterator[None]:
        """Log a turn that something keeps from beginning, which is raised."""
        try:
            yield
        except (asyncio.CancelledError, Exception) as error:
            if queued in self.queue.waiting:
                why = None if isinstance(error, asyncio.CancelledError) else unexpected(error)
                await to_the_end(self.drop(queued, settings, why))
            raise

    async def _run(self, queued: QueuedTurn, settings: Settings) -> Exchange | None:
        """Run a turn; if it is cancelled, its exchange is logged as far as the reply was heard.

        One that was predicted is logged with its final transcript; `None` if it was withdrawn instead.
        """
        queued.is_running = True
        try:
            return await self._run_to_end(queued, settings)
        finally:
            queued.is_running, queued.is_over = False, True

    async def _run_to_end(self, queued: QueuedTurn, settings: Settings) -> Exchange | None:
        self.context.emit(UtteranceHeard(queued.number, queued.turn_input.text, queued.is_settled))
        with self.context.activity.turn():
            self._beginning = queued
            try:
                turn = await self._begin(queued, settings)
            except asyncio.CancelledError:
                if not queued.is_withdrawn:
                    await to_the_end(self.drop(queued, settings))
                raise
            finally:
                self._beginning = None
            try:
                if queued.is_withdrawn or queued.is_interrupted:
                    turn.record.interrupted = True  # also where it never began
                    await turn.interrupt()
                else:
                    self._turn = turn
                    await turn.run()
                await turn.transcribed()
                await queued.settled()
            except asyncio.CancelledError:
                if queued.is_withdrawn:
                    self.costs.add_discarded(turn.record)
                else:
                    await self._log(self._exchange(turn, queued), queued)
                raise
            finally:
                self._turn = None
            if queued.is_withdrawn:
                self.costs.add_discarded(turn.record)
                return None
            if turn.record.cut_off:
                self.queue.drop(queued.sink)
            kept = await self._log(self._exchange(turn, queued), queued)
            if kept.outcome == "failed":
                await self.maker.reset_voices()
            return kept

    def _exchange(self, turn: Turn, queued: QueuedTurn) -> Exchange:
        turn.record.turn_input = queued.turn_input
        return turn.exchange()

    async def _log(self, exchange: Exchange, queued: QueuedTurn) -> Exchange:
        """Log what came of a turn that had its place in the queue; done to the end."""
        self.costs.predicted_ends += queued.is_predicted
        return await to_the_end(self.logged.add(exchange))

    async def _begin(self, queued: QueuedTurn, settings: Settings) -> Turn:
        turn = await self.preemptive.claim(queued, settings)
        return turn or self.maker.make_for(queued, settings, self.settle)

    async def _log_unanswered(
        self, why: NoMatch | VoicelabError, settings: Settings, recording: Audio | None
    ) -> Exchange:
        async with self.queue.turn():
            session, turn = self.context.session_id, self.queue.next_number()
            where: dict[str, Any] = {"session": session, "turn": turn, "settings": settings}
            if isinstance(why, VoicelabError):
                return await to_the_end(self.logged.add(Exchange.failed(why, heard_audio=recording, **where)))
            exchange = Exchange.not_understood(
                why.reason,
                started_utc=utc_at(why.ended_at),
                recognised_seconds=why.fed_seconds,
                transcript_seconds=max(0.0, why.arrived_at - why.ended_at),
                heard_audio=why.audio,
                **where,
            )
            return await to_the_end(self.logged.add(exchange))
