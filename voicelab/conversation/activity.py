"""Activity: what a session is doing, derived from what runs in it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from voicelab.events import State

__all__ = ["Activity"]


class Activity:
    """What runs in a session at present, and the one word for it.

    A turn comes before listening: while a reply is made or sounds, an open microphone does not change what
    the session is doing. Belongs to the session's event loop.

    Parameters
    ----------
    on_change
        Called with the new state whenever it changes.
    """

    def __init__(self, on_change: Callable[[State], None]) -> None:
        self._on_change = on_change
        self._listeners = 0
        self._turns = 0
        self._is_speaking = False
        self._has_ended = False
        self._state: State = "idle"

    @property
    def state(self) -> State:
        """What the session is doing."""
        return self._state

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Count as listening within the block: a recording is recognised, or a conversation is open."""
        self._has_ended = False
        self._listeners += 1
        self._update()
        try:
            yield
        finally:
            self._listeners -= 1
            self._update()

    @contextlib.contextmanager
    def conversation(self) -> Iterator[None]:
        """Count as listening within the block, and as ended after it."""
        with self.listening():
            try:
                yield
            finally:
                self._has_ended = True

    @contextlib.contextmanager
    def turn(self, *, is_speaking: bool = False) -> Iterator[None]:
        """Count as thinking within the block, and as speaking from `speaking` on, or from the beginning."""
        self._has_ended = False
        self._turns += 1
        self._is_speaking = is_speaking
        self._update()
        try:
            yield
        finally:
            self._turns -= 1
            self._is_speaking = False
            self._update()

    def speaking(self) -> None:
        """Note that the running turn's reply begins to sound."""
        self._is_speaking = True
        self._update()

    def close(self) -> None:
        """Note that nothing will run any more; this is no change that is told, for nobody listens then."""
        self._state = "closed"

    def _update(self) -> None:
        state = self._derived()
        if state != self._state:
            self._state = state
            self._on_change(state)

    def _derived(self) -> State:
        if self._turns:
            return "speaking" if self._is_speaking else "thinking"
        if self._listeners:
            return "listening"
        return "ended" if self._has_ended else "idle"
