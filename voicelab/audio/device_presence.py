"""Whether an open device is still there."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from voicelab.audio.miniaudio_devices import is_there
from voicelab.event_loop import run_in_thread

if TYPE_CHECKING:
    from voicelab.audio.miniaudio_devices import DeviceKind

__all__ = ["LOOK_EVERY_SECONDS", "DevicePresence"]

LOOK_EVERY_SECONDS = 0.25
"""How often those who use a device ask for it, in seconds."""

_LOST_AFTER_SECONDS = 3.0
_LIST_EVERY_SECONDS = 1.0


class DevicePresence:
    """Whether an open device is still there: not every system says that one is gone."""

    def __init__(self, kind: DeviceKind, name: str | None) -> None:
        self._kind = kind
        self._name = name
        self._called_at = self._looked_at = time.monotonic()

    def called(self) -> None:
        """Note that the device called us."""
        self._called_at = time.monotonic()

    async def is_lost(self) -> bool:
        """Say whether the device is gone; takes a moment now and then."""
        if self._is_silent():
            # The whole process may have been held up; let the device's thread have its turn first.
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            return self._is_silent()
        if time.monotonic() - self._looked_at < _LIST_EVERY_SECONDS:
            return False
        self._looked_at = time.monotonic()
        return not await run_in_thread(lambda: is_there(self._kind, self._name))

    def _is_silent(self) -> bool:
        return time.monotonic() - self._called_at > _LOST_AFTER_SECONDS
