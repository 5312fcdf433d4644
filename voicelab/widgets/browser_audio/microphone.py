"""The page's microphone, as a source of sound."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass

from voicelab.audio.clip import Audio
from voicelab.audio.sources import SAMPLE_RATE_HZ, PushSource
from voicelab.errors import DeviceError
from voicelab.widgets.browser_audio.page_life import PageLife

__all__ = ["BrowserMicrophone", "CaptureReport"]

_CHECK_SECONDS = 0.2
_LATE_SECONDS = 0.25
_LONGEST_GAP_SECONDS = 5.0
_UNREAD_SECONDS = 120.0
_STALE_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureReport:
    """How the sound of one stretch of talk arrived."""

    seconds: float = 0.0
    """Length of the sound that came, in seconds; what was missing is counted in, as silence."""
    frames: int = 0
    """Frames that came; the page sends 12.5 a second."""
    missing_frames: int = 0
    """Frames that the page numbered and that never came."""
    late_frames: int = 0
    """Frames that came more than 0.25 s after their sound."""
    worst_delay_seconds: float | None = None
    """The longest time from sound to kernel, in seconds; `None` while the clocks are not compared."""


class _Take:
    """One stretch of talk, from the moment the microphone is on until it is off."""

    def __init__(self, sample_rate_hz: int | None = None) -> None:
        self.sample_rate_hz = sample_rate_hz
        self.pushed = PushSource()
        self.is_read = False
        self.over_at: float | None = None
        self.error: DeviceError | None = None
        self.report = CaptureReport()
        self._next_number = 0
        self._resample: Callable[[bytes], bytes] | None = None

    def begin(self, sample_rate_hz: int) -> None:
        self.sample_rate_hz = sample_rate_hz
        if sample_rate_hz != SAMPLE_RATE_HZ:
            self._resample = _resampler(sample_rate_hz)

    def add(self, number: int, captured_at: float | None, pcm: bytes) -> None:
        missing = max(0, number - self._next_number)
        self._next_number = number + 1
        if missing:
            gap_seconds = missing * len(pcm) / (2 * (self.sample_rate_hz or SAMPLE_RATE_HZ))
            self.silence(min(gap_seconds, _LONGEST_GAP_SECONDS))
        heard = self._resample(pcm) if self._resample is not None else pcm
        self._push(heard)
        before = self.report
        delay = None if captured_at is None else time.monotonic() - captured_at
        worst = before.worst_delay_seconds
        self.report = CaptureReport(
            seconds=before.seconds + len(heard) / (2 * SAMPLE_RATE_HZ),
            frames=before.frames + 1,
            missing_frames=before.missing_frames + missing,
            late_frames=before.late_frames + (delay is not None and delay > _LATE_SECONDS),
            worst_delay_seconds=worst if delay is None else max(delay, worst or 0.0),
        )

    def silence(self, seconds: float) -> None:
        self._push(Audio.silence(seconds, SAMPLE_RATE_HZ).to_pcm())

    def end(self, error: DeviceError | None = None) -> None:
        if self.over_at is None:
            self.over_at = time.monotonic()
            self.error = error
            self.pushed.end()

    def _push(self, pcm: bytes) -> None:
        if pcm and self.over_at is None:
            self.pushed.push(pcm)


class BrowserMicrophone:
    """Sound from the browser's microphone: a `voicelab.audio.sources.Source`.

    What is said between pressing Talk and the first read is kept. Each call of `chunks` is one stretch of
    talk: it switches the microphone on if the user has not done so, and off at its end.

    Parameters
    ----------
    switch
        Switches the page's microphone on or off.
    life
        Tells whether the page is there.
    on_gone
        Called when the page is found to be gone; returns the error to raise, if it is one.
    """

    closing_silence_seconds: float = 1.0
    """Silence added when the user closes the microphone (mute, or letting go of the talk key), in seconds:
    the recognizer, which goes by the sound's own time, then ends the utterance at once."""

    def __init__(
        self, switch: Callable[[bool], None], life: PageLife, on_gone: Callable[[], DeviceError | None]
    ) -> None:
        self._switch = switch
        self._life = life
        self._on_gone = on_gone
        self._lock = threading.Lock()
        self._take: _Take | None = None
        self._capture: int | None = None
        self._last_report = CaptureReport()

    @property
    def report(self) -> CaptureReport:
        """How the sound of the present stretch of talk arrives, or how that of the last one did."""
        take = self._take
        return take.report if take is not None else self._last_report

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Yield sound until the microphone is switched off or the page is gone.

        Raises
        ------
        DeviceError
            There is no microphone to be had; the message is the page's sentence.
        RuntimeError
            It is being read already.
        """
        take, begun = self._claim()
        if not begun:
            self._switch(True)
        watch = asyncio.create_task(self._watch(take))
        try:
            async for pcm in take.pushed.chunks():
                yield pcm
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
            self._release(take)
        if take.error is not None:
            raise take.error

    def begin(self, capture: int, sample_rate_hz: int) -> None:
        """Note that the page's microphone is on."""
        with self._lock:
            self._capture = capture
            if self._take is None or self._take.sample_rate_hz is not None:
                self._end_take()
                self._take = _Take()
            self._take.begin(sample_rate_hz)

    def add(self, capture: int, number: int, captured_at: float | None, pcm: bytes) -> None:
        """Take a frame; one of another capture is let go."""
        with self._lock:
            take = self._take
            if take is None or capture != self._capture:
                return
            take.add(number, captured_at, pcm)
            unread = not take.is_read and take.report.seconds > _UNREAD_SECONDS
        if unread:
            self._switch(False)

    def close_gate(self) -> None:
        """Note that the user closed the microphone for now, which ends an utterance."""
        with self._lock:
            if self._take is not None:
                self._take.silence(self.closing_silence_seconds)

    def end(self, error: DeviceError | None = None) -> None:
        """Note that the page's microphone is off, or could not be had."""
        with self._lock:
            self._end_take(error)

    def _claim(self) -> tuple[_Take, bool]:
        with self._lock:
            if self._take is None or self._is_stale(self._take):
                self._take = _Take()
            if self._take.is_read:
                raise RuntimeError("this microphone is being read already: end that conversation first")
            self._take.is_read = True
            return self._take, self._take.sample_rate_hz is not None

    def _release(self, take: _Take) -> None:
        with self._lock:
            if self._take is take:
                self._end_take()
                self._switch(False)

    def _end_take(self, error: DeviceError | None = None) -> None:
        if self._take is not None:
            self._take.end(error)
            self._last_report = self._take.report
            was_begun = self._take.sample_rate_hz is not None
            if self._take.is_read or not was_begun:
                self._take = None

    def _is_stale(self, take: _Take) -> bool:
        return take.over_at is not None and time.monotonic() - take.over_at > _STALE_SECONDS

    async def _watch(self, take: _Take) -> None:
        while not self._life.is_gone:  # noqa: ASYNC110 (that nothing came is no event)
            await asyncio.sleep(_CHECK_SECONDS)
        take.end(self._on_gone())


def _resampler(sample_rate_hz: int) -> Callable[[bytes], bytes]:
    import numpy as np
    import soxr

    stream = soxr.ResampleStream(sample_rate_hz, SAMPLE_RATE_HZ, 1, dtype="int16")

    def resample(pcm: bytes) -> bytes:
        converted = stream.resample_chunk(np.frombuffer(pcm, dtype="<i2"))
        return bytes(converted.astype("<i2", copy=False).tobytes())

    return resample
