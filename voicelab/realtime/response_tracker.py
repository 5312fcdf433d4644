"""ResponseTracker: whether a service makes a response at present, and whether anybody asked for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from voicelab.realtime.events import RequestRefused, ResponseCreated, ResponseDone

if TYPE_CHECKING:
    from voicelab.realtime.events import RealtimeEvent

__all__ = ["END_SECONDS", "ResponseTracker"]

END_SECONDS = 2.0
"""How long a service may take to end a response that is cancelled, in seconds; then its connection is closed.

Somebody may have spoken over it, and wait for the next one."""


class ResponseTracker:
    """Follows the responses of one connection, of which there is one at a time.

    One that begins before the one that was asked for has ended takes its place: some services reply of their
    own accord to what is said, and drop without a word what they were asked for meanwhile.

    Parameters
    ----------
    on_unasked
        Called where the service begins a response that nobody asked for: no other can begin beside it.
    """

    def __init__(self, on_unasked: Callable[[], object]) -> None:
        self.last_done_id: str | None = None
        """The last that ended; `None` if there was none."""
        self._on_unasked = on_unasked
        self._is_asked = self._is_running = False
        self._id: str | None = None
        self._unasked_id: str | None = None
        self._replaced: set[str] = set()
        self._idle = asyncio.Event()
        self._idle.set()

    def note_asked(self) -> None:
        """Note that a response is asked for."""
        self._is_asked = True
        self._idle.clear()

    def note_refused(self) -> None:
        """Note that the response is refused that was asked for; if it comes all the same, nobody asked."""
        if not self._is_running:
            self._is_asked = False
            self._idle.set()

    def note(self, event: RealtimeEvent) -> bool:
        """Note what came; returns whether it is of a response that nobody asked for."""
        if isinstance(event, ResponseCreated):
            self._begin(event.response_id)
        elif isinstance(event, ResponseDone) and event.response_id not in self._replaced:
            self.last_done_id = event.response_id
            self._is_running = False
            self._idle.set()
        elif isinstance(event, RequestRefused) and event.request == "respond":
            self.note_refused()
        return self._unasked_id is not None and getattr(event, "response_id", None) == self._unasked_id

    def _begin(self, response_id: str) -> None:
        is_asked_running = self._is_running and self._unasked_id is None
        if is_asked_running and self._id is not None and self._id != response_id:
            self._replaced.add(self._id)
        is_wanted = self._is_asked or is_asked_running
        self._unasked_id = None if is_wanted else response_id
        self._id, self._is_running, self._is_asked = response_id, True, False
        self._idle.clear()
        if not is_wanted:
            self._on_unasked()

    def note_lost(self) -> None:
        """Note that nothing comes any more."""
        self._idle.set()

    async def idle(self) -> None:
        """Return when no response is asked for or made."""
        await self._idle.wait()
