"""Sources: recordings at their pace, and chunks pushed from any thread."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from voicelab.audio.clip import Audio
from voicelab.audio.sources import CHUNK_SECONDS, SAMPLE_RATE_HZ, PushSource, RecordedSource, Source, to_audio

FAST = 1000.0


async def collect(source: Source) -> list[bytes]:
    return [chunk async for chunk in source.chunks()]


def a_sound(samples: int, rate: int = SAMPLE_RATE_HZ) -> Audio:
    return Audio(np.random.default_rng(1).integers(-9000, 9000, samples).astype(np.int16), rate)


def test_anything_that_is_sound_becomes_sound_at_the_rate_of_recognition(tmp_path: Path) -> None:
    audio = Audio.silence(0.5, 48_000)
    audio.to_wav(tmp_path / "a.wav")
    for recording in (audio, tmp_path / "a.wav", str(tmp_path / "a.wav"), np.zeros(8000, dtype=np.float32)):
        assert to_audio(recording) == Audio.silence(0.5, SAMPLE_RATE_HZ)


def test_a_recording_that_is_missing_is_missing_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        RecordedSource(tmp_path / "none.wav")


@pytest.mark.parametrize("pace", [0, -1.0])
def test_a_pace_must_be_positive(pace: float) -> None:
    with pytest.raises(ValueError, match="pace must be positive"):
        RecordedSource(Audio.silence(1), pace=pace)


@pytest.mark.parametrize("samples", [0, 1, 319, 320, 321, 5000])
async def test_a_recording_is_given_whole_in_chunks_of_one_length(samples: int) -> None:
    audio = a_sound(samples)
    chunks = await collect(RecordedSource(audio, pace=FAST))
    assert b"".join(chunks) == audio.to_pcm()
    assert {len(chunk) for chunk in chunks[:-1]} <= {2 * round(CHUNK_SECONDS * SAMPLE_RATE_HZ)}


async def test_a_recording_takes_as_long_as_it_was_spoken_by_its_pace() -> None:
    started = time.monotonic()
    times = [time.monotonic() - started async for _ in RecordedSource(Audio.silence(0.4), pace=2.0).chunks()]
    assert times[0] >= 0.01, "a chunk comes when its last sample was spoken"
    assert times[-1] >= 0.2
    assert times[-1] < 2.0


async def test_chunks_come_in_order_those_pushed_ahead_first() -> None:
    source = PushSource()
    source.push(b"aa")
    source.push(b"bbbb")
    chunks = source.chunks()
    assert [await anext(chunks), await anext(chunks)] == [b"aa", b"bbbb"]
    source.push(b"cc")
    source.end()
    assert [chunk async for chunk in chunks] == [b"cc"]


async def test_a_source_that_ended_with_nothing_in_it_gives_nothing() -> None:
    source = PushSource()
    source.end()
    assert await collect(source) == []


async def test_a_reader_waits_for_what_is_pushed_later() -> None:
    source = PushSource()
    reading = asyncio.ensure_future(collect(source))
    await asyncio.sleep(0)
    assert not reading.done()
    source.push(b"aa")
    await asyncio.sleep(0)
    assert not reading.done()
    source.end()
    assert await reading == [b"aa"]


async def test_nothing_that_threads_push_is_lost() -> None:
    for _ in range(30):
        source = PushSource()

        def push(source: PushSource = source) -> None:
            for number in range(200):
                source.push(number.to_bytes(2, "little"))
            source.end()

        thread = threading.Thread(target=push)
        reading = asyncio.ensure_future(collect(source))
        thread.start()
        chunks = await asyncio.wait_for(reading, 20)
        thread.join()
        assert [int.from_bytes(chunk, "little") for chunk in chunks] == list(range(200))


def test_half_a_sample_is_refused() -> None:
    with pytest.raises(ValueError, match="whole 16-bit samples"):
        PushSource().push(b"abc")


def test_a_push_after_the_end_is_refused() -> None:
    source = PushSource()
    source.end()
    with pytest.raises(ValueError, match="has ended"):
        source.push(b"aa")


def test_a_push_after_the_readers_loop_is_gone_does_no_harm() -> None:
    source = PushSource()
    source.push(b"aa")

    async def read_one() -> bytes:
        chunks = source.chunks()
        chunk = await anext(chunks)
        await chunks.aclose()
        return chunk

    assert asyncio.run(read_one()) == b"aa"
    source.push(b"bb")
    source.end()
