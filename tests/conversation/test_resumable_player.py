"""A reply's sound falls silent and goes on, in any sink."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.players import TimedSink
from voicelab import Audio
from voicelab.audio.sinks import NullSink, Sink, WavSink
from voicelab.conversation.resumable_player import ResumablePlayer
from voicelab.errors import DeviceError
from voicelab.exchange.fields import Word
from voicelab.testing import speech

SOUND = speech(seconds=0.6).resample(24_000).to_pcm()


class Played:
    """A reply of which two thirds are made, at a sink."""

    def __init__(self, sink: Sink) -> None:
        self.began_at: list[float] = []
        self.sound = bytearray()
        self.player = ResumablePlayer(sink, self.sound, self.began_at.append)

    async def begin(self) -> None:
        await self.player.begin(24_000)
        await self.make(SOUND[: 2 * 9_600])

    async def make(self, pcm: bytes) -> None:
        self.sound += pcm
        await self.player.write()


class MuteAboutItself:
    """Somebody's sink, which says nothing of what was heard."""

    def __init__(self) -> None:
        self.begun: list[bytes] = []
        self.flushes = 0

    async def begin(self, sample_rate_hz: int) -> None:
        self.begun.append(b"")

    async def write(self, pcm: bytes) -> None:
        self.begun[-1] += pcm

    async def drain(self) -> None:
        if self.flushes == 0:
            await asyncio.Event().wait()

    async def flush(self) -> None:
        self.flushes += 1


async def test_a_file_has_all_of_a_reply_that_was_paused_and_nothing_twice(tmp_path: Path) -> None:
    played = Played(WavSink(tmp_path / "reply.wav"))
    await played.begin()
    await played.player.pause()
    await played.make(SOUND[2 * 9_600 :])
    await played.player.resume([])
    await played.player.drain()

    assert Audio.from_file(tmp_path / "reply.wav").to_pcm() == SOUND


async def test_a_word_that_was_cut_is_said_anew() -> None:
    sink = TimedSink()
    played = Played(sink)
    await played.begin()
    first_heard_at = sink.first_heard_at
    await played.player.pause()
    await played.player.resume([Word(text="One", start_seconds=0.0, duration_seconds=0.4)])
    await played.player.drain()

    assert sink.replies == [SOUND[: 2 * 9_600]] * 2
    assert played.player.heard_seconds == pytest.approx(0.4)
    assert played.player.first_heard_at == first_heard_at


async def test_what_comes_while_it_is_paused_sounds_when_it_goes_on() -> None:
    sink = TimedSink()
    played = Played(sink)
    await played.player.pause()
    await played.begin()
    assert sink.replies == []
    assert played.began_at == []
    await played.player.resume([])
    await played.player.drain()

    assert sink.replies == [SOUND[: 2 * 9_600]]
    assert played.began_at == [0.0]


async def test_a_sink_that_says_nothing_of_itself_goes_on_from_where_it_had_time_to_get() -> None:
    sink = MuteAboutItself()
    played = Played(sink)  # type: ignore[arg-type]
    await played.begin()
    draining = asyncio.ensure_future(played.player.drain())
    await asyncio.sleep(0)
    await played.player.pause()
    await played.player.resume([])
    await asyncio.wait_for(draining, 5)

    whole, rest = sink.begun
    assert whole.endswith(rest)
    assert len(rest) > len(whole) / 2
    assert played.began_at[1] > 0


async def test_a_sink_that_fails_when_it_is_to_go_on_is_the_reply_s_failure() -> None:
    class Unplugged(NullSink):
        is_gone = False

        async def begin(self, sample_rate_hz: int) -> None:
            if self.is_gone:
                raise OSError("unplugged")

    sink = Unplugged()
    played = Played(sink)
    await played.begin()
    await played.player.pause()
    sink.is_gone = True
    await played.player.resume([])
    with pytest.raises(DeviceError, match="unplugged"):
        await played.player.drain()


async def test_nothing_that_was_under_way_sounds_after_it_fell_silent() -> None:
    sink = TimedSink()
    played = Played(sink)
    await played.begin()
    making = asyncio.ensure_future(played.make(SOUND[2 * 9_600 :]))
    await asyncio.sleep(0)
    await played.player.pause()
    await making

    assert sink.written_after_flush == 0


async def test_what_is_stopped_sounds_no_more() -> None:
    sink = TimedSink()
    played = Played(sink)
    await played.begin()
    await played.player.stop()
    await played.make(SOUND[2 * 9_600 :])

    assert sink.replies == [SOUND[: 2 * 9_600]]
    assert len(sink.flushed_at) == 1
