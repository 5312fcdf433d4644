"""A speaker that takes as long as the sound does."""

from __future__ import annotations

import asyncio
import time

import pytest

from voicelab.audio.sinks import check_sink
from voicelab.comparison.silent_speaker import SilentSpeaker


def test_a_reply_takes_as_long_as_it_sounds() -> None:
    speaker = SilentSpeaker()
    check_sink(speaker)

    async def play() -> float:
        await speaker.begin(16_000)
        began = time.monotonic()
        for _ in range(2):
            await speaker.write(bytes(2 * 800))
        await speaker.drain()
        return time.monotonic() - began

    assert asyncio.run(play()) >= 0.1
    assert speaker.heard_seconds == pytest.approx(0.1)


def test_what_was_flushed_is_not_heard() -> None:
    speaker = SilentSpeaker()

    async def play() -> None:
        for _ in range(2):
            await speaker.begin(16_000)
            assert speaker.first_heard_at is None
            assert speaker.heard_seconds == 0.0
            await speaker.write(bytes(2 * 160_000))
            await speaker.flush()
            heard_seconds = speaker.heard_seconds
            await asyncio.sleep(0.02)
            assert speaker.heard_seconds == heard_seconds
        await speaker.begin(16_000)  # and never sounds
        await speaker.drain()

    asyncio.run(play())
