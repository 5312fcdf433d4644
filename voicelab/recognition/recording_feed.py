"""RecordingFeed: a recording as the SDK reads it, no further ahead than it is recognised."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from voicelab.audio.clip import Audio
from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.recognition.loud_sound import is_loud
from voicelab.services.speech_sdk import sdk

if TYPE_CHECKING:
    from voicelab.recognition.fed_audio import FedAudio
    from voicelab.settings import Settings

__all__ = ["RecordingFeed"]

_LEAD_SECONDS = 0.2
_TAIL_SECONDS = 0.5
"""Silence added at both ends, in seconds: recognizers lose what begins or ends with the file."""
_AHEAD_SECONDS = 120.0
"""How much may be read beyond what was recognised and a silence that is answered, in seconds."""
_REPORT_SECONDS = 0.1
_BLOCK_SAMPLES = SAMPLE_RATE_HZ


class RecordingFeed(sdk.audio.PullAudioInputStreamCallback):  # type: ignore[misc]
    """Gives a recording to the SDK, block by block, on the SDK's own thread.

    The SDK keeps what was sent until it is recognised, and gives up when that is too much; so do we.

    Parameters
    ----------
    fed
        Is told what was read.
    on_read
        Called now and then with whether all was read: the SDK takes sound, or has no more to take. Not called
        while it is held back.
    """

    def __init__(
        self, recording: Audio, settings: Settings, fed: FedAudio, on_read: Callable[[bool], None]
    ) -> None:
        super().__init__()
        self.lead_seconds = _LEAD_SECONDS
        self.finished_at: float | None = None
        """When the last sample of the recording was read, by ``time.monotonic()``, in seconds."""
        self._fed = fed
        self._on_read = on_read
        self._tail_seconds = settings.end_silence_seconds + _TAIL_SECONDS
        self._ahead_seconds = settings.initial_silence_seconds + _AHEAD_SECONDS
        self._samples = len(recording.samples)
        self._blocks = self._pcm(recording)
        self._pending = memoryview(b"")
        self._loud_at_seconds = -1.0
        self._reported_at = 0.0
        self._may_go_on = threading.Condition()
        self._is_stopped = False
        self.is_paused = False
        """Whether it waits because much of it waits to be taken."""

    @property
    def recognised_samples(self) -> int:
        """Where in the recording the last answer ends, counted in samples."""
        seconds = max(0.0, self._fed.recognised_seconds - self.lead_seconds)
        return min(round(seconds * SAMPLE_RATE_HZ), self._samples)

    def read(self, buffer: memoryview) -> int:
        """Fill a buffer with what comes next; 0 is the end."""
        if not self._wait_for_answers():
            return 0
        if not self._pending:
            self._pending = memoryview(next(self._blocks, b""))
        size = min(len(buffer), len(self._pending))
        piece, self._pending = self._pending[:size], self._pending[size:]
        buffer[:size] = piece
        self._fed.add(bytes(piece))
        self._report(size == 0)
        return size

    def close(self) -> None:
        """Do nothing more; called by the SDK."""
        self.stop()

    def stop(self) -> None:
        """Let the SDK read no more, whatever is left."""
        self._set(stopped=True)

    def pause(self, paused: bool) -> None:
        """Let the SDK wait, or read on."""
        self._set(paused=paused)

    def answered(self) -> None:
        """Note that something was recognised: more may be read."""
        self._set()

    def _set(self, *, stopped: bool | None = None, paused: bool | None = None) -> None:
        with self._may_go_on:
            self._is_stopped = self._is_stopped or bool(stopped)
            self.is_paused = self.is_paused if paused is None else paused
            self._may_go_on.notify_all()

    def _wait_for_answers(self) -> bool:
        """Wait while enough was read; says whether to read on."""
        with self._may_go_on:
            if self._must_wait():
                self._on_read(False)  # the last sign of life before answers
            self._may_go_on.wait_for(lambda: not self._must_wait())
            return not self._is_stopped

    def _must_wait(self) -> bool:
        if self._is_stopped:
            return False
        recognised, fed = self._fed.recognised_seconds, self._fed.fed_seconds
        return self.is_paused or (
            fed - recognised > self._ahead_seconds and self._loud_at_seconds > recognised
        )

    def _report(self, is_over: bool) -> None:
        now = time.monotonic()
        if is_over or now - self._reported_at >= _REPORT_SECONDS:
            self._reported_at = now
            self._on_read(is_over)

    def _pcm(self, recording: Audio) -> Iterator[bytes]:
        yield Audio.silence(self.lead_seconds).to_pcm()
        for block in recording.blocks(_BLOCK_SAMPLES):
            if is_loud(block):
                self._loud_at_seconds = self._fed.fed_seconds + len(block) / SAMPLE_RATE_HZ
            yield block.astype("<i2", copy=False).tobytes()
        self.finished_at = time.monotonic()
        yield Audio.silence(self._tail_seconds).to_pcm()
