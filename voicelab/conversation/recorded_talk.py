"""RecordedTalk: a recording that a speech-to-speech service hears live, and turn by turn is replied to."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TYPE_CHECKING, Any

from voicelab.audio.sources import CHUNK_BYTES, CHUNK_SECONDS
from voicelab.conversation.live import LiveConversation

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.audio.sinks import Sink
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.turn_queue import TurnQueue
    from voicelab.conversation.turn_runner import TurnRunner
    from voicelab.errors import VoicelabError
    from voicelab.events import EndReason

__all__ = ["RecordedTalk"]


class RecordedTalk(LiveConversation):
    """One recording at the pace of speech, which stands still while a reply is made: it interrupts none.

    Parameters
    ----------
    answer
        Answers what is heard, for the conversation that the recording is a part of.
    """

    def __init__(
        self,
        context: SessionContext,
        turns: TurnRunner,
        recording: Audio,
        sink: Sink,
        answer: Callable[..., Awaitable[EndReason | None]],
    ) -> None:
        source = _HaltingSource(recording, turns.queue)
        super().__init__(context, turns, source, sink, is_interrupting=False)
        self._recording = recording
        self._answer_by = answer

    async def converse(self) -> EndReason | None:
        """Answer all of it; returns a reason where that ends the conversation that it is a part of."""
        reason = await self._converse()
        return None if reason == "end-of-input" else reason

    async def _answer(self, *heard: Any, **how: Any) -> EndReason | None:
        return await self._answer_by(*heard, **how)

    async def _fail(self, error: VoicelabError) -> EndReason:
        return await self._answer_by(error, self._recording) or "end-of-input"


class _HaltingSource:
    """A recording that halts where a turn runs or waits, unless the user is in the middle of an utterance."""

    def __init__(self, recording: Audio, queue: TurnQueue) -> None:
        self._recording = recording
        self._queue = queue

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Yield it in chunks of `CHUNK_SECONDS`."""
        pcm, due = self._recording.to_pcm(), time.monotonic()
        for start in range(0, len(pcm), CHUNK_BYTES):
            await self._queue.until_listening()
            due = max(due + CHUNK_SECONDS, time.monotonic())
            await asyncio.sleep(due - time.monotonic())
            yield pcm[start : start + CHUNK_BYTES]
