"""The page's speaker, as a sink of sound."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from voicelab.audio.sinks import Echo
from voicelab.event_loop import within
from voicelab.widgets.browser_audio.page_liveness import PageLiveness
from voicelab.widgets.browser_audio.wire import Played

__all__ = ["BrowserSpeaker", "PlaybackReport"]

_PIECE_BYTES = 128 * 1024
_AHEAD_BYTES = 1024 * 1024
_AHEAD_SECONDS = 15.0
_SOON_SECONDS = 1.0
_GATHERED_SECONDS = 0.5
"""So much of what is not to be heard soon is gathered for one message: a busy page handles each of them ahead
of a flush."""
_CHECK_SECONDS = 0.2
_FLUSH_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybackReport:
    """What became of a reply's samples; once it is over, those sent are those heard and those dropped."""

    sent_samples: int = 0
    """Samples sent to the page."""
    heard_samples: int = 0
    """Samples that left the page's speaker."""
    dropped_samples: int = 0
    """Samples that the page let go when it fell silent."""
    underrun_samples: int = 0
    """Samples of silence that the page put in because the next piece was not there in time."""


class _Reply:
    def __init__(self, number: int, sample_rate_hz: int) -> None:
        self.number = number
        self.sample_rate_hz = sample_rate_hz
        self.waiting = bytearray()
        self.sent = 0
        self.heard = 0
        self.dropped = 0
        self.underrun = 0
        self.first_heard_at: float | None = None
        self.is_over = False
        self.is_cut_off = False

    @property
    def is_accounted_for(self) -> bool:
        return self.is_over and self.heard + self.dropped == self.sent

    @property
    def room_bytes(self) -> int:
        ahead = 2 * (self.sent - self.heard)
        return min(_AHEAD_BYTES, round(2 * self.sample_rate_hz * _AHEAD_SECONDS)) - ahead

    @property
    def is_due(self) -> bool:
        ahead_seconds = (self.sent - self.heard) / self.sample_rate_hz
        gathered_seconds = len(self.waiting) / (2 * self.sample_rate_hz)
        return ahead_seconds < _SOON_SECONDS or gathered_seconds >= _GATHERED_SECONDS


class BrowserSpeaker:
    """Sound to the browser's speaker: a `voicelab.audio.sinks.Sink`.

    A reply is sent in small pieces, at most 15 s and 1 MB ahead of what has been heard. Before there is a
    page, a reply is over at once and it is unknown what was heard; when it is gone, nothing is.

    Parameters
    ----------
    send
        Sends ``begin``, ``sound``, ``end`` or ``flush`` for the reply of a number; with ``begin`` goes the
        sample rate, with ``sound`` the PCM.
    liveness
        Tells whether the page is there.
    echo
        How much of a reply comes back through the page's microphone.
    """

    def __init__(
        self, send: Callable[[str, int, int | bytes], None], liveness: PageLiveness, *, echo: Echo
    ) -> None:
        self.echo: Echo = echo
        self._send = send
        self._liveness = liveness
        self._number = 0
        self._reply: _Reply | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._reported = asyncio.Event()
        self.has_page: bool | None = None
        """Whether a page is there; `None` before the first."""

    @property
    def heard_seconds(self) -> float | None:
        """How much of the current reply left the speaker, in seconds; `None` where there was no page yet."""
        return self._reply.heard / self._reply.sample_rate_hz if self._reply is not None else None

    @property
    def first_heard_at(self) -> float | None:
        """When its first sample left the speaker, by ``time.monotonic()``; `None` if not, or unknown."""
        return self._reply.first_heard_at if self._reply is not None else None

    @property
    def is_cut_off(self) -> bool:
        """Whether the page of the current reply was gone before all of it was heard."""
        return self._reply is not None and self._reply.is_cut_off

    @property
    def is_sounding(self) -> bool:
        """Whether the page has a reply of which not all was heard yet."""
        return self._reply is not None and not self._reply.is_over

    @property
    def report(self) -> PlaybackReport:
        """What became of the current reply's samples."""
        reply = self._reply
        if reply is None:
            return PlaybackReport()
        return PlaybackReport(
            sent_samples=reply.sent,
            heard_samples=reply.heard,
            dropped_samples=reply.dropped,
            underrun_samples=reply.underrun,
        )

    async def begin(self, sample_rate_hz: int) -> None:
        """Get ready for a reply; the rest of the one before is dropped."""
        self._loop, self._reported = asyncio.get_running_loop(), asyncio.Event()
        self._number += 1
        if self._reply is not None:
            self._reply.is_over = True
        self._reply = _Reply(self._number, sample_rate_hz) if self.has_page is not None else None
        if self.has_page:
            self._liveness.expect()
            self._send("begin", self._number, sample_rate_hz)
        elif self._reply is not None:
            self._reply.is_over = self._reply.is_cut_off = True

    async def write(self, pcm: bytes) -> None:
        """Queue a piece."""
        if self._reply is not None and not self._reply.is_over:
            self._reply.waiting += pcm
            if self._reply.is_due:
                self._send_waiting(self._reply)

    async def drain(self) -> None:
        """Return when all that was written was heard, the user stopped it, or the page is gone."""
        reply = self._reply
        if reply is None or reply.is_accounted_for:
            return
        self._send_waiting(reply)
        while reply.waiting and not reply.is_over and not self._liveness.is_gone:
            await self._wait()
            self._send_waiting(reply)
        self._send("end", reply.number, 0)
        while not reply.is_over and not self._liveness.is_gone:
            await self._wait()
        reply.is_cut_off = reply.is_cut_off or not reply.is_over
        if reply is self._reply:
            await self.flush()

    async def flush(self) -> None:
        """Fall silent, and return when the page says that it has, or after a second."""
        reply = self._reply
        if reply is None or reply.is_accounted_for:
            return
        reply.waiting.clear()
        self._send("flush", reply.number, 0)
        deadline = asyncio.get_running_loop().time() + _FLUSH_SECONDS
        while not reply.is_accounted_for and asyncio.get_running_loop().time() < deadline:
            await self._wait()
        reply.is_over = True

    def played(self, message: Played) -> None:
        """Note the page's account of a reply, on any thread; one of another reply is let go."""
        reply = self._reply
        if reply is None or message["reply"] != reply.number:
            return
        reply.heard, reply.dropped = message["heard"], message["dropped"]
        reply.underrun, reply.first_heard_at = message["underrun"], message["first_heard_at"]
        reply.is_over = reply.is_over or message["over"]
        self._wake_from_any_thread(reply)

    def end(self) -> None:
        """Note, on any thread, that the page of the current reply is gone, and another may be there."""
        reply = self._reply
        if reply is not None:
            reply.is_cut_off = reply.is_cut_off or not reply.is_over
            reply.dropped, reply.is_over = reply.sent - reply.heard, True
            self._wake_from_any_thread(reply)

    def _wake_from_any_thread(self, reply: _Reply) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake, reply)

    def _wake(self, reply: _Reply) -> None:
        self._send_waiting(reply)
        self._reported.set()

    def _send_waiting(self, reply: _Reply) -> None:
        while reply.waiting and not reply.is_over and reply.room_bytes > 0:
            size = min(len(reply.waiting), _PIECE_BYTES, max(2, reply.room_bytes // 2 * 2))
            piece = bytes(reply.waiting[:size])
            del reply.waiting[:size]
            reply.sent += len(piece) // 2
            self._send("sound", reply.number, piece)

    async def _wait(self) -> None:
        self._reported.clear()
        try:
            await within(_CHECK_SECONDS, self._reported.wait())
        except asyncio.TimeoutError:
            return
