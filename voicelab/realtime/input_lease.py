"""InputLease: the input of a connection, held by whoever listens to a user live."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from voicelab.errors import VoicelabError
from voicelab.realtime.input_item import InputItem

if TYPE_CHECKING:
    from voicelab.realtime.events import InputEvent
    from voicelab.realtime.shared_connection import SharedConnection
    from voicelab.settings import Settings

__all__ = ["InputLease"]


class InputLease:
    """The input side of an open connection, whose replies are made over it meanwhile.

    Made by `RealtimeClient.listen`. Belongs to the event loop that makes it.
    """

    def __init__(self, shared: SharedConnection) -> None:
        self._shared = shared
        self._is_closed = False
        shared.listen()

    def fits(self, settings: Settings) -> bool:
        """Return whether a reply by these settings would be made over this connection, which is open."""
        return self._shared.fits(settings)

    @property
    def appended_seconds(self) -> float:
        """How much sound was appended over the connection so far, which its events count from, in seconds."""
        return self._shared.appended_seconds

    @property
    def heard_at(self) -> float:
        """When the service said anything last, by ``time.monotonic()``, in seconds."""
        return self._shared.sdk.heard_at

    async def probe(self) -> None:
        """Have the service say anything, if it still does."""
        await self._shared.send(self._shared.sdk.probe())

    async def configure(self, settings: Settings, *, detects_turns: bool) -> None:
        """Listen as the settings say from now on.

        Parameters
        ----------
        detects_turns
            Whether the service says where utterances begin and end; otherwise `commit` does.
        """
        self._shared.listens = detects_turns
        await self._shared.send(self._shared.update(settings))

    async def append(self, pcm: bytes) -> None:
        """Give the next sound of the user, 16-bit mono PCM at 16 kHz."""
        await self._shared.send(self._shared.append(pcm))

    async def commit(self) -> None:
        """Make an item of what was appended; `InputCommitted` follows."""
        await self._shared.send(self._shared.sdk.commit())

    async def clear(self) -> None:
        """Forget what was appended and is no item yet."""
        await self._shared.send(self._shared.sdk.clear())

    async def delete(self, item_id: str) -> None:
        """Take what was said out of the conversation: it is no turn."""
        await self._shared.delete_input(item_id)

    def item(self, item_id: str) -> InputItem:
        """Return an item that was committed, as a `UserInput` names it."""
        return InputItem(self._shared, item_id)

    async def next(self) -> InputEvent:
        """Return what comes next of the user's sound.

        Raises
        ------
        VoicelabError
            The connection was lost.
        """
        return await self._shared.next_input()

    def next_nowait(self) -> InputEvent | None:
        """Return what has come already, as `next` does; `None` if nothing has."""
        return self._shared.next_input_nowait()

    async def give_up(self) -> None:
        """Close the connection, over which nothing comes any more; `next` raises."""
        await self._shared.close("timeout")

    async def close(self) -> None:
        """Listen no more; the connection stays open for replies."""
        if self._is_closed:
            return
        self._is_closed = True
        self._shared.listen_no_more()
        with contextlib.suppress(VoicelabError):
            await self.clear()
