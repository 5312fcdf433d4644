"""Untranscribed: what a service heard, until its transcript is known."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.conversation.turn_input import TurnInput
from voicelab.realtime.events import InputTranscribed
from voicelab.recognition.recognizer import Utterance
from voicelab.text.well_formed import well_formed

if TYPE_CHECKING:
    import asyncio

    from voicelab.conversation.turn_queue import QueuedTurn
    from voicelab.realtime.heard_speech import SpeechCommitted

__all__ = ["Untranscribed", "transcribed", "utterance_of"]


@dataclass(slots=True)
class Untranscribed:
    """Something that was said, until its transcript is known."""

    speech: SpeechCommitted
    due: asyncio.TimerHandle
    """Until when its transcript is waited for."""
    queued: QueuedTurn | None = None
    """Its place among the turns; `None` while it may be no turn."""
    words: str = ""
    """Its transcript so far."""
    heard: Utterance | None = None
    """The same once it is whole."""

    @property
    def turn_input(self) -> TurnInput:
        """What a turn of it answers, as far as that is known."""
        turn_input = self.queued.turn_input if self.queued is not None else TurnInput.committed(self.speech)
        pieces = self.speech.item.connection.transcripts.so_far(self.speech.item.item_id).strip()
        if self.heard is None and not pieces:
            return turn_input
        heard = self.heard or utterance_of(self.speech, InputTranscribed("", pieces))
        return transcribed(turn_input, heard)


def utterance_of(speech: SpeechCommitted, event: InputTranscribed) -> Utterance:
    """Return what was said, with its transcript."""
    return Utterance(
        text=event.text.strip(),
        audio=speech.audio,
        began_at=speech.began_at,
        ended_at=speech.ended_at,
        arrived_at=time.monotonic(),
        fed_seconds=speech.item_seconds,
        language=event.language,
    )


def transcribed(turn_input: TurnInput, heard: Utterance) -> TurnInput:
    """Return what a turn answers, with its transcript."""
    return dataclasses.replace(
        turn_input,
        text=well_formed(heard.text),
        transcribed_at=heard.arrived_at,
        detected_language=heard.language,
    )
