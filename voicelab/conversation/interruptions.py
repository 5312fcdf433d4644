"""Interruptions: what is said over a reply, or while it is made, and whether the reply gives way to it."""

from __future__ import annotations

import asyncio
import math
import time
from typing import TYPE_CHECKING

from voicelab.conversation.stop_phrase import ends_conversation
from voicelab.events import HypothesisHeard, Notice
from voicelab.recognition.recognizer import Hypothesis, Utterance
from voicelab.text.backchannels import begins_backchannel, is_backchannel
from voicelab.text.words import count_words

if TYPE_CHECKING:
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.echo import EchoGuard
    from voicelab.conversation.turn import Turn
    from voicelab.conversation.turn_runner import TurnRunner

__all__ = ["LONGEST_SPEECH_SECONDS", "Interruptions"]

_CERTAIN_WORDS = 3
"""Noise is taken for a word or two; a hypothesis of so many is somebody who speaks."""
LONGEST_SPEECH_SECONDS = 60.0
"""How long a turn waits for somebody who speaks without an end, in seconds."""


class Interruptions:
    """Judges what is heard against the turn that runs. Belongs to one event loop."""

    def __init__(self, context: SessionContext, turns: TurnRunner, echo_guard: EchoGuard) -> None:
        self._context = context
        self._turns = turns
        self._echo_guard = echo_guard
        self._paused: Turn | None = None
        self._patience: asyncio.TimerHandle | None = None
        self._cut: asyncio.Task[None] | None = None

    def is_backchannel(self, heard: Hypothesis | Utterance) -> bool:
        """Tell whether this is only said to show that one listens: it is no turn.

        What may become a backchannel is one until more is heard. Only the reply that goes on beneath it, or
        is being made, makes it one: 'Yes.' behind a reply, or over its last word, is an answer.
        """
        settings, playback = self._context.settings, self._context.playback
        if settings.backchannels != "ignore" or ends_conversation(heard.text, settings):
            return False
        goes_on = playback.is_sounding or self._paused is not None
        if not self._is_awaited(heard) and not (goes_on and playback.text_at(heard.began_at)):
            return False
        locales = settings.locales_of(heard.language)
        if is_backchannel(heard.text, locales):
            return True
        return isinstance(heard, Hypothesis) and begins_backchannel(heard.text, locales)

    def is_said_before(self, heard: Hypothesis | Utterance) -> bool:
        """Tell whether this was said before the running turn began, if one runs."""
        turn = self._turns.running
        return turn is None or heard.ended_at <= turn.began_at

    def _is_awaited(self, heard: Hypothesis | Utterance) -> bool:
        """Whether a turn of more than a murmur runs whose reply does not sound yet: this would replace it."""
        turn, settings = self._turns.running, self._context.settings
        if turn is None or not settings.barge_in or turn.record.first_audio_at is not None:
            return False
        # 'Um.', then 'Yes.': that is the answer.
        is_murmur = is_backchannel(turn.record.turn_input.text, settings.locales_of(heard.language))
        return not is_murmur and not self.is_said_before(heard)

    def is_certain(self, heard: Hypothesis | Utterance) -> bool:
        """Tell whether these words cannot come to nothing."""
        is_final = self._context.settings.false_interruption_seconds is None or isinstance(heard, Utterance)
        return is_final or count_words(heard.text) >= _CERTAIN_WORDS

    async def barge_in(self, heard: Hypothesis | Utterance) -> None:
        """Give way to speech over a reply, or since the model began to think of one."""
        if self.is_said_before(heard):
            return  # it is answered after the turn that runs
        is_silent = self._context.activity.state == "thinking" and not self._context.playback.is_sounding
        if is_silent or not self._echo_guard.may_be_echo(heard):
            if self.is_certain(heard):
                await self.give_way()
            else:
                settings = self._context.settings
                patience = settings.end_silence_seconds + (settings.false_interruption_seconds or 0.0)
                await self._pause(patience)
        if isinstance(heard, Utterance):
            self.resume()

    async def hear_speech(self, ended_at: float = math.inf) -> None:
        """Have the running turn fall silent for somebody who speaks, or spoke, over it: no words are known.

        Parameters
        ----------
        ended_at
            When that was over, by ``time.monotonic()``, in seconds; by default it goes on.
        """
        turn = self._turns.running
        if turn is None or ended_at <= turn.began_at:
            return
        if self._context.settings.false_interruption_seconds is None:
            await self.give_way()
        elif not await self._pause(LONGEST_SPEECH_SECONDS):
            self._forget_pause()

    def await_words(self) -> None:
        """Wait for the words of what was said over the turn that fell silent, no longer than is allowed."""
        if self._paused is not None:
            self._wait(self._context.settings.false_interruption_seconds or 0.0)

    async def give_way(self) -> None:
        """Cut the running turn short."""
        was_silent, is_speaking = self._forget_pause() is not None, self._is_speaking
        began = time.monotonic()
        if await self._turns.interrupt() and not was_silent:
            self._tell(time.monotonic() - began, is_speaking=is_speaking)

    def confirm(self) -> None:
        """Cut the turn short that fell silent, if one did: what was heard is a turn of the user's."""
        if self._paused is not None:
            self._turns.queue.is_ending = True
            self._cut = asyncio.ensure_future(self.give_way())

    def resume(self) -> None:
        """Let the turn go on that fell silent, if one did: what was heard came to nothing."""
        turn = self._forget_pause()
        if turn is not None and turn is self._turns.running:
            turn.resume()
            self._context.emit(HypothesisHeard(""))
            self._context.emit(Notice("false-interruption", "That was no interruption: the reply goes on."))

    def ignore(self, backchannel: Utterance) -> None:
        """Say that something is not answered, over a reply that goes on."""
        message = f"The reply goes on: {backchannel.text!r} over it asks for no answer."
        self._context.emit(Notice("backchannel", message))
        self.resume()

    @property
    def is_pausing(self) -> bool:
        """Whether a turn fell silent, and may go on."""
        return self._paused is not None

    @property
    def _is_speaking(self) -> bool:
        return self._context.activity.state == "speaking"

    async def _pause(self, patience_seconds: float) -> bool:
        """Have the running turn fall silent until it is known what was heard; returns whether it does."""
        turn, is_speaking, is_silent = self._turns.running, self._is_speaking, True
        if turn is None:
            return False
        if turn is not self._paused:
            self._paused = turn
            began = time.monotonic()
            if is_silent := await turn.pause():
                self._tell(time.monotonic() - began, is_speaking=is_speaking)
        if turn is self._paused:
            self._wait(patience_seconds)
        return is_silent

    def _wait(self, seconds: float) -> None:
        """Wait for a transcript from now on, and no longer than is allowed."""
        if self._patience is not None:
            self._patience.cancel()
        self._patience = asyncio.get_running_loop().call_later(seconds, self.resume)

    def _forget_pause(self) -> Turn | None:
        """Return the turn that fell silent, which is followed no more."""
        turn, self._paused = self._paused, None
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        return turn

    def _tell(self, seconds: float, *, is_speaking: bool) -> None:
        was_spoken = f"The reply was interrupted (silent after {seconds * 1000:.0f} ms)."
        was_thought = "What is said now takes the place of the reply that was being made."
        self._context.emit(Notice("barge-in", was_spoken if is_speaking else was_thought))
