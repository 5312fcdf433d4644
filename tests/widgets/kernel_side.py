"""What the tests' notebooks import: conversations without services, run beside the kernel's main thread."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from voicelab.audio.clip import Audio
from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.widgets.browser_audio.browser_audio import BrowserAudio

T = TypeVar("T")

_loop = asyncio.new_event_loop()
threading.Thread(target=_loop.run_forever, daemon=True).start()


def background(coroutine: Coroutine[Any, Any, T]) -> Future[T]:
    """Run a coroutine on the loop of these tests' conversations."""
    return asyncio.run_coroutine_threadsafe(coroutine, _loop)


def plain_audio() -> BrowserAudio:
    """Return a widget that takes samples as they are."""
    return BrowserAudio(echo_cancellation=False, noise_suppression=False, auto_gain_control=False)


async def record(audio: BrowserAudio, seconds: float = 60.0, path: str = "") -> dict[str, float]:
    """Read the microphone for so long, or until it ends; return how long that and its last silence took."""
    heard = bytearray()
    started = last = time.monotonic()
    chunks = audio.source.chunks()
    try:
        async for pcm in chunks:
            heard += pcm
            last = time.monotonic()
            if len(heard) >= 2 * SAMPLE_RATE_HZ * seconds:
                break
    finally:
        await chunks.aclose()
        if path:
            Audio.from_pcm(bytes(heard), SAMPLE_RATE_HZ).to_wav(Path(path))
    return {"seconds": time.monotonic() - started, "silent_seconds": time.monotonic() - last}


async def play(
    audio: BrowserAudio, pcm: bytes, sample_rate_hz: int, flush_after_seconds: float | None = None
) -> dict[str, Any]:
    """Play a reply, whole or in part; return its account and the times."""
    sink = audio.sink
    await sink.begin(sample_rate_hz)
    begun_at = time.monotonic()
    for position in range(0, len(pcm), 9_600):
        await sink.write(pcm[position : position + 9_600])
    if flush_after_seconds is None:
        await sink.drain()
    else:
        while not sink.heard_seconds:
            await asyncio.sleep(0.01)
        await asyncio.sleep(flush_after_seconds)
    flushed_at = time.monotonic()
    await sink.flush()
    first = sink.first_heard_at
    return {
        **asdict(sink.report),
        "heard_seconds": sink.heard_seconds,
        "first_heard_seconds": None if first is None else first - begun_at,
        "flush_seconds": time.monotonic() - flushed_at,
        "seconds": time.monotonic() - begun_at,
    }


def wait_for_frames(audio: BrowserAudio, frames: int = 1, timeout_seconds: float = 40.0) -> None:
    """Return when so many frames have come."""
    deadline = time.monotonic() + timeout_seconds
    while audio.source.report.frames < frames:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{audio.source.report} {audio.state}")
        time.sleep(0.02)


def busy(seconds: float) -> None:
    """Keep the interpreter busy in pure Python."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        sum(range(1000))


def emit(value: object) -> None:
    """Print a value for the test."""
    print("result:" + json.dumps(value))  # noqa: T201


def report(audio: BrowserAudio) -> dict[str, Any]:
    """Return the account of the present capture, and the state."""
    return {**asdict(audio.source.report), "state": audio.state, "sentence": audio.sentence}


def outcome(future: Future[Any], timeout_seconds: float = 20.0) -> dict[str, Any]:
    """Return what became of a background coroutine."""
    try:
        return {"value": future.result(timeout_seconds)}
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error), "code": getattr(error, "code", "")}


def tone(seconds: float, sample_rate_hz: int) -> bytes:
    """Return a tone of 440 Hz."""
    time_seconds = np.arange(round(seconds * sample_rate_hz)) / sample_rate_hz
    return Audio.from_array(0.2 * np.sin(2 * np.pi * 440 * time_seconds), sample_rate_hz).to_pcm()


def wait_until(condition: Callable[[], bool], timeout_seconds: float = 20.0) -> None:
    """Hold the main thread until a condition holds."""
    deadline = time.monotonic() + timeout_seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("it never came to hold")
        time.sleep(0.02)
