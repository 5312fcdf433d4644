"""RealtimeRecognizer: live sound over a session's connection, and what the service finds in it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from voicelab.errors import VoicelabError, unexpected
from voicelab.event_loop import run_in_background, to_the_end
from voicelab.realtime.found_speech import FoundSpeech
from voicelab.realtime.heard_speech import HeardSpeech
from voicelab.recognition.arrivals import EndOfSpeech, NoMatch
from voicelab.services.watchdog import Watchdog

if TYPE_CHECKING:
    from voicelab.audio.live_chunks import TurnMark
    from voicelab.realtime.input_lease import InputLease
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["RealtimeRecognizer"]

_COMMIT_SECONDS = 2.0
"""How long after the end of an utterance the service may take to make an item of it, in seconds."""
_PROBE_SECONDS = 2.0
"""How long a service may take to say anything when it is asked to, in seconds."""
_PIECE_BYTES = 32_000
"""How much sound is sent at once at most: a second."""

_Arrival: TypeAlias = "HeardSpeech | NoMatch | EndOfSpeech | VoicelabError"
_Request: TypeAlias = "bytes | Callable[[InputLease], Awaitable[None]]"


class RealtimeRecognizer:
    """One stream of speech: feed it, and take what is found in it; used like a `Recognizer`.

    The service's turn detection says where utterances begin and end; between the marks of a talk key it is
    off, and they do. Belongs to the event loop that makes it.

    Parameters
    ----------
    listen
        Gives the input of the session's connection.
    settings
        How the service listens; see `configure`.
    timeouts
        How long the service may say nothing after speech.
    """

    def __init__(
        self, listen: Callable[[Settings], Awaitable[InputLease]], settings: Settings, timeouts: Timeouts
    ) -> None:
        self._listen = listen
        self._settings = settings
        self._silent_seconds = timeouts.recognition_seconds
        self._lease: InputLease | None = None
        self._requests: asyncio.Queue[_Request] = asyncio.Queue()
        self._arrivals: asyncio.Queue[_Arrival] = asyncio.Queue()
        self._watchdog = Watchdog(self._give_up)
        self._tasks: list[asyncio.Task[None]] = []
        self._ended = self._is_over = False
        self._probed_at: float | None = None
        self._found: FoundSpeech

    async def open(self) -> None:
        """Connect and begin to listen.

        Raises
        ------
        VoicelabError
            The service refused, or could not be reached.
        """
        self._lease = lease = await self._listen(self._settings)
        self._found = FoundSpeech(lease.item, before_seconds=lease.appended_seconds)
        await lease.clear()
        await lease.configure(self._settings, detects_turns=True)
        self._tasks = [asyncio.ensure_future(self._send(lease)), asyncio.ensure_future(self._receive(lease))]

    def fits(self, settings: Settings) -> bool:
        """Return whether replies by these settings would be made over the connection that it listens on."""
        return self._lease is not None and self._lease.fits(settings)

    def configure(self, settings: Settings) -> None:
        """Listen by other settings from now on."""
        self._settings = settings
        self._configure()

    def feed(self, pcm: bytes) -> None:
        """Give the next samples: 16-bit little-endian mono PCM at 16 kHz; empty is ignored."""
        if not pcm or self._ended:
            return
        self._found.feed(pcm)
        self._requests.put_nowait(pcm)
        if (silence := self._found.silence(self._settings.initial_silence_seconds)) is not None:
            self._arrivals.put_nowait(silence)
        if self._found.is_loud:
            self._watchdog.expect(self._silent_seconds)
        elif not self._watchdog.is_expecting and self._found.is_unnoticed:
            self._probed_at = None
            self._watchdog.expect(self._silent_seconds)

    def mark(self, mark: TurnMark) -> None:
        """Begin a turn whose end is marked, or end it: then it is committed, if anything was said in it."""
        found, request = self._found, self._requests.put_nowait
        if mark.begins:
            if not found.hold(mark):
                request(lambda lease: lease.clear())
        elif found.is_held:
            is_due = found.release(mark)
            request(lambda lease: lease.commit() if is_due else lease.clear())
        self._configure()
        self._wait_for_service()

    def end(self) -> None:
        """Say that no more will come; `next` goes on until `EndOfSpeech`."""
        if not self._ended:
            self._ended = True
            if self._found.end():
                self._requests.put_nowait(lambda lease: lease.commit())
            self._wait_for_service()

    @property
    def is_within_utterance(self) -> bool:
        """Whether the service is to find the end of an utterance that goes on."""
        return self._lease is not None and self._found.owes_end

    @property
    def unanswered(self) -> list[bytes]:
        """What was fed and is no item yet: all that another recognizer must hear if this one fails."""
        return self._found.unanswered if self._lease is not None else []

    async def next(self) -> HeardSpeech | NoMatch | EndOfSpeech:
        """Wait for what comes next.

        Raises
        ------
        VoicelabError
            The connection was lost, or the service fell silent in the middle of an utterance.
        """
        return _raised(await self._arrivals.get())

    def next_nowait(self) -> HeardSpeech | NoMatch | EndOfSpeech | None:
        """Return what has come already, as `next` does; `None` if nothing has."""
        return None if self._arrivals.empty() else _raised(self._arrivals.get_nowait())

    async def close(self) -> None:
        """Listen no more; the connection stays open for replies."""
        self._ended = True
        self._watchdog.relax()
        for task in self._tasks:
            task.cancel()
        if self._lease is not None:
            await to_the_end(self._lease.close())

    def _configure(self) -> None:
        settings, detects_turns = self._settings, not self._found.is_held
        self._requests.put_nowait(lambda lease: lease.configure(settings, detects_turns=detects_turns))

    async def _send(self, lease: InputLease) -> None:
        """Ask the service what is asked of it, in order; sound that waits goes at once."""
        request: _Request | None = None
        with self._failing():
            while True:
                request = request or await self._requests.get()
                pcm = b""
                while isinstance(request, bytes) and len(pcm) < _PIECE_BYTES:
                    pcm += request
                    request = None if self._requests.empty() else self._requests.get_nowait()
                if pcm:
                    await lease.append(pcm)
                elif callable(request):
                    await request(lease)
                    request = None

    async def _receive(self, lease: InputLease) -> None:
        with self._failing():
            while True:
                self._deliver(self._found.hear(await lease.next()))

    def _deliver(self, heard: Iterable[HeardSpeech]) -> None:
        for each in heard:
            self._arrivals.put_nowait(each)
        self._wait_for_service()

    @contextlib.contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self._arrivals.put_nowait(unexpected(error))

    def _wait_for_service(self) -> None:
        """Wait for what the service owes, if it owes anything; say so where it is the end."""
        found = self._found
        if found.owes_item:
            self._watchdog.expect(_COMMIT_SECONDS)
        elif found.owes_commit or found.owes_end or (self._ended and found.owes_transcript):
            self._watchdog.expect(self._silent_seconds)
        else:
            self._watchdog.relax()
            if self._ended:
                self._end_speech()

    def _end_speech(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._arrivals.put_nowait(EndOfSpeech())

    def _give_up(self, _seconds: float) -> None:
        """Go on without what the service owes; close a connection over which nothing comes any more."""
        found = self._found
        if found.commit_overdue():
            self._requests.put_nowait(lambda lease: lease.commit())
            self._wait_for_service()
        elif self._ended and not (found.owes_commit or found.owes_end):
            self._end_speech()
        elif self._lease is not None and (found.owes_commit or found.owes_end or not self._is_alive()):
            run_in_background(self._lease.give_up())

    def _is_alive(self) -> bool:
        """Say whether a service is there that says nothing of what may be speech: it need not say anything.

        What came since may have been on its way before, so it is asked.
        """
        assert self._lease is not None
        if self._probed_at is not None:
            return self._lease.heard_at > self._probed_at
        self._probed_at = time.monotonic()
        self._requests.put_nowait(lambda lease: lease.probe())
        self._watchdog.expect(_PROBE_SECONDS)
        return True


def _raised(arrival: _Arrival) -> HeardSpeech | NoMatch | EndOfSpeech:
    if isinstance(arrival, VoicelabError):
        raise arrival
    return arrival
