"""Where a reply's sound goes: nowhere, a file.

The kernel machine's speaker is in `voicelab.audio.devices`, the browser's in `voicelab.widgets`; they are
sinks of the same shape.
"""

from __future__ import annotations

import inspect
import logging
import math
import numbers
import os
import struct
import wave
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

from voicelab.audio.encoders import WAV
from voicelab.audio.sound_target import sound_target
from voicelab.event_loop import run_in_thread
from voicelab.file_target import check_writable, explaining

__all__ = [
    "Echo",
    "NullSink",
    "Sink",
    "WavSink",
    "check_sink",
    "echo_of",
    "first_heard_at_of",
    "heard_seconds_of",
    "is_cut_off_of",
    "path_of",
]

_logger = logging.getLogger(__name__)

_HEADER_BYTES = 44
"""Of a WAV file as the standard library writes it."""

_METHODS = {"begin": ("sample_rate_hz",), "write": ("pcm",), "drain": (), "flush": ()}
"""Of a sink, and what they are called with."""

Echo = Literal["none", "cancelled", "open"]
"""How much of the reply comes back through the microphone: nothing (silent, or headphones), what echo
cancellation leaves, or all of it."""


class Sink(Protocol):
    """Takes a reply's sound as it is made: 16-bit little-endian mono PCM.

    A session calls `begin` once a reply, then `write` for each piece, and ends with either `drain` (the
    reply is complete) or `flush` (it was interrupted). A reply that goes on after all begins anew, with the
    sound that was not heard: what is said below of the current reply counts from the last `begin`. What is
    no method may be missing: it is then unknown.

    A sink whose listener may leave says so when it is drained: with a true `is_cut_off` nobody hears the rest
    of the current reply. It was interrupted then, and what waits to sound there is dropped.

    In the asynchronous methods of a session a sink of your own runs on the event loop that awaits them; in
    the plain ones on a thread with an event loop of its own, which it may block.
    """

    @property
    def echo(self) -> Echo:
        """How much of the reply comes back through the microphone."""
        ...

    async def begin(self, sample_rate_hz: int) -> None:
        """Get ready for a reply of this sample rate, in Hz."""
        ...

    async def write(self, pcm: bytes) -> None:
        """Take the next piece; returns as soon as it is queued, not when it was heard."""
        ...

    async def drain(self) -> None:
        """Return when all that was written has been heard."""
        ...

    async def flush(self) -> None:
        """Fall silent at once and drop what was not heard."""
        ...

    @property
    def heard_seconds(self) -> float | None:
        """How much of the current reply left the speaker, in seconds; `None` where that is unknown."""
        ...

    @property
    def first_heard_at(self) -> float | None:
        """When its first sample left the speaker, by ``time.monotonic()``; `None` if not, or unknown."""
        ...


def check_sink(sink: object) -> None:
    """Refuse what is no sink, before a reply is paid for.

    Raises
    ------
    ValueError
        A method is missing, is no coroutine, or takes other arguments.
    """
    missing = [name for name in _METHODS if not callable(getattr(sink, name, None))]
    if missing or isinstance(sink, type):
        raise ValueError(
            f"a sink has the methods {', '.join(_METHODS)}; {sink!r} has not. To write a file: WavSink(path)"
        )
    for name, arguments in _METHODS.items():
        method = getattr(sink, name)
        function = inspect.unwrap(method)
        # What is no function of Python's, such as a partial one or a mock, tells when it is called.
        is_pythons = inspect.isfunction(function) or inspect.ismethod(function)
        if is_pythons and not inspect.iscoroutinefunction(function):
            raise ValueError(f"the sink's {name} is no coroutine, write `async def {name}`")
        if is_pythons:
            try:
                inspect.signature(method).bind(*arguments)
            except TypeError as error:
                takes = ", ".join(arguments) or "nothing"
                raise ValueError(f"the sink's {name} is called with {takes}: {error}") from None


def echo_of(sink: Sink) -> Echo:
    """Return how much of a reply comes back; of a sink that does not say: what echo cancellation leaves."""
    echo = _known(sink, "echo")
    return echo if echo in get_args(Echo) else "cancelled"


def heard_seconds_of(sink: Sink) -> float | None:
    """Return how much of the current reply was heard, in seconds; `None` of a sink that does not say."""
    return _known_number(sink, "heard_seconds")


def first_heard_at_of(sink: Sink) -> float | None:
    """Return when its first sample was heard, by ``time.monotonic()``; `None` of a sink that does not say."""
    return _known_number(sink, "first_heard_at")


def is_cut_off_of(sink: Sink) -> bool:
    """Tell whether nobody can hear the rest of the current reply, as when its page was closed."""
    return _known(sink, "is_cut_off") is True


def path_of(sink: Sink) -> Path | None:
    """Return the file that a sink writes, if it says so."""
    path = _known(sink, "path")
    return Path(path) if isinstance(path, str | Path) else None


def _known_number(sink: Sink, name: str) -> float | None:
    number = _known(sink, name)
    return float(number) if isinstance(number, numbers.Real) and math.isfinite(number) else None


def _known(sink: Sink, name: str) -> Any:
    """Return what a sink, which may be anybody's, says of itself; `None` where it has no such word."""
    try:
        return getattr(sink, name, None)
    except Exception:
        _logger.exception("a sink failed to say its %s", name)
        return None


class NullSink:
    """Discards the sound; the exchange keeps it all the same."""

    echo: Echo = "none"
    heard_seconds: float | None = None
    first_heard_at: float | None = None

    async def begin(self, sample_rate_hz: int) -> None:
        """Do nothing."""

    async def write(self, pcm: bytes) -> None:
        """Do nothing."""

    async def drain(self) -> None:
        """Return at once."""

    async def flush(self) -> None:
        """Do nothing."""


class WavSink(NullSink):
    """Writes all replies, one after the other, into one WAV file, complete after each reply.

    Parameters
    ----------
    path
        The file; overwritten if it exists and is a WAV file.
    sample_rate_hz
        Rate of the file, in Hz; replies of another rate are resampled.

    Raises
    ------
    ValueError
        Another kind of file is there, such as a log.
    OSError
        It cannot be written; the message says why.
    """

    def __init__(self, path: str | Path, *, sample_rate_hz: int = 24_000) -> None:
        self.path = sound_target(path, WAV)
        check_writable(self.path, in_place=True)
        self._rate = sample_rate_hz
        self._reply_rate = sample_rate_hz
        self._reply = bytearray()
        self._is_begun = False

    async def begin(self, sample_rate_hz: int) -> None:
        """Start a reply."""
        self._reply_rate, self.heard_seconds = sample_rate_hz, 0.0
        self._reply.clear()

    async def write(self, pcm: bytes) -> None:
        """Keep a piece."""
        self._reply += pcm
        self.heard_seconds = len(self._reply) / (2 * self._reply_rate)  # what the file has is not lost

    async def drain(self) -> None:
        """Write this reply to the end of the file."""
        reply, rate = bytes(self._reply), self._reply_rate
        self._reply.clear()
        await run_in_thread(lambda: self._append(reply, rate))

    async def flush(self) -> None:
        """Write what came of this reply to the end of the file."""
        await self.drain()

    def _append(self, reply: bytes, rate: int) -> None:
        from voicelab.audio.clip import Audio

        pcm = Audio.from_pcm(reply, rate).resample(self._rate).to_pcm()
        if not self._is_begun:
            with explaining(self.path), wave.open(str(sound_target(self.path, WAV)), "wb") as wav:
                wav.setnchannels(1)
                wav.setsampwidth(2)
                wav.setframerate(self._rate)
                wav.writeframes(pcm)
            self._is_begun = True
            return
        with self.path.open("r+b") as file:
            size = file.seek(0, os.SEEK_END) + len(pcm)
            file.write(pcm)
            # The sizes of the file and of its samples, where the header has them.
            for offset, length in ((4, size - 8), (_HEADER_BYTES - 4, size - _HEADER_BYTES)):
                file.seek(offset)
                file.write(struct.pack("<I", min(length, 0xFFFFFFFF)))
