"""The microphone and the speaker of the machine that the kernel runs on.

In a notebook the browser's microphone and speaker are usually what is wanted, and need none of this:
``session.panel()``.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import AsyncGenerator
from types import TracebackType
from typing import TYPE_CHECKING

from voicelab.audio.device_presence import LOOK_EVERY_SECONDS, DevicePresence
from voicelab.audio.miniaudio_devices import PLAYBACK_BUFFER_SECONDS, OpenDevice, find_devices
from voicelab.audio.sinks import Echo
from voicelab.audio.sources import SAMPLE_RATE_HZ, PushSource
from voicelab.errors import DeviceError
from voicelab.event_loop import run_in_thread

if TYPE_CHECKING:
    from typing_extensions import Self

    from voicelab.audio.miniaudio_devices import DeviceKind

__all__ = ["Microphone", "Speaker", "microphones", "speakers"]

UNREAD_SECONDS = 60
"""Sound that a microphone keeps while nobody reads it, in seconds."""


def microphones() -> list[str]:
    """Return the names of this machine's microphones, the default first; empty where there is none."""
    return [device.name for device in find_devices("microphone")]


def speakers() -> list[str]:
    """Return the names of this machine's speakers, the default first; empty where there is none."""
    return [device.name for device in find_devices("speaker")]


class Microphone:
    """This machine's microphone: a source that listens from the moment it is made until it is closed.

    Closing what `chunks` returned closes it, too.

    Parameters
    ----------
    name
        One of `microphones`; `None` is the system's default.

    Raises
    ------
    DeviceError
        There is no such microphone, or it cannot be opened.
    """

    def __init__(self, name: str | None = None) -> None:
        self._lock = threading.Lock()
        self._heard = PushSource()
        self._received_bytes = 0
        self._read_bytes = 0
        self._presence = DevicePresence("microphone", name)
        self._ended = False
        self._error: DeviceError | None = None
        self._device = OpenDevice("microphone", name, SAMPLE_RATE_HZ, self._receive, self._unplugged)

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Yield what is heard, from the moment the microphone was opened.

        Raises
        ------
        DeviceError
            The microphone was unplugged, or nobody read for a minute; after all that was heard before.
        """
        watch = asyncio.create_task(self._watch())
        try:
            async for pcm in self._heard.chunks():
                self._read_bytes += len(pcm)
                yield pcm
            if self._error is not None:
                raise self._error
        finally:
            watch.cancel()
            self.close()

    def close(self) -> None:
        """Stop listening; what is still unread can be read."""
        self._device.close()
        self._end(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _receive(self, pcm: bytearray) -> None:
        self._presence.called()
        if self._received_bytes - self._read_bytes >= 2 * SAMPLE_RATE_HZ * UNREAD_SECONDS:
            self._end(
                DeviceError(
                    f"Nobody read the microphone for {UNREAD_SECONDS} seconds; what came after is lost.",
                    code="microphone-unread",
                    hint="Open the microphone when listening begins.",
                )
            )
        with self._lock:
            if not self._ended:
                self._received_bytes += len(pcm)
                self._heard.push(bytes(pcm))

    def _unplugged(self) -> None:
        self._end(_gone("microphone"))

    def _end(self, error: DeviceError | None) -> None:
        with self._lock:
            if not self._ended:
                self._ended, self._error = True, error
                self._heard.end()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            if await self._presence.is_lost():
                return self._unplugged()


class Speaker:
    """This machine's speaker: a sink whose device runs, silent between replies, until it is closed.

    Parameters
    ----------
    name
        One of `speakers`; `None` is the system's default.
    headphones
        Whether the microphone cannot hear this speaker; otherwise it hears every reply.

    Raises
    ------
    DeviceError
        There is no such speaker, or it cannot be opened. `begin` raises it, too, and `write`, `drain` and
        `flush` where the speaker is unplugged; the next `begin` tries again.
    """

    def __init__(self, name: str | None = None, *, headphones: bool = False) -> None:
        self.echo: Echo = "none" if headphones else "open"
        self._name = name
        self._lock = threading.Lock()
        self._waiting = bytearray()
        self._audible: deque[tuple[float, int]] = deque()
        self._taken_frames = 0
        self._heard_frames = 0
        self._first_heard_at: float | None = None
        self._error: DeviceError | None = None
        self._rate = 24_000
        self._device: OpenDevice | None = self._open(self._rate)

    async def begin(self, sample_rate_hz: int) -> None:
        """Get ready for a reply of this sample rate, in Hz; what was left of another is dropped."""
        with self._lock:
            self._waiting.clear()
            self._audible.clear()
            self._taken_frames = self._heard_frames = 0
            self._first_heard_at = None
        if self._device is None or self._error is not None or sample_rate_hz != self._rate:
            await self._reopen(sample_rate_hz)

    async def write(self, pcm: bytes) -> None:
        """Queue the next piece."""
        self._raise_if_gone()
        with self._lock:
            self._waiting += pcm

    async def drain(self) -> None:
        """Return when all that was written has been heard."""
        while (seconds := self._seconds_left()) > 0:
            self._raise_if_gone()
            await asyncio.sleep(min(seconds, LOOK_EVERY_SECONDS))
            if await self._presence.is_lost():
                self._unplugged()

    async def flush(self) -> None:
        """Drop what the device has not taken and return when it is silent, at most 40 ms later."""
        with self._lock:
            self._waiting.clear()
        await self.drain()

    @property
    def heard_seconds(self) -> float:
        """How much of the current reply left the speaker, in seconds."""
        with self._lock:
            self._advance(time.monotonic())
            return self._heard_frames / self._rate

    @property
    def first_heard_at(self) -> float | None:
        """When its first sample left the speaker, by ``time.monotonic()``; `None` if it has not yet."""
        at = self._first_heard_at
        return at if at is not None and at <= time.monotonic() else None

    def close(self) -> None:
        """Fall silent and let the speaker go."""
        if self._device is not None:
            self._device.close()
        with self._lock:
            self._waiting.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def _reopen(self, sample_rate_hz: int) -> None:
        device, self._device = self._device, None
        if device is not None:
            await run_in_thread(device.close)
        self._device = await run_in_thread(lambda: self._open(sample_rate_hz))
        self._rate = sample_rate_hz

    def _open(self, sample_rate_hz: int) -> OpenDevice:
        self._presence = DevicePresence("speaker", self._name)
        self._error = None
        try:
            return OpenDevice("speaker", self._name, sample_rate_hz, self._supply, self._unplugged)
        except DeviceError as error:
            self._error = error
            raise

    def _supply(self, frames: int) -> bytes:
        self._presence.called()
        now = time.monotonic()
        with self._lock:
            pcm = bytes(self._waiting[: min(2 * frames, len(self._waiting) // 2 * 2)])
            if pcm:
                del self._waiting[: len(pcm)]
                self._taken_frames += len(pcm) // 2
                heard_at = now + PLAYBACK_BUFFER_SECONDS
                self._audible.append((heard_at, self._taken_frames))
                if self._first_heard_at is None:
                    self._first_heard_at = heard_at - len(pcm) / 2 / self._rate
        return pcm

    def _advance(self, now: float) -> None:
        while self._audible and self._audible[0][0] <= now:
            self._heard_frames = self._audible.popleft()[1]

    def _seconds_left(self) -> float:
        now = time.monotonic()
        with self._lock:
            self._advance(now)
            if len(self._waiting) >= 2:
                return len(self._waiting) / 2 / self._rate + PLAYBACK_BUFFER_SECONDS
            return max(0.001, self._audible[-1][0] - now) if self._audible else 0.0

    def _unplugged(self) -> None:
        self._error = _gone("speaker")

    def _raise_if_gone(self) -> None:
        if self._error is not None:
            raise self._error


def _gone(kind: DeviceKind) -> DeviceError:
    return DeviceError(
        f"The {kind} is gone: it was unplugged, or its sound server ended.",
        code="device-gone",
        hint="Plug it in again, or choose another one, and start anew.",
    )
