"""Reconnection: has what a lost connection took with it sent again.

The SDK connects again by itself, and sends what was not recognised once it is given more sound. From a
microphone more comes at once; what was pushed as a whole would wait for ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.recognition.fed_audio import FedAudio
from voicelab.services.speech_sdk import CONNECT_SECONDS, disconnect_signals, sdk
from voicelab.services.watchdog import Watchdog

__all__ = ["MORE_SOUND", "Reconnection"]

MORE_SOUND = bytes(2 * SAMPLE_RATE_HZ // 50)
"""Silence of 0.02 s, upon which the SDK sends again what it has."""


class Reconnection:
    """Watches the connection of one of the SDK's recognizers; belongs to the event loop that makes it.

    Parameters
    ----------
    recognizer
        The SDK's.
    fed
        What it was given.
    on_unheard
        Called on the loop where a connection was lost with sound that nobody may have heard, and another one
        has been made.
    on_unmade
        Called on the loop where there is sound, and no connection within so many seconds.
    """

    def __init__(
        self,
        recognizer: Any,
        fed: FedAudio,
        on_unheard: Callable[[], None],
        on_unmade: Callable[[float], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._fed = fed
        self._on_unheard: Callable[[], None] | None = on_unheard
        self._making = Watchdog(on_unmade)
        self._is_lost = self._was_made = False
        self.is_made = False
        """Whether there is a connection."""
        self._connection = sdk.Connection.from_recognizer(recognizer)
        self._connection.connected.connect(self._on_connected)
        self._connection.disconnected.connect(self._on_disconnected)

    @property
    def is_unheard(self) -> bool:
        """Whether there was no connection at all, and so nobody heard what may be speech."""
        return not self._was_made and self._fed.has_speech

    def expect(self) -> None:
        """Wait for a connection, if there is none, because there is sound to be sent."""
        if self._on_unheard is not None and not self.is_made and not self._making.is_expecting:
            self._making.expect(CONNECT_SECONDS)

    def close(self) -> None:
        """Watch no more."""
        self._on_unheard = None
        self._making.relax()
        disconnect_signals(self._connection)
        del self._connection

    # The SDK calls these on threads of its own.

    def _on_disconnected(self, _event: Any) -> None:
        self._is_lost, self.is_made = True, False

    def _on_connected(self, _event: Any) -> None:
        self._was_made = self.is_made = True
        was_lost, self._is_lost = self._is_lost, False
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._look, was_lost)

    def _look(self, was_lost: bool) -> None:
        self._making.relax()
        if was_lost and self._on_unheard is not None and self._fed.has_speech:
            self._on_unheard()
