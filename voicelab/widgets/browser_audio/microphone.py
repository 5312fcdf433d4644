"""The page's microphone, as a source of sound."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager, suppress

from voicelab.errors import DeviceError
from voicelab.widgets.browser_audio.capture_stream import CaptureReport, CaptureStream
from voicelab.widgets.browser_audio.page_liveness import PageLiveness

__all__ = ["BrowserMicrophone"]

_CHECK_SECONDS = 0.2
_UNREAD_SECONDS = 120.0
_STALE_SECONDS = 10.0


class BrowserMicrophone:
    """Sound from the browser's microphone: a `voicelab.audio.sources.Source`.

    What is said between pressing Talk and the first read is kept. Each call of `chunks` is one stretch of
    talk: it switches the microphone on if the user has not done so, and off at its end.

    Parameters
    ----------
    switch
        Switches the page's microphone on or off.
    liveness
        Tells whether the page is there.
    on_gone
        Called when the page is found to be gone; returns the error to raise, if it is one.
    """

    closing_silence_seconds: float = 1.0
    """Silence added when the user mutes the microphone, in seconds:
    the recognizer, which goes by the sound's own time, then ends the utterance at once."""

    def __init__(
        self,
        switch: Callable[[bool], None],
        liveness: PageLiveness,
        on_gone: Callable[[], DeviceError | None],
    ) -> None:
        self._switch = switch
        self._liveness = liveness
        self._on_gone = on_gone
        self._lock = threading.Lock()
        self._stream: CaptureStream | None = None
        self._capture: int | None = None
        self._silencers = 0
        self._last_report = CaptureReport()

    @property
    def report(self) -> CaptureReport:
        """How the sound of the present stretch of talk arrives, or how that of the last one did."""
        stream = self._stream
        return stream.report if stream is not None else self._last_report

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Yield sound until the microphone is switched off or the page is gone.

        Raises
        ------
        DeviceError
            There is no microphone to be had; the message is the page's sentence.
        RuntimeError
            It is being read already.
        """
        stream, begun = self._claim()
        try:
            if not begun:
                self._switch(True)
            async with aclosing(self._watched(stream)) as chunks:
                async for pcm in chunks:
                    yield pcm
        finally:
            self._release(stream)
        if stream.error is not None:
            raise stream.error

    def begin(self, capture: int, sample_rate_hz: int) -> None:
        """Note that the page's microphone is on, or that another one has replaced it."""
        with self._lock:
            self._capture = capture
            if self._stream is None or self._stream.over_at is not None:
                self._end_stream()
                self._stream = CaptureStream()
            self._stream.begin(sample_rate_hz)

    @property
    def is_silenced(self) -> bool:
        """Whether silence is given in place of what the microphone hears."""
        return self._silencers > 0

    @contextmanager
    def silenced(self) -> Iterator[None]:
        """Give silence in place of what the microphone hears, as long as the block runs."""
        with self._lock:
            self._silencers += 1
        try:
            yield
        finally:
            with self._lock:
                self._silencers -= 1

    def add(self, capture: int, number: int, captured_at: float | None, pcm: bytes) -> None:
        """Add a frame; one of another capture is let go."""
        with self._lock:
            stream = self._stream
            if stream is None or capture != self._capture:
                return
            stream.add(number, captured_at, bytes(len(pcm)) if self._silencers else pcm)
            unread = not stream.is_read and stream.report.seconds > _UNREAD_SECONDS
        if unread:
            self._switch(False)

    def move_gate(self, *, is_open: bool, is_turn: bool) -> None:
        """Note that the user opened the microphone, or closed it for now, which ends an utterance.

        Parameters
        ----------
        is_turn
            Whether the talk key is held: all that is said until it is let go is one turn.
        """
        with self._lock:
            stream = self._stream
            if stream is None:
                return
            if is_turn:
                stream.begin_turn()
            elif stream.is_in_turn:
                stream.end_turn()
            elif not is_open:
                stream.silence(self.closing_silence_seconds)

    def end(self, error: DeviceError | None = None) -> None:
        """Note that the page's microphone is off, or could not be had."""
        with self._lock:
            self._end_stream(error)

    def _claim(self) -> tuple[CaptureStream, bool]:
        with self._lock:
            if self._stream is None or self._is_stale(self._stream):
                self._stream = CaptureStream()
            if self._stream.is_read:
                raise RuntimeError("this microphone is being read already: end that conversation first")
            self._stream.is_read = True
            return self._stream, self._stream.is_begun

    def _release(self, stream: CaptureStream) -> None:
        with self._lock:
            if self._stream is stream:
                self._end_stream()
                self._switch(False)

    def _end_stream(self, error: DeviceError | None = None) -> None:
        if self._stream is not None:
            self._stream.end(error)
            self._last_report = self._stream.report
            was_begun = self._stream.is_begun
            if self._stream.is_read or not was_begun:
                self._stream = None

    def _is_stale(self, stream: CaptureStream) -> bool:
        return stream.over_at is not None and time.monotonic() - stream.over_at > _STALE_SECONDS

    async def _watched(self, stream: CaptureStream) -> AsyncGenerator[bytes, None]:
        watch = asyncio.create_task(self._watch(stream))
        try:
            async for pcm in stream.pushed.chunks():
                yield pcm
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch

    async def _watch(self, stream: CaptureStream) -> None:
        error = None
        try:
            while not self._liveness.is_gone:  # noqa: ASYNC110 (that nothing came is no event)
                await asyncio.sleep(_CHECK_SECONDS)
            error = self._on_gone()
        finally:
            stream.end(error)
