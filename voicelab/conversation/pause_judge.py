"""PauseJudge: a moment into a pause, asks whether the user is done, and begins the turn ahead."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from voicelab.audio.pause_clock import PAUSE_SECONDS, PauseClock
from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.conversation.end_of_turn_detectors import detector_kind
from voicelab.conversation.stop_phrase import ends_conversation
from voicelab.conversation.turn_input import TurnInput
from voicelab.end_of_turn import HEARD_SECONDS
from voicelab.events import EndOfTurnJudged
from voicelab.text.fillers import ends_in_filler
from voicelab.text.same_words import same_words

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.echo import EchoGuard
    from voicelab.conversation.turn_runner import TurnRunner
    from voicelab.recognition.recognizer import Hypothesis, Utterance

__all__ = ["PauseJudge"]

_logger = logging.getLogger(__name__)

_LAGGING_SECONDS = 0.35
"""Quiet after which a hypothesis is judged that ends well before it, and so may lack a word, in seconds."""
_WORD_SECONDS = 0.15
"""What is shorter holds no word, in seconds."""
_MOST_REPLIES = 3
"""Replies begun for one utterance at most: somebody who thinks aloud is not paid for without end."""
_SOUND_BYTES = 2 * SAMPLE_RATE_HZ * HEARD_SECONDS
"""Sound that is kept for the detectors."""


class PauseJudge:
    """Judges the words of one user turn after the other. Belongs to one event loop.

    Parameters
    ----------
    sink
        Where replies sound.
    on_verdict
        Called when it is known whether the user is done with these words; `None` where nobody can tell.
    """

    def __init__(
        self,
        context: SessionContext,
        turns: TurnRunner,
        sink: Sink,
        echo_guard: EchoGuard,
        on_verdict: Callable[[Hypothesis, bool | None], None],
    ) -> None:
        self._context = context
        self._turns = turns
        self._sink = sink
        self._echo_guard = echo_guard
        self._on_verdict = on_verdict
        self._pause = PauseClock()
        self._sound = bytearray()
        self._question: asyncio.Task[None] | None = None
        self._asked = ""
        self._is_over: bool | None = None
        self._replies_begun = 0

    @property
    def is_asking(self) -> bool:
        """Whether an answer is still to come."""
        return self._question is not None

    @property
    def has_refused(self) -> bool:
        """Whether the user was found not to be done, the last time."""
        return self._is_over is False

    def feed(self, pcm: bytes, heard: Hypothesis | None) -> None:
        """Follow what goes to recognition, 16-bit mono PCM at 16 kHz; in a pause, ask about the words."""
        if not self._context.settings.judges_pauses:
            return
        self._pause.feed(pcm)
        self._sound += pcm
        del self._sound[:-_SOUND_BYTES]
        if heard is None:
            return
        is_lagging = heard.ended_at < self._pause.spoke_at - _WORD_SECONDS
        is_due = self._pause.quiet_seconds >= (_LAGGING_SECONDS if is_lagging else PAUSE_SECONDS)
        if is_due and not self.has_asked(heard) and not self._echo_guard.may_be_echo(heard):
            self.ask(heard)

    def has_asked(self, heard: Hypothesis | Utterance) -> bool:
        """Whether these words were the last that were asked about."""
        locales = self._context.settings.locales_of(heard.language)
        if not self._asked or not same_words(self._asked, heard.text, locales):
            return False
        self._asked = heard.text  # to find the next one equal at once
        return True

    def ask(self, heard: Hypothesis) -> None:
        """Ask whether the user is done with these words; `on_verdict` is called with the answer."""
        self.stop()
        self._asked = heard.text
        self._question = asyncio.ensure_future(self._judge(heard))

    def stop(self) -> None:
        """Throw away what was asked, and what was begun ahead."""
        self._forget()
        self._turns.preemptive.discard()

    def next_utterance(self) -> None:
        """Begin to count anew how many replies were begun."""
        self._replies_begun = 0

    def next_turn(self) -> None:
        """Begin anew; what was begun ahead is claimed or thrown away by the turn that begins."""
        self._forget()
        self._sound.clear()
        self._pause.reset()
        self._replies_begun = 0

    def _forget(self) -> None:
        question, self._question = self._question, None
        self._asked, self._is_over = "", None
        if question is not None:
            question.cancel()

    async def _judge(self, heard: Hypothesis) -> None:
        try:
            is_over = await self._answer(heard)
        except Exception:
            _logger.exception("it could not be judged whether the user is done")
            is_over = None
        self._question, self._is_over = None, is_over
        if is_over is not None:
            self._context.emit(EndOfTurnJudged(is_over))
        if is_over is False:
            self._turns.preemptive.discard()
        self._on_verdict(heard, is_over)

    async def _answer(self, heard: Hypothesis) -> bool | None:
        settings, turns = self._context.settings, self._turns
        locales = settings.locales_of(heard.language)
        if settings.end_of_turn != "silence" and ends_in_filler(heard.text, locales):
            return False
        asks_model = settings.end_of_turn == "model" and turns.maker.completer().gives_end_of_turn(settings)
        turn = None
        if (asks_model or settings.speculate) and self._may_begin_ahead(heard):
            self._replies_begun += 1
            turn_input = TurnInput.predicted(heard)
            turn = await turns.preemptive.begin(turn_input, settings, self._sink, asks_end_of_turn=asks_model)
        if asks_model:
            return await turn.end_of_turn if turn is not None else None
        kind = detector_kind(settings)
        if kind is None or ends_conversation(heard.text, settings):
            return None
        audio = np.frombuffer(bytes(self._sound), dtype="<i2")
        return await turns.detectors.is_over(kind, heard.text, turns.history.last_reply, audio)

    def _may_begin_ahead(self, heard: Hypothesis) -> bool:
        settings, queue = self._context.settings, self._turns.queue
        is_known = heard.language is not None or len(settings.languages) == 1  # the model is told which it is
        # A turn under way will be history that the next one must see.
        is_free = not queue.is_taken and not queue.waiting
        is_due = self._replies_begun < _MOST_REPLIES
        return is_known and is_free and is_due and not ends_conversation(heard.text, settings)
