"""CallerVoice: what a caller says, as sound."""

from __future__ import annotations

import asyncio
import dataclasses
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from voicelab.audio.clip import Audio
from voicelab.audio.sources import to_audio
from voicelab.comparison.live_talk import quiet_end_seconds
from voicelab.conditions.conditions import Conditions
from voicelab.event_loop import run_in_thread
from voicelab.exchange.billing import billed_characters
from voicelab.settings import Settings
from voicelab.synthesis.voices import preview

if TYPE_CHECKING:
    from voicelab.callers.caller_turn import CallerTurn
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts

__all__ = ["CallerVoice", "TurnSound"]

_MOST_KEPT = 256
"""Texts whose sound is kept: of three seconds each, 25 MB."""
_CLEAN = Conditions()


@dataclass(frozen=True, slots=True)
class TurnSound:
    """What is said in a turn, as sound."""

    sound: Audio
    """At 16 kHz."""
    quiet_end_seconds: float
    """How long it is quiet behind its last word, in seconds."""
    billed_characters: int = 0
    """Characters that its voice was paid for: 0 where it was spoken before."""

    @classmethod
    def of(cls, sound: Audio) -> TurnSound:
        """Return a turn of some sound, of any rate."""
        heard = to_audio(sound)
        return cls(heard, quiet_end_seconds(heard))

    def under(self, conditions: Conditions) -> TurnSound:
        """Return the turn under conditions; it is the clean sound that tells where its words end."""
        return dataclasses.replace(
            self,
            sound=conditions.apply(self.sound),
            quiet_end_seconds=self.quiet_end_seconds / conditions.speed,
        )


class CallerVoice:
    """Speaks the texts of callers, each once, so that all cells hear the same sound."""

    def __init__(self, services: Services, timeouts: Timeouts) -> None:
        self._service = services.speech
        self._timeouts = timeouts
        self._spoken: OrderedDict[tuple[str, str], TurnSound] = OrderedDict()
        # One a text, so that none waits for another to be spoken; gone with the last that waits for it.
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def speak(self, turn: CallerTurn, voice: str | None, conditions: Conditions = _CLEAN) -> TurnSound:
        """Return what is said in a turn, as it is heard under conditions.

        Raises
        ------
        ConfigurationError
            There is no such voice.
        SynthesisError
            The service refused, failed or fell silent.
        """
        says = turn.says
        if isinstance(says, Audio):
            return await run_in_thread(lambda: TurnSound.of(says).under(conditions))
        assert voice is not None  # else the text would be typed
        spoken = await self._spoken_text(says, voice)
        return await run_in_thread(lambda: spoken.under(conditions))

    async def _spoken_text(self, says: str, voice: str) -> TurnSound:
        key = voice, says
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            if key in self._spoken:
                return self._spoken[key]
            sound = await preview(self._service, Settings(voice=voice), says, self._timeouts)
            spoken = self._spoken[key] = await run_in_thread(lambda: TurnSound.of(sound))
            if len(self._spoken) > _MOST_KEPT:
                self._spoken.popitem(last=False)
            return dataclasses.replace(spoken, billed_characters=billed_characters(says))
