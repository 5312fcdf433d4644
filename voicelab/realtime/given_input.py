"""GivenInput: what the user typed or said, on its way into a service's conversation."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from voicelab.errors import VoicelabError
from voicelab.event_loop import to_the_end
from voicelab.realtime.input_item import InputItem

if TYPE_CHECKING:
    from voicelab.realtime.reply_request import UserInput
    from voicelab.realtime.shared_connection import SharedConnection

__all__ = ["GivenInput"]

_PIECE_BYTES = 2 * 16_000 // 5
"""How much of a recording is appended at once, in bytes: 0.2 s."""
_LEAST_BYTES = 2 * 16_000 // 8
"""How much services take for an utterance at least, in bytes: somewhat more than 0.1 s."""


class GivenInput:
    """The input of one reply, given again over each connection that does not have it."""

    def __init__(self, user: UserInput) -> None:
        self._user = user
        self.item: InputItem | None = user.item
        """As an item of the last connection's conversation."""

    @property
    def is_recording(self) -> bool:
        """Whether it goes the way of a microphone's sound, where nobody listens to one."""
        return self._user.sound is not None and self._user.item is None

    @property
    def item_ids(self) -> list[str]:
        """The items that it is, if it is one already."""
        return [] if self.item is None else [self.item.item_id]

    def is_in(self, shared: SharedConnection) -> bool:
        """Return whether a connection's conversation has it."""
        return self.item is not None and self.item.connection is shared and self.item.is_there

    def note_committed(self, shared: SharedConnection, item_id: str) -> bool:
        """Note what its sound became; returns whether that was not known."""
        if self.item is not None:
            return False
        self.item = InputItem(shared, item_id)
        return True

    def prepare(self, shared: SharedConnection) -> str | None:
        """Return its item in a conversation, if it is there."""
        if not self.is_in(shared):
            self.item = None
        return self.item.item_id if self.item is not None else None

    async def give_text(self, shared: SharedConnection) -> None:
        """Give what was typed, where it is no item yet."""
        if self.item is None and self._user.sound is None:
            added = await shared.send(shared.sdk.add_message("user", self._user.text))
            self.item = InputItem(shared, added)

    async def give_sound(self, shared: SharedConnection) -> None:
        """Give what was said, where it is no item yet; may take a while."""
        if self.item is not None or self._user.sound is None:
            return
        pcm = self._user.sound.to_pcm().ljust(_LEAST_BYTES, b"\0")
        if not self.is_recording:  # but live: past what is heard meanwhile
            adding = shared.send(shared.sdk.add_sound(pcm), sound_seconds=self._user.sound.duration_seconds)
            self.item = InputItem(shared, await adding)
            return
        try:
            for start in range(0, len(pcm), _PIECE_BYTES):
                await shared.send(shared.append(pcm[start : start + _PIECE_BYTES]))
                await asyncio.sleep(0)  # other sound goes on meanwhile
            await shared.send(shared.sdk.commit())
        except asyncio.CancelledError:
            with contextlib.suppress(VoicelabError):
                await to_the_end(shared.send(shared.sdk.clear()))
            raise
