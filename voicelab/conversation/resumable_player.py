"""ResumablePlayer: a reply's sound, which can fall silent and go on from where it was heard."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from voicelab.audio.sinks import first_heard_at_of, heard_seconds_of
from voicelab.conversation.reply_player import ReplyPlayer
from voicelab.errors import DeviceError

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.audio.sinks import Sink
    from voicelab.exchange.fields import Word

__all__ = ["ResumablePlayer", "cancelled_by_sink"]

_PIECE_SECONDS = 0.5
"""How much sound is given at once where much of it waits, in seconds."""


class ResumablePlayer:
    """Plays one reply, whose sound may still be made while it is paused.

    A sink knows of no pause: it falls silent, begins anew, and counts what was heard from there.

    Parameters
    ----------
    sink
        Where it sounds.
    sound
        The reply's sound so far, 16-bit mono PCM; it grows as the reply is made.
    on_sound
        Called just before it begins to sound, and sounds on, with where in the reply that is, in seconds.
    """

    def __init__(self, sink: Sink, sound: bytearray, on_sound: Callable[[float], None]) -> None:
        self._sink = sink
        self._sound = sound
        self._on_sound = on_sound
        self._player = ReplyPlayer(sink)
        self._rate: int | None = None
        self._begins_at = 0
        self._given = 0
        self._paused_at: float | None = None
        self._first_heard_at: float | None = None
        self._is_stopped = False
        self._may_sound = asyncio.Event()
        self._may_sound.set()
        self._lock = asyncio.Lock()
        self._call: asyncio.Task[None] | None = None
        self._failure: DeviceError | None = None
        self._is_filling = False

    @property
    def is_begun(self) -> bool:
        """Whether a sample rate is known, and so sound is to come."""
        return self._rate is not None

    @property
    def is_paused(self) -> bool:
        """Whether nothing sounds until it is resumed."""
        return not self._may_sound.is_set()

    @property
    def is_held_back(self) -> bool:
        """Whether what is written now does not sound at once."""
        return self.is_paused or self._is_filling

    @property
    def heard_seconds(self) -> float | None:
        """How much of the reply left the speaker, in seconds; `None` where that is unknown."""
        if self._paused_at is not None:
            return self._paused_at
        heard = heard_seconds_of(self._sink)
        return None if heard is None else self._seconds(self._begins_at) + heard

    @property
    def first_heard_at(self) -> float | None:
        """When its first sample left the speaker, by ``time.monotonic()``; `None` if not, or unknown."""
        return first_heard_at_of(self._sink) if self._first_heard_at is None else self._first_heard_at

    async def begin(self, sample_rate_hz: int) -> None:
        """Get ready for the reply from its beginning, of a sample rate in Hz."""
        async with self._lock:
            self._rate = sample_rate_hz
            self._begins_at = self._given = 0
            self._paused_at = 0.0 if self.is_paused else None
            self._first_heard_at = None
            if not self.is_paused:
                await self._begin(sample_rate_hz)

    async def write(self) -> None:
        """Give the sink what was made since the last time."""
        async with self._lock:
            self._raise_failure()
            await self._write()

    async def drain(self) -> None:
        """Return when all of it was heard."""
        while True:
            await self._may_sound.wait()
            async with self._lock:
                self._raise_failure()
                await self._write()
                if not self.is_paused and self._player.is_begun:
                    await self._give(self._player.drain())
                if not self.is_paused:
                    return

    async def fill(self, sound: Audio, sounding: contextlib.AbstractContextManager[None]) -> None:
        """Play something else ahead of the reply, unless that has sound already; it waits for the end.

        Parameters
        ----------
        sounding
            Entered while it sounds.
        """
        async with self._lock:
            if not (self.is_paused or self._sound):
                await self._fill(sound, sounding)

    async def fill_gap(self, sound: Audio, sounding: contextlib.AbstractContextManager[None]) -> None:
        """Play something else where nothing of the reply is left to sound; what comes of it then waits."""
        async with self._lock:
            if not self.is_paused and self._given == len(self._sound):
                await self._fill(sound, sounding)

    async def until_silent_for(self, seconds: float) -> None:
        """Return when nothing of the reply came, and all that had come was over, for so many seconds."""
        made = -1
        while made != len(self._sound):
            made = len(self._sound)
            await asyncio.sleep(self._player.left_seconds + seconds)

    async def _fill(self, sound: Audio, sounding: contextlib.AbstractContextManager[None]) -> None:
        self._is_filling = True
        try:
            if self._given and self._player.is_begun:
                await self._give(self._player.drain())
            if self.is_paused:
                return
            if self._given:
                self._first_heard_at = self.first_heard_at
            self._begins_at, self._paused_at = self._given, self._seconds(self._given)
            if not self._player.is_begun:
                await self._give(self._player.begin(sound.sample_rate_hz))
            elif self._rate is not None:  # the sink waits for the reply already
                sound = sound.resample(self._rate)
            if not self.is_paused:
                with sounding:
                    await self._give(self._player.write(sound.to_pcm()))
                    if not self.is_paused:
                        await self._give(self._player.drain())
        finally:
            self._is_filling = False

    async def pause(self) -> None:
        """Fall silent at once; what is made meanwhile is kept."""
        await self._fall_silent()
        if self._paused_at is None:
            self._note_heard()

    async def resume(self, words: list[Word]) -> None:
        """Go on from where it was heard.

        Parameters
        ----------
        words
            Those of the reply, where they are known: one in whose middle it fell silent is said anew.
        """
        async with self._lock:
            if self._is_stopped:
                return
            heard = self._paused_at or 0.0
            spoken = (word.start_seconds for word in words if _is_within(heard, word))
            begins_at = next(spoken, heard)
            self._may_sound.set()
            if self._rate is None:
                return
            self._begins_at = self._given = 2 * min(round(begins_at * self._rate), len(self._sound) // 2)
            try:
                await self._write()
            except DeviceError as error:
                self._failure = error  # of the reply, to whoever makes it

    async def stop(self) -> None:
        """Fall silent at once, for good."""
        self._is_stopped = True
        await self._fall_silent()

    async def _fall_silent(self) -> None:
        self._may_sound.clear()
        if self._call is not None:
            self._call.cancel()  # ahead of the silence, which what was under way would end
        await self._player.flush()

    async def flush(self) -> None:
        """Fall silent; what sounded is no part of the reply, which begins anew."""
        await self._player.flush()

    async def _begin(self, sample_rate_hz: int) -> None:
        await self._give(self._player.begin(sample_rate_hz))
        if not self.is_paused:
            self._paused_at = None

    async def _write(self) -> None:
        while not self.is_paused and self._rate is not None and self._given < len(self._sound):
            if not self._player.is_begun:
                await self._begin(self._rate)
                continue
            size = 2 * round(_PIECE_SECONDS * self._rate)
            piece = bytes(self._sound[self._given : self._given + size])
            if self._given == self._begins_at:
                self._on_sound(self._seconds(self._begins_at))
            self._given += len(piece)
            await self._give(self._player.write(piece))

    async def _give(self, sound: Coroutine[Any, Any, None]) -> None:
        """Have the sink do something, unless a pause comes in between."""
        self._call = call = asyncio.ensure_future(sound)
        try:
            await asyncio.wait({call})
        finally:
            call.cancel()
            self._call = None
        if not (call.cancelled() and self.is_paused):
            call.result()

    def _note_heard(self) -> None:
        given = self._seconds(self._given - self._begins_at)
        heard = heard_seconds_of(self._sink)
        if heard is None:  # then as long as it had time to sound
            began_at = self._player.began_at
            heard = 0.0 if began_at is None else time.monotonic() - began_at
        heard = max(0.0, min(heard, given))
        self._paused_at = self._seconds(self._begins_at) + heard
        if heard and self._first_heard_at is None:
            self._first_heard_at = first_heard_at_of(self._sink)

    def _seconds(self, pcm_bytes: int) -> float:
        return 0.0 if self._rate is None else pcm_bytes / (2 * self._rate)

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure


def _is_within(seconds: float, word: Word) -> bool:
    return word.start_seconds <= seconds < word.start_seconds + word.duration_seconds


def cancelled_by_sink() -> DeviceError:
    """Return the error for a sink that raised a cancellation, as one does that awaits a cancelled task."""
    return DeviceError(
        "The sink cancelled the reply.",
        code="sink-failed",
        hint="It raised asyncio.CancelledError: look what it waits for.",
    )
