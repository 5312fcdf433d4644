"""What live sources give, whoever made them, as whole samples of 16-bit PCM."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import time
from collections.abc import AsyncGenerator
from typing import Any

from voicelab.audio.origin import is_own
from voicelab.audio.read_beside import read_beside
from voicelab.event_loop import callers_loop, within

__all__ = ["TurnMark", "is_live_source", "live_chunks", "pcm_bytes"]

_CLOSE_SECONDS = 5.0
"""How long a source may take to let go of what it reads, in seconds."""
_POLL_SECONDS = 0.001
"""Rest after an empty chunk, which is how sources say that nothing came yet, in seconds."""
_SAMPLES = {"h", "@h", "=h", "<h"}
_BYTES = {"B", "b", "c", "@B", "@b", "@c"}


class TurnMark(bytes):
    """An empty chunk that says that the user begins, or ends, a turn at this place: push-to-talk.

    Parameters
    ----------
    begins
        Whether a turn begins here.
    """

    begins: bool
    made_at: float
    """When, by ``time.monotonic()``, in seconds."""

    def __new__(cls, *, begins: bool) -> TurnMark:
        """Make one; it is as empty as any other."""
        mark = super().__new__(cls)
        mark.begins, mark.made_at = begins, time.monotonic()
        return mark


def is_live_source(given: Any) -> bool:
    """Tell whether this is a live source: it has `chunks`, or is an async iterator of them itself.

    Raises
    ------
    ValueError
        It is the class of one.
    """
    is_live = hasattr(given, "chunks") or hasattr(given, "__aiter__")
    if is_live and isinstance(given, type):
        raise ValueError(f"give a source, not its class: {given.__name__}(…)")
    return is_live


async def live_chunks(source: Any) -> AsyncGenerator[bytes, None]:
    """Yield what a source gives until it ends, in whole samples, and its turn marks; then close it.

    Raises
    ------
    TypeError, ValueError
        It is no source, or gives what is no PCM. What else it raises goes on as it is.
    RuntimeError
        It is being read already, or has ended.

    Notes
    -----
    Other people's sources are read on the loop of who awaits the conversation; without one on a thread of
    their own, which they may block.
    """
    chunks = _whole_samples(source) if is_own(source) else _by_one_reader(source)
    given = chunks if is_own(source) else read_beside(chunks, callers_loop())
    async with contextlib.aclosing(given):
        async for chunk in given:
            yield chunk


_being_read: dict[int, object] = {}
"""Other people's sources that are read at present, by their identity: not every one can be hashed."""


async def _by_one_reader(source: Any) -> AsyncGenerator[bytes, None]:
    if inspect.isasyncgen(source) and source.ag_frame is None:
        raise RuntimeError("this source has ended; make a new one")
    reader = object()
    if _being_read.setdefault(id(source), reader) is not reader:
        raise RuntimeError("this source is being read already: end that conversation first")
    try:
        async with contextlib.aclosing(_whole_samples(source)) as chunks:
            async for chunk in chunks:
                yield chunk
    finally:
        del _being_read[id(source)]


async def _whole_samples(source: Any) -> AsyncGenerator[bytes, None]:
    chunks = source.chunks() if hasattr(source, "chunks") else source
    if not hasattr(chunks, "__aiter__"):
        if inspect.iscoroutine(chunks):
            chunks.close()
        raise TypeError(
            f"its chunks are no async generator, but {_kind(chunks)}: "
            "write `async def chunks(self)` with `yield`"
        )
    iterator, half = aiter(chunks), b""
    try:
        async for chunk in iterator:
            if isinstance(chunk, TurnMark):
                yield chunk
                continue
            pcm = half + pcm_bytes(chunk)
            end = len(pcm) // 2 * 2
            half = pcm[end:]
            if end:
                yield pcm[:end]
            else:  # one that gives nothing again and again could not be cancelled else
                await asyncio.sleep(0 if pcm else _POLL_SECONDS)
    finally:
        close = getattr(iterator, "aclose", None)
        if close is not None:
            await within(_CLOSE_SECONDS, close())


def pcm_bytes(chunk: object) -> bytes:
    """Return a chunk of 16-bit PCM as bytes.

    Raises
    ------
    ValueError
        It is nothing that holds such PCM; says what it is.
    """
    if isinstance(chunk, bytes | bytearray):
        return bytes(chunk)
    if isinstance(chunk, memoryview):
        is_mono = sum(length > 1 for length in chunk.shape or ()) <= 1
        if chunk.format in _SAMPLES and is_mono:
            return chunk.tobytes()
        if chunk.format in _BYTES and chunk.c_contiguous and is_mono:
            return chunk.tobytes()
        raise ValueError(
            f"there came a memoryview of format {chunk.format!r}, shape {chunk.shape} and strides "
            f"{chunk.strides} in place of bytes of PCM: 16-bit, mono"
        )
    remedy = ": give samples as array.astype('<i2').tobytes()" if hasattr(chunk, "dtype") else ""
    raise ValueError(f"there came {_kind(chunk)} in place of bytes of PCM{remedy}")


def _kind(value: object) -> str:
    return type(value).__name__
