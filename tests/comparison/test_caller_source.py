"""The sound of a caller: speech when there is something to say, silence meanwhile, at the pace of speech."""

from __future__ import annotations

import asyncio
import contextlib

from voicelab.comparison.caller_source import CallerSource
from voicelab.comparison.caller_voice import TurnSound
from voicelab.testing import silence, speech


def test_what_is_said_stands_whole_among_silence_until_the_caller_hangs_up() -> None:
    said = TurnSound.of(speech(0.1) + silence(0.04))

    async def listen(source: CallerSource) -> bytes:
        async with contextlib.aclosing(source.chunks()) as chunks:
            return b"".join([chunk async for chunk in chunks])

    async def call() -> tuple[bytes, list[bool], float]:
        source = CallerSource()
        listening = asyncio.ensure_future(listen(source))
        await source.until(lambda: source.given_seconds > 0.03)
        speaking = [source.is_speaking]
        saying = asyncio.ensure_future(source.say(said))
        await source.until(lambda: source.is_speaking)
        speaking.append(source.is_speaking)
        await saying
        speaking.append(source.is_speaking)
        source.hang_up()
        return await listening, speaking, source.given_seconds

    heard, speaking, given_seconds = asyncio.run(call())
    assert speaking == [False, True, False]
    before, found, after = heard.partition(said.sound.to_pcm())
    assert found
    assert set(before + after) == {0}
    assert len(heard) == round(given_seconds * 32_000)
