"""Where an utterance's sound comes from: files, arrays, chunks pushed live.

The kernel machine's microphone is in `voicelab.audio.devices`, the browser's in `voicelab.widgets`; they are
sources of the same shape.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from voicelab.audio.arrays import is_rated, rated
from voicelab.audio.clip import Audio
from voicelab.audio.files import is_sound_file
from voicelab.audio.live_chunks import TurnMark, pcm_bytes

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "CHUNK_BYTES",
    "CHUNK_SECONDS",
    "SAMPLE_RATE_HZ",
    "AudioSource",
    "PushSource",
    "RecordedSource",
    "Source",
]

SAMPLE_RATE_HZ = 16_000
"""Sample rate of all sound on its way to recognition, in Hz; what Azure's recognizer takes by default."""

CHUNK_SECONDS = 0.02
"""Length of the chunks that recorded sound is given in, in seconds."""
CHUNK_BYTES = 2 * round(CHUNK_SECONDS * SAMPLE_RATE_HZ)
"""The same in bytes of PCM."""


class Source(Protocol):
    """Sound as it comes: 16-bit little-endian mono PCM at `SAMPLE_RATE_HZ`."""

    def chunks(self) -> AsyncIterator[bytes]:
        """Yield chunks of any length until the input ends; called once, closed by ``aclose`` if it has.

        In the asynchronous methods of a session a source of your own runs on the event loop that awaits them,
        with its queues and sockets; while it blocks, so does that loop. In the plain ones it runs on a thread
        with an event loop of its own: it may block, as a device does.
        """
        ...


AudioSource = "str | Path | bytes | BinaryIO | Audio | NDArray[Any] | tuple[int, NDArray[Any]]"
"""What can be turned into sound: a sound file's path, its bytes or the file opened; an `Audio`; samples at
16 kHz, or with their rate, in whichever order."""


def to_audio(recording: Any) -> Audio:
    """Return a recording, one of `AudioSource`, as `Audio` at `SAMPLE_RATE_HZ`.

    Raises
    ------
    FileNotFoundError, ValueError
        The file is missing or holds no sound that can be read, or the array's shape or type will not do.
    """
    if isinstance(recording, Audio):
        audio = recording
    elif isinstance(recording, str) or is_sound_file(recording):
        audio = Audio.from_file(recording)
    elif is_rated(recording):
        audio = Audio.from_array(*rated(recording))
    else:
        audio = Audio.from_array(recording, SAMPLE_RATE_HZ)
    return audio.resample(SAMPLE_RATE_HZ)


class RecordedSource:
    """A recording, given at the pace at which it was spoken.

    Parameters
    ----------
    recording
        A sound file's path, an `Audio`, samples at 16 kHz, or what else can be turned into sound.
    pace
        How fast it is given: 1.0 is as spoken, 2.0 twice as fast.
    """

    def __init__(self, recording: str | Path | Audio | NDArray[Any], *, pace: float = 1.0) -> None:
        if not 0 < pace < math.inf:
            raise ValueError(f"pace must be positive and finite, not {pace!r}")
        self._audio = to_audio(recording)
        self._pace = pace

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Yield the recording in chunks of `CHUNK_SECONDS`."""
        pcm = self._audio.to_pcm()
        started = time.monotonic()
        for position in range(0, len(pcm), CHUNK_BYTES):
            due = started + (position + CHUNK_BYTES) / (2 * SAMPLE_RATE_HZ * self._pace)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            yield pcm[position : position + CHUNK_BYTES]


class PushSource:
    """Chunks that the caller pushes as they come, from any thread.

    A turn ends with a silence, or where `end_turn` says so, as for push-to-talk: all that is said after
    `begin_turn` is then one turn, whatever the pauses in it.

    Examples
    --------
    >>> source = PushSource()
    >>> source.push(Audio.silence(0.1).to_pcm())
    >>> source.end()
    """

    def __init__(self) -> None:
        self._pending: deque[bytes] = deque()
        self._ended = False
        self._is_in_turn = False
        self._is_read = False
        self._is_spent = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._arrived: asyncio.Event | None = None

    def push(self, pcm: bytes | bytearray | memoryview) -> None:
        """Add 16-bit little-endian mono PCM at 16 kHz.

        Raises
        ------
        ValueError
            It is no 16-bit PCM, an odd number of bytes, or a push after the end.
        """
        pcm = pcm_bytes(pcm)
        if len(pcm) % 2:
            raise ValueError("push takes whole 16-bit samples: an even number of bytes")
        if self._ended:
            raise ValueError("this source has ended; make a new one")
        self._pending.append(pcm)
        self._wake()

    def begin_turn(self) -> None:
        """Say that what is pushed from now on is one turn, until `end_turn`; again is once."""
        self._mark(begins=True)

    def end_turn(self) -> None:
        """Say that the turn that was begun is over: it is answered at once. Again is once."""
        self._mark(begins=False)

    def end(self) -> None:
        """Say that no more will come."""
        self._ended = True
        self._wake()

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Yield what is pushed, what was pushed before the call first.

        Raises
        ------
        RuntimeError
            It is being read already, or was read to its end.
        """
        if self._is_read:
            raise RuntimeError("this source is being read already: end that conversation first")
        if self._is_spent:
            raise RuntimeError("this source has ended; make a new one")
        self._is_read = True
        self._loop, self._arrived = asyncio.get_running_loop(), asyncio.Event()
        try:
            while True:
                self._arrived.clear()
                # Looked at ahead of the chunks: nothing is pushed after the end, but much before it.
                ended = self._ended
                while self._pending:
                    yield self._pending.popleft()
                if ended:
                    self._is_spent = True
                    return
                await self._arrived.wait()
        finally:
            self._is_read = False

    def _mark(self, *, begins: bool) -> None:
        if not self._ended and begins != self._is_in_turn:
            self._is_in_turn = begins
            self._pending.append(TurnMark(begins=begins))
            self._wake()

    def _wake(self) -> None:
        loop, arrived = self._loop, self._arrived
        if loop is not None and arrived is not None:
            with contextlib.suppress(RuntimeError):  # its reader's loop is closed
                loop.call_soon_threadsafe(arrived.set)
