"""Echo: how much of what this machine's speaker plays comes back through its microphone, and how late.

A short sweep is played while the microphone listens, and looked for in what was heard: by correlation,
which finds it below other sound, too.
"""

from __future__ import annotations

import contextlib
import math
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.clip import Audio
from voicelab.audio.devices import Microphone, Speaker
from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.errors import DeviceError
from voicelab.event_loop import run_in_thread

__all__ = ["Heard", "find_chirp", "hear", "the_chirp"]

_CHIRP_SECONDS, _FADE_SECONDS, _AFTER_SECONDS = 0.4, 0.02, 0.7
_LOW_HZ, _HIGH_HZ = 500.0, 5_000.0
_LEVEL = 0.2
"""Of full scale: well to be heard, and no fright."""
_BEFORE_SECONDS = 0.5
_SURE = 8.0
"""How far the correlation must stand out of what it is elsewhere: sound that is no echo reaches 5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the microphone heard."""

    level_dbfs: float
    """Before anything was played: root mean square, in decibels of full scale."""
    echo_db: float | None = None
    """How loud the sweep came back beside how it was played, in decibels; `None` if it was not heard."""
    delay_seconds: float | None = None
    """How long after it left the speaker."""


async def hear(*, play: bool) -> Heard:
    """Listen for half a second and, if wanted, play the sweep and listen for it.

    Raises
    ------
    DeviceError
        A device cannot be used.
    """
    opened = contextlib.ExitStack()
    listening = _Listening(opened.enter_context(await run_in_thread(Microphone)))
    try:
        await listening.for_seconds(_BEFORE_SECONDS)
        quiet = Audio.from_pcm(bytes(listening.pcm), SAMPLE_RATE_HZ).rms_dbfs
        if not play:
            return Heard(level_dbfs=quiet)
        begins, began = len(listening.pcm), time.monotonic()
        speaker = opened.enter_context(await run_in_thread(Speaker))
        await speaker.begin(SAMPLE_RATE_HZ)
        await speaker.write(the_chirp().to_pcm())
        await speaker.drain()
        await listening.for_seconds(time.monotonic() - began + _AFTER_SECONDS)
        played_at = speaker.first_heard_at
    finally:
        await listening.end()
        await run_in_thread(opened.close)
    heard = np.frombuffer(bytes(listening.pcm[begins:]), "<i2").astype(np.float64)
    found = find_chirp(heard)
    if found is None or played_at is None:
        return Heard(level_dbfs=quiet)
    position, echo_db = found
    heard_at = listening.moment_of(begins // 2 + position)
    return Heard(level_dbfs=quiet, echo_db=echo_db, delay_seconds=max(0.0, heard_at - played_at))


def the_chirp() -> Audio:
    """Return the sweep that is played."""
    times = np.arange(round(_CHIRP_SECONDS * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    rise = (_HIGH_HZ - _LOW_HZ) / _CHIRP_SECONDS
    sweep = np.sin(2 * np.pi * (_LOW_HZ * times + rise / 2 * times**2))
    edge = np.minimum(1.0, np.minimum(times, times[::-1]) / _FADE_SECONDS)
    return Audio.from_array(_LEVEL * edge * sweep, SAMPLE_RATE_HZ)


def find_chirp(heard: NDArray[np.float64]) -> tuple[int, float] | None:
    """Return where the sweep begins in what was heard, and how loud it is beside itself, in decibels.

    Parameters
    ----------
    heard
        Samples of 16 bits' scale, at `SAMPLE_RATE_HZ`.

    Returns
    -------
    tuple or None
        `None` if it is not there.
    """
    chirp = the_chirp().samples.astype(np.float64)
    if len(heard) < len(chirp):
        return None
    size = 1 << (len(heard) + len(chirp)).bit_length()
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(chirp, size))
    likeness = np.abs(np.fft.irfft(spectrum, size)[: len(heard) - len(chirp) + 1])
    position = int(np.argmax(likeness))
    around = SAMPLE_RATE_HZ // 50
    elsewhere = np.concatenate([likeness[: max(0, position - around)], likeness[position + around :]])
    peak, rest = float(likeness[position]), math.sqrt(float(np.mean(elsewhere**2))) if len(elsewhere) else 0.0
    share = peak / float(chirp @ chirp)
    if not peak or peak < _SURE * rest or share * np.abs(chirp).max() < 1.0:
        return None
    return position, 20 * math.log10(share)


class _Listening:
    """What a microphone gave so far, and when."""

    def __init__(self, microphone: Microphone) -> None:
        self.pcm = bytearray()
        self._moments: list[tuple[int, float]] = []
        self._chunks = microphone.chunks()

    async def for_seconds(self, seconds: float) -> None:
        """Take so much more of what was heard, and wait for it if need be."""
        wanted = len(self.pcm) + 2 * round(seconds * SAMPLE_RATE_HZ)
        async for chunk in self._chunks:
            self.pcm += chunk
            self._moments.append((len(self.pcm) // 2, time.monotonic()))
            if len(self.pcm) >= wanted:
                return
        raise DeviceError("The microphone gave no more sound.", code="device-gone", hint="Plug it in again.")

    async def end(self) -> None:
        await self._chunks.aclose()

    def moment_of(self, sample: int) -> float:
        """Return when a sample was heard: all that came so far says so, the least delayed piece the best."""
        began = min(moment - count / SAMPLE_RATE_HZ for count, moment in self._moments)
        return began + sample / SAMPLE_RATE_HZ
