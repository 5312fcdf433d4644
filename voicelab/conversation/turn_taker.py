"""TurnTaker: when the user's turn is over.

Where the user is judged to be done, a moment into a pause, the turn begins at once, on the last hypothesis;
the final transcript confirms it or has it withdrawn. Where the user is judged to go on, more words are waited
for. Where nobody judges, the silence decides that recognition waits for.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from voicelab.conversation.overdue_transcript import OverdueTranscript
from voicelab.conversation.pause_judge import PauseJudge
from voicelab.conversation.turn_input import TurnInput
from voicelab.events import HypothesisHeard, UtteranceHeard
from voicelab.recognition.joined_utterances import as_hypothesis, joined_hypothesis, joined_utterances
from voicelab.recognition.recognizer import Hypothesis, Utterance
from voicelab.text.same_words import same_words
from voicelab.text.words import count_words

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.echo import EchoGuard
    from voicelab.conversation.turn_queue import QueuedTurn
    from voicelab.conversation.turn_runner import TurnRunner

__all__ = ["TurnTaker"]

_FINAL_SECONDS = 2.0
"""How long the final transcript may take after the last hypothesis and the silence behind it, in seconds."""
_DETECTOR_SECONDS = 0.5
"""How long a detector is waited for once the final transcript is there, in seconds: then silence decides."""


class TurnTaker:
    """Follows one user turn after the other. Belongs to one event loop.

    Parameters
    ----------
    sink
        Where replies sound.
    on_end
        Called when the user's turn is over, ahead of `on_turn`.
    on_turn
        Called with each turn as it enters the queue, and what was heard.
    """

    def __init__(
        self,
        context: SessionContext,
        turns: TurnRunner,
        sink: Sink,
        echo_guard: EchoGuard,
        on_end: Callable[[], None],
        on_turn: Callable[[Hypothesis | Utterance, QueuedTurn], None],
    ) -> None:
        self._context = context
        self._turns = turns
        self._sink = sink
        self._echo_guard = echo_guard
        self._on_end = on_end
        self._on_turn = on_turn
        self._judge = PauseJudge(context, turns, sink, echo_guard, self._decide)
        self._parts: list[Utterance] = []
        self._heard: Hypothesis | None = None
        self._is_final = False
        self._longest_pause_is_over = False
        """Whether only the model's verdict is waited for."""
        self._unsettled = ""
        self._overdue = OverdueTranscript()
        self._predicted: QueuedTurn | None = None
        self._patience: asyncio.TimerHandle | None = None

    @property
    def awaits_transcript(self) -> bool:
        """Whether a turn has begun whose final transcript is still to come."""
        return self._predicted is not None

    def has_answered(self, event: Hypothesis | Utterance) -> bool:
        """Whether these are the words of a turn that was over before its transcript came."""
        return self._overdue.is_in(event, self._context.settings.locales_of(event.language))

    def feed(self, pcm: bytes) -> None:
        """Follow what goes to recognition, 16-bit mono PCM at 16 kHz; has a pause judged."""
        self._judge.feed(pcm, self._heard if self._predicted is None else None)

    async def hear(self, event: Hypothesis | Utterance) -> None:
        """Follow what recognition gives of the user's words."""
        if isinstance(event, Hypothesis):
            self._unsettled = event.text
            await self._hear_hypothesis(joined_hypothesis(self._parts, event))
        else:
            self._parts.append(event)
            await self._hear_utterance(joined_utterances(self._parts))

    async def end_marked(self, utterance: Utterance) -> None:
        """Begin the turn of an utterance whose end the source marked."""
        await self.abandon()
        self._enter(utterance, time.monotonic())

    def hear_echo(self) -> None:
        """Note that what sounded last was the reply; the user's words ahead of it, if any, stand as heard."""
        if self._predicted is not None:
            self.finish()
            self._overdue.forget()
        else:
            self._hear_no_more()

    async def hear_nothing(self) -> None:
        """Note that nothing was understood of what sounded last."""
        self._overdue.forget()
        await self._withdraw()
        self._hear_no_more()

    def _hear_no_more(self) -> None:
        """Forget what seemed to be said, for it came to nothing."""
        if self._is_final:
            return  # that waits for more, or for the judge
        had_words, self._heard = self._heard is not None, None
        self._judge.stop()
        if self._parts:
            self._wait()
            return
        if had_words:
            self._context.emit(HypothesisHeard(""))
        self._judge.next_turn()
        self._turns.queue.user_paused()

    def finish(self) -> None:
        """Begin the turn of what was heard, as no more will come."""
        predicted, parts = self._predicted, list(self._parts)
        self._reset()
        if predicted is not None:
            self._overdue.expect(self._unsettled)  # its final transcript, if it comes, makes no second turn
            predicted.settle()
        elif parts:
            self._turns.preemptive.discard()  # it may still say that the user is not done, and no more
            self._enter(joined_utterances(parts), time.monotonic())

    async def abandon(self) -> None:
        """Drop what was heard and is no turn yet, with a row in the log; a turn that is predicted is none."""
        await self._withdraw()
        await self.close()

    async def close(self) -> None:
        """Drop what was heard and is no turn yet, with a row in the log; a turn that is predicted stands."""
        if self._predicted is not None:
            self._predicted.settle()
        parts = list(self._parts)
        self._judge.stop()
        self._reset()
        self._turns.queue.user_paused()
        if parts:
            turn_input = TurnInput.spoken(joined_utterances(parts))
            queued = self._turns.queue.enter(turn_input, self._sink)
            await self._turns.drop(queued, self._context.settings)

    async def _hear_hypothesis(self, whole: Hypothesis) -> None:
        if (predicted := self._predicted) is not None:
            before = predicted.turn_input.text
            whole = self._echo_guard.without_echo(whole, before)
            if count_words(whole.text) <= count_words(before) or self._is_same(before, whole):
                self._be_patient(self._final_seconds)
                return
            await self._withdraw()
        if not self._judge.has_asked(whole):
            self._judge.stop()
        self._heard, self._is_final, self._longest_pause_is_over = whole, False, False
        self._context.emit(HypothesisHeard(whole.text))
        self._turns.queue.user_speaks(self._final_seconds)  # no turn begins within an utterance
        if self._parts:
            self._be_patient(self._final_seconds)

    async def _hear_utterance(self, whole: Utterance) -> None:
        self._judge.next_utterance()
        if (predicted := self._predicted) is not None:
            whole = self._echo_guard.without_echo(whole, predicted.turn_input.text)
            if self._is_same(predicted.turn_input.text, whole):
                self._settle(predicted, whole)
                return
            await self._withdraw()
        if self._context.settings.end_of_turn == "silence":
            self._enter(whole, whole.arrived_at)
            return
        self._heard = heard = as_hypothesis(whole)
        self._is_final, self._longest_pause_is_over = True, False
        self._context.emit(HypothesisHeard(whole.text))
        if not self._judge.has_asked(whole):
            self._judge.ask(heard)
        if not self._judge.is_asking:
            self._enter_or_wait()
        elif self._context.settings.end_of_turn == "model":
            self._wait()
        else:
            self._turns.queue.user_speaks()
            self._be_patient(_DETECTOR_SECONDS)

    def _is_same(self, text: str, heard: Hypothesis | Utterance) -> bool:
        return same_words(text, heard.text, self._context.settings.locales_of(heard.language))

    def _decide(self, heard: Hypothesis, is_over: bool | None) -> None:
        """Act on a verdict; the words have their final transcript, or only seem to be said."""
        if self._is_final:
            self._enter_or_wait()
        elif is_over and self._predicted is None:
            self._predict(heard)

    def _enter_or_wait(self) -> None:
        if self._judge.has_refused and not self._longest_pause_is_over:
            self._wait()
        else:
            self._enter(joined_utterances(self._parts), time.monotonic())

    def _wait(self) -> None:
        """Wait for more words."""
        self._turns.queue.user_speaks()
        until = self._parts[-1].ended_at + self._context.settings.longest_pause_seconds
        self._be_patient(max(0.0, until - time.monotonic()))

    def _be_patient(self, seconds: float) -> None:
        """Go by what there is after a time in which no more words come."""
        self._stop_patience()
        self._patience = asyncio.get_running_loop().call_later(seconds, self._go_by_what_there_is)

    def _go_by_what_there_is(self) -> None:
        if self._is_final and self._judge.is_asking and self._context.settings.end_of_turn == "model":
            # What the model begins with is no reply yet, but on its way to one.
            self._longest_pause_is_over = True
        elif self._parts and self._heard is not None and not self._is_final and self._predicted is None:
            self._judge.stop()
            self._predict(self._heard)  # the user went on, and the transcript of that is late
        else:
            self.finish()

    def _stop_patience(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _predict(self, heard: Hypothesis) -> None:
        queue = self._turns.queue
        queue.user_paused()
        self._on_end()
        self._predicted = queued = queue.enter(TurnInput.predicted(heard), self._sink)
        queued.expect_transcript()
        self._be_patient(self._final_seconds)
        self._on_turn(heard, queued)

    @property
    def _final_seconds(self) -> float:
        return self._context.settings.end_silence_seconds + _FINAL_SECONDS

    def _settle(self, predicted: QueuedTurn, whole: Utterance) -> None:
        predicted.settle(TurnInput.spoken(whole, predicted.turn_input.ended_turn_at))
        if predicted.is_running:
            self._context.emit(UtteranceHeard(predicted.number, predicted.turn_input.text))
        self._reset()

    async def _withdraw(self) -> None:
        predicted, self._predicted = self._predicted, None
        if predicted is not None:
            self._stop_patience()
            await self._turns.withdraw(predicted)

    def _enter(self, whole: Utterance, ended_turn_at: float) -> None:
        self._reset()
        self._turns.queue.user_paused()
        self._on_end()
        turn_input = TurnInput.spoken(whole, ended_turn_at)
        self._on_turn(whole, self._turns.queue.enter(turn_input, self._sink))

    def _reset(self) -> None:
        """Begin to follow the next turn."""
        self._stop_patience()
        self._predicted = self._heard = None
        self._is_final = self._longest_pause_is_over = False
        self._parts.clear()
        self._judge.next_turn()
