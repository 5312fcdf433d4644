"""Reconnection: has what a lost connection took with it sent again.

The SDK connects again by itself, and sends what was not recognised once it is given more sound. From a
microphone more comes at once; what was pushed as a whole would wait for ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import numpy as np

from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.recognition.fed_audio import FedAudio
from voicelab.recognition.recording_feed import is_loud
from voicelab.services.speech_sdk import disconnect_signals, sdk

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
    """

    def __init__(self, recognizer: Any, fed: FedAudio, on_unheard: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._fed = fed
        self._on_unheard: Callable[[], None] | None = on_unheard
        self._is_lost = self._was_made = False
        self._connection = sdk.Connection.from_recognizer(recognizer)
        self._connection.connected.connect(self._on_connected)
        self._connection.disconnected.connect(self._on_disconnected)

    @property
    def is_unheard(self) -> bool:
        """Whether there was no connection at all, and so nobody heard what may be speech."""
        return not self._was_made and self._has_speech()

    def close(self) -> None:
        """Watch no more."""
        self._on_unheard = None
        disconnect_signals(self._connection)
        del self._connection

    # The SDK calls these on threads of its own.

    def _on_disconnected(self, _event: Any) -> None:
        self._is_lost = True

    def _on_connected(self, _event: Any) -> None:
        self._was_made = True
        if self._is_lost and not self._loop.is_closed():
            self._is_lost = False
            self._loop.call_soon_threadsafe(self._look)

    def _look(self) -> None:
        if self._on_unheard is not None and self._has_speech():
            self._on_unheard()

    def _has_speech(self) -> bool:
        return is_loud(np.frombuffer(self._fed.unrecognised_pcm(), np.int16))
