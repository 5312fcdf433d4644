"""What a service heard when the talk ends: nothing is lost, and nothing waits for ever."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

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

    def resume(self) -> None:
        pass

    def is_backchannel(self, heard: Any) -> bool:
        return False

    async def barge_in(self, heard: Any) -> None:
        self.begun.set()
        await self.goes_on.wait()


class Talk:
    """A taker of turns, and what becomes of what it hears."""

    def __init__(self, services: EmbeddedServices) -> None:
        context = SessionContext("s", services.services, UnusedLog(), Timeouts(), Settings(barge_in=True))
        turns: Any = SimpleNamespace(
            queue=TurnQueue(lambda queued: None), drop=self.drop, settle=lambda *settled: None, running=None
        )
        echo: Any = SimpleNamespace(is_echo=lambda heard: False)
        self.interruptions = cast(Any, Interruptions())
        self.begun: list[Any] = []
        self.dropped: list[QueuedTurn] = []
        self.dropping, self.goes_on = asyncio.Event(), asyncio.Event()
        self.goes_on.set()
        self.taker = ServiceTurnTaker(
            context, turns, NullSink(), echo, self.interruptions, self.note_turn, self.stop
        )

    def note_turn(self, *turn: Any) -> None:
        self.begun.append(turn)

    async def drop(self, queued: QueuedTurn, settings: Settings) -> None:
        self.dropped.append(queued)
        self.dropping.set()
        await self.goes_on.wait()

    async def stop(self, heard: Any) -> None:
        raise AssertionError


def committed(item_id: str, transcription: Any, *, is_listened: bool = True) -> SpeechCommitted:
    """Return something that was said, whose transcript comes so."""
    connection = SimpleNamespace(is_listened=is_listened, transcripts=Transcripts())
    item: Any = SimpleNamespace(item_id=item_id, transcription=transcription, connection=connection)
    return SpeechCommitted(
        item=item, audio=speech(0.1), began_at=0.0, ended_at=1.0, committed_at=1.0, item_seconds=1.0
    )


async def test_what_was_said_as_all_ends_is_dropped_once_and_begins_no_turn(
    scripted: EmbeddedServices,
) -> None:
    talk = Talk(scripted)
    await talk.taker.hear(committed("a", asyncio.Event().wait))
    hearing = asyncio.ensure_future(talk.taker.hear(InputTranscribed("a", "And then?")))
    await talk.interruptions.begun.wait()
    await talk.taker.close()
    talk.interruptions.goes_on.set()
    await hearing

    assert ([each.turn_input.text for each in talk.dropped], talk.begun) == (["And then?"], [])


async def test_a_transcript_that_comes_as_all_ends_ends_it_all_the_same(scripted: EmbeddedServices) -> None:
    talk, transcribed = Talk(scripted), asyncio.Event()

    async def transcription() -> InputTranscribed:
        await transcribed.wait()
        return InputTranscribed("b", "")

    await talk.taker.hear(committed("a", asyncio.Event().wait))
    await talk.taker.hear(committed("b", transcription, is_listened=False))
    talk.goes_on.clear()
    closing = asyncio.ensure_future(talk.taker.close())
    await talk.dropping.wait()
    transcribed.set()
    while len(talk.begun) < 1:
        await asyncio.sleep(0)
    talk.goes_on.set()
    await closing

    assert len(talk.dropped) == 1


async def test_what_is_said_as_its_connection_is_lost_has_one_turn(scripted: EmbeddedServices) -> None:
    talk = Talk(scripted)

    async def lost() -> None:
        return None

    async def fall_silent(ended_at: float) -> None:
        while not talk.begun:
            await asyncio.sleep(0)

    talk.interruptions.hear_speech, talk.interruptions.is_pausing = fall_silent, False
    await asyncio.wait_for(talk.taker.hear(committed("a", lost)), 5.0)

    assert len(talk.begun) == 1
