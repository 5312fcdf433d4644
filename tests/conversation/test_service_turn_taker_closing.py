"""What a service heard when the talk ends: nothing is lost, and nothing waits for ever."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from tests.conversation.unused_log import UnusedLog
from voicelab import Settings, Timeouts
from voicelab.audio.sinks import NullSink
from voicelab.conversation.context import SessionContext
from voicelab.conversation.service_turn_taker import ServiceTurnTaker
from voicelab.conversation.turn_queue import QueuedTurn, TurnQueue
from voicelab.realtime.events import InputTranscribed
from voicelab.realtime.heard_speech import SpeechCommitted
from voicelab.realtime.transcripts import Transcripts
from voicelab.testing import EmbeddedServices, speech


class Interruptions:
    """A reply that has fallen silent, and takes its time to give way."""

    is_pausing = True

    def __init__(self) -> None:
        self.begun, self.goes_on = asyncio.Event(), asyncio.Event()

    async def hear_speech(self, ended_at: float) -> None:
        pass

    def await_words(self) -> None:
        pass

    def confirm(self) -> None:
        pass

    def is_backchannel(self, heard: Any) -> bool:
        return False

    async def barge_in(self, heard: Any) -> None:
        self.begun.set()
        await self.goes_on.wait()


async def test_what_was_said_as_all_ends_is_dropped_once_and_begins_no_turn(
    scripted: EmbeddedServices,
) -> None:
    context = SessionContext("s", scripted.services, UnusedLog(), Timeouts(), Settings())
    dropped: list[QueuedTurn] = []

    async def drop(queued: QueuedTurn, settings: Settings) -> None:
        dropped.append(queued)

    async def stop(heard: Any) -> None:
        raise AssertionError

    begun: list[Any] = []
    turns: Any = SimpleNamespace(queue=TurnQueue(lambda queued: None), drop=drop)
    echo: Any = SimpleNamespace(is_echo=lambda heard: False)
    interruptions: Any = Interruptions()
    taker = ServiceTurnTaker(
        context, turns, NullSink(), echo, interruptions, lambda *turn: begun.append(turn), stop
    )
    item: Any = SimpleNamespace(
        item_id="a",
        transcription=asyncio.Event().wait,
        connection=SimpleNamespace(is_listened=True, transcripts=Transcripts()),
    )
    await taker.hear(
        SpeechCommitted(
            item=item, audio=speech(0.1), began_at=0.0, ended_at=1.0, committed_at=1.0, item_seconds=1.0
        )
    )
    hearing = asyncio.ensure_future(taker.hear(InputTranscribed("a", "And then?")))
    await interruptions.begun.wait()
    await taker.close()
    interruptions.goes_on.set()
    await hearing

    assert ([each.turn_input.text for each in dropped], begun) == (["And then?"], [])
