"""The user of a live talk: speaks into a source, at the pace of speech or as quick as can be."""

from __future__ import annotations

import threading
import time
from collections import deque
from types import TracebackType

from voicelab import Audio
from voicelab.audio.sources import PushSource

__all__ = ["User"]

_PIECE_SECONDS = 0.1


class User:
    """Speaks when told to.

    Parameters
    ----------
    microphone
        Whether sound comes all the time, silence between what is said; else only when something is said.
    """

    def __init__(self, *, microphone: bool) -> None:
        self.source = PushSource()
        self._microphone = microphone
        self._pieces: deque[bytes] = deque()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._speak, name="chaos-user", daemon=True)

    def __enter__(self) -> User:
        if self._microphone:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()

    def say(self, sound: Audio) -> None:
        """Say something; returns at once."""
        pcm, size = sound.to_pcm(), round(_PIECE_SECONDS * 2 * sound.sample_rate_hz)
        if self._microphone:
            self._pieces.extend(pcm[at : at + size] for at in range(0, len(pcm), size))
        else:
            self.source.push(pcm)

    def leave(self) -> None:
        """Say nothing more, once all was said."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        self.source.end()

    def _speak(self) -> None:
        quiet = bytes(round(_PIECE_SECONDS * 32_000))
        while self._pieces or not self._over.is_set():
            self.source.push(self._pieces.popleft() if self._pieces else quiet)
            time.sleep(_PIECE_SECONDS)
