"""One stretch of talk, as its sound arrives from the page."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from voicelab.audio.clip import Audio
from voicelab.audio.sources import SAMPLE_RATE_HZ, PushSource
from voicelab.errors import DeviceError

__all__ = ["CaptureReport", "CaptureStream"]

_LATE_SECONDS = 0.25
_LONGEST_GAP_SECONDS = 5.0


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


class CaptureStream:
    """The sound of one stretch of talk, from the moment the microphone is on until it is off.

    Parts of it may come from different microphones, at different rates; it is read at 16 kHz.

    Parameters
    ----------
    capture
        Its number, see `wire`.
    """

    def __init__(self, capture: int) -> None:
        self.capture = capture
        self.pushed = PushSource()
        """What came, to be read."""
        self.is_read = False
        """Whether somebody reads it."""
        self.is_in_turn = False
        """Whether what is said is one turn, whatever its pauses."""
        self.over_at: float | None = None
        """When it ended, by ``time.monotonic()``."""
        self.is_abandoned = False
        """Whether it ended because the page went."""
        self.error: DeviceError | None = None
        """Why there was no sound."""
        self.report = CaptureReport()
        """How it arrives."""
        self._sample_rate_hz = SAMPLE_RATE_HZ
        self._next_number = 0
        self._resample: Callable[[bytes], bytes] | None = None

    def begin(self, sample_rate_hz: int) -> None:
        """Note that a microphone is on; its frames are numbered from 0."""
        self._next_number = 0
        self._sample_rate_hz = sample_rate_hz
        self._resample = None if sample_rate_hz == SAMPLE_RATE_HZ else _resampler(sample_rate_hz)

    def add(self, number: int, captured_at: float | None, pcm: bytes) -> None:
        """Add a frame; those that are missing before it become silence."""
        missing = max(0, number - self._next_number)
        self._next_number = number + 1
        if missing:
            gap_seconds = missing * len(pcm) / (2 * self._sample_rate_hz)
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
        """Add silence."""
        self._push(Audio.silence(seconds, SAMPLE_RATE_HZ).to_pcm())

    def begin_turn(self) -> None:
        """Note that all that is said from now on is one turn; again is once."""
        if self.over_at is None:
            self.is_in_turn = True
            self.pushed.begin_turn()

    def end_turn(self) -> None:
        """Note that the turn is over."""
        self.is_in_turn = False
        if self.over_at is None:
            self.pushed.end_turn()

    def end(self, error: DeviceError | None = None, *, is_abandoned: bool = False) -> None:
        """End it, once; `error` is raised to who reads it."""
        if self.over_at is None:
            self.over_at = time.monotonic()
            self.error = error
            self.is_abandoned = is_abandoned
            self.pushed.end()

    def _push(self, pcm: bytes) -> None:
        if pcm and self.over_at is None:
            self.pushed.push(pcm)


def _resampler(sample_rate_hz: int) -> Callable[[bytes], bytes]:
    import numpy as np

    from voicelab.audio.stream_resampler import StreamResampler

    stream = StreamResampler(sample_rate_hz, SAMPLE_RATE_HZ)

    def resample(pcm: bytes) -> bytes:
        return stream.convert(np.frombuffer(pcm, dtype="<i2")).astype("<i2", copy=False).tobytes()

    return resample
