"""Interruptions: what is said over a reply, or while it is made, and whether the reply gives way to it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from voicelab.conversation.stop_phrase import ends_conversation
from voicelab.events import Notice
from voicelab.recognition.recognizer import Utterance
from voicelab.text.backchannels import begins_backchannel, is_backchannel

if TYPE_CHECKING:
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.echo import EchoGuard
    from voicelab.conversation.turn_runner import TurnRunner
    from voicelab.recognition.recognizer import Hypothesis

__all__ = ["Interruptions"]


class Interruptions:
    """Judges what is heard against the turn that runs. Belongs to one event loop."""

    def __init__(self, context: SessionContext, turns: TurnRunner, echo_guard: EchoGuard) -> None:
        self._context = context
        self._turns = turns
        self._echo_guard = echo_guard

    def is_backchannel(self, heard: Hypothesis | Utterance) -> bool:
        """Tell whether this is only said to show that one listens: it is no turn.

        What may become a backchannel is one until more is heard. Only the reply that goes on beneath it makes
        it one: 'Yes.' behind a reply, or over its last word, is an answer.
        """
        settings = self._context.settings
        if settings.backchannels != "ignore" or ends_conversation(heard.text, settings):
            return False
        if not self._context.playback.is_sounding or not self._context.playback.text_at(heard.began_at):
            return False
        locales = settings.languages if heard.language is None else (heard.language,)
        if isinstance(heard, Utterance):
            return is_backchannel(heard.text, locales)
        return is_backchannel(heard.text, locales) or begins_backchannel(heard.text, locales)

    async def barge_in(self, heard: Hypothesis | Utterance) -> None:
        """Give way to speech over a reply, or since the model began to think of one."""
        if heard.ended_at <= self._turns.runs_since:
            return  # it was said before the turn began, and is answered after it
        if self._context.activity.state == "thinking" or not self._echo_guard.may_be_echo(heard):
            await self.give_way()

    async def give_way(self) -> None:
        """Cut the running turn short."""
        is_speaking = self._context.activity.state == "speaking"
        began = time.monotonic()
        if await self._turns.interrupt():
            milliseconds = (time.monotonic() - began) * 1000
            was_spoken = f"The reply was interrupted (silent after {milliseconds:.0f} ms)."
            was_thought = "What is said now takes the place of the reply that was being made."
            self._context.emit(Notice("barge-in", was_spoken if is_speaking else was_thought))
