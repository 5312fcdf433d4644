"""A dialogue as a live conversation: the caller speaks, pauses, and interrupts at set moments."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from voicelab.comparison.caller_source import CallerSource
from voicelab.comparison.cell_run import CellRun
from voicelab.comparison.joined_exchanges import joined_exchanges
from voicelab.comparison.live_talk import silence_seconds
from voicelab.comparison.talk import Talk, nothing_heard
from voicelab.errors import VoicelabError
from voicelab.events import Event, HypothesisHeard, Notice, StateChanged, UtteranceHeard
from voicelab.exchange.exchange import now_utc, utc_at

if TYPE_CHECKING:
    from datetime import datetime

    from voicelab.callers.caller import Caller
    from voicelab.callers.caller_turn import CallerTurn
    from voicelab.comparison.caller_voice import CallerVoice, TurnSound
    from voicelab.completion.completer import Completer
    from voicelab.conditions.conditions import Conditions
    from voicelab.exchange.exchange import Exchange
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings
    from voicelab.tools.toolbox import Toolbox

__all__ = ["run_live_dialogue"]

_COME_TO_NOTHING = ("backchannel", "false-interruption")
"""Notices that what was said over a reply gets no answer, and the reply goes on."""
_UNANSWERED = "What was said got no answer."
_TOLERANCE = timedelta(seconds=0.5)
"""By how much recognition may place the end of an utterance ahead of its last word."""


async def run_live_dialogue(
    services: Services,
    completer: Completer,
    timeouts: Timeouts,
    toolbox: Toolbox,
    settings: Settings,
    caller: Caller,
    voice: CallerVoice,
    before: Sequence[Exchange],
    conditions: Conditions,
) -> CellRun:
    """Have a caller talk to the assistant, and return what came of it when the caller has hung up.

    Parameters
    ----------
    before
        Exchanges that the model sees ahead of the first turn.
    conditions
        Under which what the caller says is heard; between its turns it is silent.
    """
    source = CallerSource()
    talk = Talk(services, completer, timeouts, toolbox, settings, source, before)
    dialogue = _LiveDialogue(talk, source, caller, voice, conditions)
    leading = asyncio.ensure_future(dialogue.lead())
    try:
        await talk.run()
        if talk.conversation.reason == "end-of-input":
            await leading  # what it raised is no failure of a service
    finally:
        leading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await leading
    exchanges = dialogue.exchanges(dialogue.turns_begun)
    return CellRun(
        exchange=talk.whole(source.given_seconds),
        turns=len(talk.understood),
        cut_ins=dialogue.cut_ins,
        notices=talk.notices,
        dialogue=exchanges,
        caller_voice=caller.voice,
        caller_characters=dialogue.caller_characters,
    )


class _LiveDialogue:
    """What the caller does in a talk."""

    def __init__(
        self,
        talk: Talk,
        source: CallerSource,
        caller: Caller,
        voice: CallerVoice,
        conditions: Conditions,
    ) -> None:
        self._talk = talk
        self._source = source
        self._caller = caller
        self._voice = voice
        self._conditions = conditions
        self._begun_utc: list[datetime] = []
        self._words_ended_at = 0.0
        self._last_event_at = 0.0
        self._sounds_since: float | None = None
        self._has_hypothesis = False
        self._came_to_nothing = False
        self.cut_ins = 0
        """How often a reply began to sound while the caller was still speaking."""
        self.caller_characters = 0
        """Characters that the caller's voice was paid for."""
        talk.context.subscribe(self._note)

    @property
    def turns_begun(self) -> int:
        """Turns that the caller has begun."""
        return len(self._begun_utc)

    def exchanges(self, turns: int) -> tuple[Exchange, ...]:
        """Return an exchange for each of the first turns, all that was answered in it as one."""
        found: list[list[Exchange]] = [[] for _ in range(turns)]
        for exchange in self._talk.exchanges:
            number = max(1, sum(moment <= exchange.started_utc for moment in self._begun_utc))
            if number <= turns:
                found[number - 1].append(exchange)
        unanswered = nothing_heard(self._talk.settings).replace(error_message=_UNANSWERED)
        return tuple(joined_exchanges(each or [unanswered]) for each in found)

    async def lead(self) -> None:
        """Speak turn by turn, then hang up."""
        try:
            await self._speak()
        except VoicelabError as error:  # of the caller's own
            self._caller.fail(error)
            self._talk.fail(error)
        finally:
            self._source.hang_up()

    async def _speak(self) -> None:
        turn = await self._caller.next_turn(())
        while turn is not None:
            before = self.turns_begun
            spoken = await self._sound_of(turn)
            interruption = self._caller.interruption(self.exchanges(before))
            if interruption is not None:
                await self._sound_of(interruption)  # ahead, to be in time
            await self._pause(turn.pause_seconds)
            self._begun_utc.append(now_utc())
            self._sounds_since, self._has_hypothesis, self._came_to_nothing = None, False, False
            self._words_ended_at = await self._source.say(spoken)
            if interruption is not None:
                await self._interruption_is_due(interruption)
                turn = interruption
            else:
                await self._source.until(self._is_over)
                turn = await self._caller.next_turn(self.exchanges(before + 1))

    async def _sound_of(self, turn: CallerTurn) -> TurnSound:
        spoken = await self._voice.speak(turn, self._caller.voice, self._conditions)
        self.caller_characters += spoken.billed_characters
        return spoken

    async def _pause(self, seconds: float) -> None:
        """Be silent for as long in the sound that recognition gets, which may be late."""
        until = self._source.given_seconds + seconds
        await self._source.until(lambda: self._source.given_seconds >= until)

    async def _interruption_is_due(self, turn: CallerTurn) -> None:
        """Return so long after the reply began to sound as the turn says; once it is over at the latest."""

        def is_due() -> bool:
            if self._is_over():
                return True
            seconds = turn.interrupts_after_seconds or 0.0
            return self._sounds_since is not None and time.monotonic() >= self._sounds_since + seconds

        await self._source.until(is_due)

    def _is_over(self) -> bool:
        """Say whether the reply to the last turn is over, or none comes any more."""
        queue = self._talk.turns.queue
        if self._talk.context.activity.state != "listening" or queue.is_taken or queue.waiting:
            return False
        last = self._answer_to_last_turn()
        if last is not None and last.started_utc >= utc_at(self._words_ended_at) - _TOLERANCE:
            return True
        # A part of the turn was answered, or nothing was heard: what else may come takes no longer.
        most_seconds = silence_seconds(self._talk.settings)
        if self._has_hypothesis or (last is None and not self._came_to_nothing):
            most_seconds += self._talk.context.timeouts.recognition_seconds
        return time.monotonic() - max(self._words_ended_at, self._last_event_at) >= most_seconds

    def _answer_to_last_turn(self) -> Exchange | None:
        begun = self._begun_utc[-1]
        answers = (each for each in reversed(self._talk.logged) if each.started_utc >= begun)
        return next(answers, None)

    def _note(self, event: Event) -> None:
        self._last_event_at = time.monotonic()
        if isinstance(event, Notice) and event.code in _COME_TO_NOTHING:
            self._has_hypothesis, self._came_to_nothing = False, True
        elif isinstance(event, HypothesisHeard):
            self._has_hypothesis = bool(event.text)
            self._came_to_nothing = self._came_to_nothing and not event.text
        elif isinstance(event, UtteranceHeard):
            self._has_hypothesis = False
        if event == StateChanged("speaking"):
            # A reply that cuts in is none to all of the turn, which is what an interruption waits for.
            self._sounds_since = None if self._source.is_speaking else self._last_event_at
            self.cut_ins += self._source.is_speaking
