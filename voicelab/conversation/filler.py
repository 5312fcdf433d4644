"""Filler: a few words, or a tone, where a reply lets wait. It is no part of the reply."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voicelab.audio.clip import Audio
from voicelab.errors import DeviceError
from voicelab.event_loop import to_the_end
from voicelab.settings import synthesizer_key
from voicelab.settings.engines import with_spoken_voice
from voicelab.settings.settings import EARCON
from voicelab.settings.without_effect import values_without_effect
from voicelab.synthesis.voices import preview

if TYPE_CHECKING:
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.resumable_player import ResumablePlayer
    from voicelab.conversation.turn_record import TurnRecord
    from voicelab.settings import Settings

__all__ = ["Filler", "Fillers", "earcon"]

_logger = logging.getLogger(__name__)

_MOST_KEPT = 4
_TONE_HZ = 660.0
_TONE_SECONDS = 0.25
_TONE_LEVEL_DBFS = -26.0


@dataclass(frozen=True, slots=True)
class Filler:
    """What sounds, and its words, if it has any."""

    sound: Audio
    words: str = ""


class Fillers:
    """Makes fillers ahead of their use, each once. Belongs to one event loop.

    Each is spoken over a connection of its own: that of the replies is free for them.
    """

    def __init__(self, context: SessionContext) -> None:
        self._context = context
        self._made: dict[object, asyncio.Task[Filler]] = {}

    def prepare(self, settings: Settings) -> None:
        """Begin to make the filler of some settings, if they ask for one."""
        key = _key(settings)
        if settings.filler is None or "filler" in values_without_effect(settings):
            return
        if key in self._made and not _has_failed(self._made[key]):
            return
        self._made[key] = asyncio.ensure_future(self._make(settings.filler, settings))
        while len(self._made) > _MOST_KEPT:
            self._made.pop(next(iter(self._made))).cancel()

    async def fill(self, player: ResumablePlayer, record: TurnRecord) -> None:
        """Wait for a turn's reply, and have the filler sound if the reply does not in time."""
        settings = record.settings
        if settings.filler is None:
            return
        turn_input = record.turn_input
        waited = time.monotonic() - (turn_input.ended_turn_at or turn_input.ended_at)
        # One that waited for its turn lets wait from its begin on.
        await asyncio.sleep(settings.filler_seconds - (waited if waited < settings.filler_seconds else 0.0))
        making = self._made.get(_key(settings))
        if making is None or not making.done() or _has_failed(making):
            return  # what is late itself helps nobody
        filler = making.result()
        with contextlib.suppress(DeviceError):  # the reply meets it, too
            await player.fill(filler.sound, self._sounding(filler, record))

    async def fill_gap(self, player: ResumablePlayer, record: TurnRecord) -> None:
        """Wait for a reply that has begun, and have the filler sound if it lets wait, unless one did already.

        Once it sounds it is not cut short by a cancellation.
        """
        making = self._made.get(_key(record.settings))
        if record.settings.filler is None or making is None:
            return
        await player.until_silent_for(record.settings.filler_seconds)
        if record.filler_at is not None or not making.done() or _has_failed(making):
            return
        filler = making.result()
        with contextlib.suppress(DeviceError):  # the reply meets it, too
            await to_the_end(player.fill_gap(filler.sound, self._sounding(filler, record)))

    @contextlib.contextmanager
    def _sounding(self, filler: Filler, record: TurnRecord) -> Iterator[None]:
        """Note that a filler sounds within the block."""
        record.filler_at = time.monotonic()
        with self._context.playback.sounding(filler.words):
            yield

    async def close(self) -> None:
        """Make no more."""
        tasks = list(self._made.values())
        self._made.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _make(self, words: str, settings: Settings) -> Filler:
        if words == EARCON:
            return Filler(earcon(settings.sample_rate_hz))
        try:
            spoken = await preview(
                self._context.services.speech, with_spoken_voice(settings), words, self._context.timeouts
            )
        except Exception:
            _logger.warning("The filler could not be spoken; the next turn tries again.", exc_info=True)
            raise
        return Filler(spoken, words)


def earcon(sample_rate_hz: int) -> Audio:
    """Return a short soft tone, without a click at either end."""
    times = np.arange(round(_TONE_SECONDS * sample_rate_hz)) / sample_rate_hz
    swell = np.sin(np.pi * times / _TONE_SECONDS) ** 2
    peak = 32_767.0 * 10.0 ** (_TONE_LEVEL_DBFS / 20.0)
    return Audio((peak * swell * np.sin(2.0 * np.pi * _TONE_HZ * times)).astype(np.int16), sample_rate_hz)


def _key(settings: Settings) -> tuple[object, ...]:
    """Return what a filler is made for: its words, and all that shapes how they are spoken."""
    return (settings.filler, *synthesizer_key(with_spoken_voice(settings)))


def _has_failed(task: asyncio.Task[Filler]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
