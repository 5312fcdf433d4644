"""Preview: a voice's few words on a speaker that replies use, too."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from voicelab.conversation.reply_player import ReplyPlayer

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.audio.sinks import Sink
    from voicelab.conversation.playback import Playback

__all__ = ["Preview"]

_PIECE_SECONDS = 0.5


class Preview:
    """A preview while it sounds: no turn, but whoever interrupts a turn silences it.

    Parameters
    ----------
    sample
        What sounds.
    """

    def __init__(self, sample: Audio, sink: Sink, playback: Playback) -> None:
        self.sink = sink
        self._sample = sample
        self._player = ReplyPlayer(sink)
        self._playback = playback
        self._work: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Play it to its end, or until it is interrupted.

        Raises
        ------
        DeviceError
            The sink failed.
        """
        self._work = asyncio.ensure_future(self._play())
        self._playback.begin(str, is_preview=True)
        try:
            await asyncio.wait({self._work})
            if not self._work.cancelled():
                self._work.result()
        finally:
            self._work.cancel()
            if self._work.cancelled() or not self._work.done() or self._work.exception() is not None:
                await self._player.flush()
            self._playback.end()

    async def interrupt(self) -> bool:
        """Fall silent; returns whether it sounded."""
        if self._work is None or self._work.done():
            return False
        self._work.cancel()
        return True

    async def _play(self) -> None:
        rate, pcm = self._sample.sample_rate_hz, self._sample.to_pcm()
        size = 2 * round(_PIECE_SECONDS * rate)
        await self._player.begin(rate)
        for position in range(0, len(pcm), size):
            await self._player.write(pcm[position : position + size])
        await self._player.drain()
