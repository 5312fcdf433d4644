"""What the notebooks of the browser's benchmark import: frames watched as the kernel handles them."""

from __future__ import annotations

import time

from benchmarks.barge_in import interrupt
from benchmarks.services import ServicesApart, kind_of
from tests.widgets.kernel_side import background, busy, emit, plain_audio, play, record, tone, wait_for_frames
from voicelab.services.services import Services
from voicelab.widgets.browser_audio.browser_audio import BrowserAudio

__all__ = [
    "FrameTimes",
    "background",
    "busy",
    "emit",
    "interruptions",
    "plain_audio",
    "play",
    "record",
    "time",
    "tone",
    "wait_for_frames",
]


class FrameTimes:
    """Notes of every frame when its last sample was taken, and when the kernel had handled it."""

    def __init__(self, audio: BrowserAudio) -> None:
        self._handle = audio.source.add
        self._times: list[tuple[float, float]] = []
        audio.source.add = self._add  # type: ignore[method-assign]

    def delays(self, began_at: float, ended_at: float) -> list[float]:
        """Return how long each frame took that was taken in a stretch of ``time.monotonic()``, in seconds."""
        return [handled - taken for taken, handled in self._times if began_at <= taken < ended_at]

    def _add(self, capture: int, number: int, captured_at: float | None, pcm: bytes) -> None:
        self._handle(capture, number, captured_at, pcm)
        if captured_at is not None:
            self._times.append((captured_at, time.monotonic()))


def interruptions(audio: BrowserAudio, engine: str, turns: int) -> list[float]:
    """Speak over replies that sound in the page; return how long after the first sound each was silent."""
    with ServicesApart(kind=kind_of(engine)) as apart:
        services = Services.at_port(apart.place["port"], key=apart.place["key"], model="scripted")
        return background(interrupt(services, audio.sink, engine, turns)).result().silent_after
