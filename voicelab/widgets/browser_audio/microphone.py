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
_FRAMES_A_SECOND = 12
_REFUSAL_SECONDS = 10.0
"""How long a refusal that came before anybody read is kept for who reads next, in seconds."""


class BrowserMicrophone:
    """Sound from the browser's microphone: a `voicelab.audio.sources.Source`.

    What is said between pressing Talk and the first read is kept. Each call of `chunks` is one stretch of
    talk: it switches the microphone on if the user has not done so, and off at its end.

    Whether the microphone is wanted is decided here, and nowhere else in the kernel: as long as the present
    capture (see `wire`) is not over. What the page sends of any other changes nothing, and is answered by
    switching that one off.

    Parameters
    ----------
    switch
        Tells a page, by its name, that a capture is wanted, or is not wanted any more. What is told in this
        order, the page is to hear in this order.
    liveness
        Tells whether the page is there.
    on_gone
        Called when the page is found to be gone; returns the error to raise, if it is one.
    """

    closing_silence_seconds: float = 1.0
    """Silence added when the user mutes the microphone, in seconds:
    the recognizer, which goes by the sound's own time, then ends the utterance at once."""
    ends_by_user = True
    """Whether it is for the user to end it, so that an end without any sound is nothing to be told."""

    def __init__(
        self,
        switch: Callable[[str, int, bool], None],
        liveness: PageLiveness,
        on_gone: Callable[[], DeviceError | None],
    ) -> None:
        self._switch = switch
        self._liveness = liveness
        self._on_gone = on_gone
        self._lock = threading.Lock()
        self._page = ""
        self._latest = 0
        self._stream: CaptureStream | None = None
        self._silencers = 0
        self._last_report = CaptureReport()
        self.is_abandoned = False
        """Whether the last stretch of talk ended because the page went: nobody is there to be answered."""

    @property
    def report(self) -> CaptureReport:
        """How the sound of the present stretch of talk arrives, or how that of the last one did."""
        stream = self._stream
        return stream.report if stream is not None else self._last_report

    @property
    def capture(self) -> int | None:
        """The capture that is wanted; `None` if the microphone shall be off."""
        stream = self._stream
        return None if stream is None or stream.over_at is not None else stream.capture

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Yield sound until the microphone is switched off or the page is gone.

        Raises
        ------
        DeviceError
            There is no microphone to be had; the message is the page's sentence.
        RuntimeError
            It is being read already.
        """
        stream = self._claim()
        try:
            async with aclosing(self._watched(stream)) as chunks:
                async for pcm in chunks:
                    yield pcm
        finally:
            self._release(stream)
        if stream.error is not None:
            raise stream.error

    def want(self, capture: int) -> None:
        """Note that the user wants to be heard; what was wanted before is over."""
        with self._lock:
            if capture > self._latest:
                self._end_stream()
                self._latest = capture
                self._stream = CaptureStream(capture)

    def begin(self, capture: int, sample_rate_hz: int) -> None:
        """Note that the page's microphone is on, or that another one has replaced it."""
        with self._lock:
            stream = self._wanted(capture)
            if stream is not None:
                stream.begin(sample_rate_hz)
            else:
                self._switch(self._page, capture, False)

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
        """Add a frame; one of a capture that is not wanted is let go."""
        with self._lock:
            stream = self._wanted(capture)
            if stream is not None:
                stream.add(number, captured_at, bytes(len(pcm)) if self._silencers else pcm)
                if not stream.is_read and stream.report.seconds > _UNREAD_SECONDS:
                    self._switch_off()
            elif number % _FRAMES_A_SECOND == 0:
                # Not at each: many may have been on their way when it ended.
                self._switch(self._page, capture, False)

    def move_gate(self, capture: int, *, is_open: bool, is_turn: bool) -> None:
        """Note that the user opened the microphone, or closed it for now, which ends an utterance.

        Parameters
        ----------
        is_turn
            Whether the talk key is held: all that is said until it is let go is one turn.
        """
        with self._lock:
            stream = self._wanted(capture)
            if stream is None:
                return
            if is_turn:
                stream.begin_turn()
            elif stream.is_in_turn:
                stream.end_turn()
            elif not is_open:
                stream.silence(self.closing_silence_seconds)

    def end(self, capture: int, error: DeviceError | None = None) -> None:
        """Note that a capture is over, and all before it; `error` says why it could not be had."""
        with self._lock:
            self._latest = max(self._latest, capture)
            if self._stream is not None and self._stream.capture <= capture:
                self._end_stream(error)

    def switch_off(self, error: DeviceError | None = None) -> None:
        """Have nothing wanted any more, whoever wanted it."""
        with self._lock:
            self._switch_off(error)

    def leave(self) -> None:
        """Note that the page goes, and with it who spoke."""
        with self._lock:
            self._end_stream(is_abandoned=True)

    def change_page(self, page: str) -> None:
        """Note that another page takes over, which counts anew; who waited for the first has it."""
        with self._lock:
            if self._page:
                self._end_stream(is_abandoned=True)
                self._latest = 0
            self._page = page

    def _claim(self) -> CaptureStream:
        """Return the present capture, or a new one where none is."""
        with self._lock:
            stream = self._stream
            if stream is None or _is_stale(stream):
                self._switch(self._page, self._latest + 1, True)
                self._latest += 1
                stream = self._stream = CaptureStream(self._latest)
            elif stream.is_read:
                raise RuntimeError("this microphone is being read already: end that conversation first")
            stream.is_read = True
            self.is_abandoned = False
            return stream

    def _release(self, stream: CaptureStream) -> None:
        with self._lock:
            self.is_abandoned = stream.is_abandoned
            if self._stream is stream:
                self._switch_off()

    def _switch_off(self, error: DeviceError | None = None) -> None:
        self._end_stream(error)
        self._switch(self._page, self._latest, False)

    def _wanted(self, capture: int) -> CaptureStream | None:
        stream = self._stream
        return stream if stream is not None and self.capture == capture else None

    def _end_stream(self, error: DeviceError | None = None, *, is_abandoned: bool = False) -> None:
        if self._stream is not None:
            self._stream.end(error, is_abandoned=is_abandoned)
            self._last_report = self._stream.report
            if error is None or self._stream.is_read:
                self._stream = None

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
        try:
            while not self._liveness.is_gone:  # noqa: ASYNC110 (that nothing came is no event)
                await asyncio.sleep(_CHECK_SECONDS)
            error = self._on_gone()
            stream.end(error, is_abandoned=error is None)
        finally:
            stream.end()


def _is_stale(stream: CaptureStream) -> bool:
    over_at = None if stream.is_read else stream.over_at
    return over_at is not None and time.monotonic() - over_at > _REFUSAL_SECONDS
