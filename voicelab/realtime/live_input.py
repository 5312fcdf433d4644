"""LiveInput: the input side of a session's connection, while a live talk listens over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

from voicelab.realtime.events import (
    InputCommitted,
    InputNotTranscribed,
    InputTranscribed,
    InputTranscript,
    RequestRefused,
    SpeechStarted,
    SpeechStopped,
)

if TYPE_CHECKING:
    from voicelab.settings import Settings

__all__ = ["InputEvent", "LiveInput"]

InputEvent: TypeAlias = (
    SpeechStarted
    | SpeechStopped
    | InputCommitted
    | InputTranscript
    | InputTranscribed
    | InputNotTranscribed
    | RequestRefused
)
"""What comes of the user's sound. What is refused is none of a response's requests: those know of it."""


class LiveInput(Protocol):
    """Sound on its way into a conversation, and what the service makes of it.

    One at a time; whoever replies does so over the same connection. All but `close` raise a `CompletionError`
    once that is lost: another one is asked for then.
    """

    @property
    def appended_seconds(self) -> float:
        """How much sound was appended over the connection so far, which its events count from."""
        ...

    async def configure(self, settings: Settings, *, detects_turns: bool) -> None:
        """Have the service listen by these settings.

        Parameters
        ----------
        detects_turns
            Whether the service finds the ends of turns; else `commit` does.
        """
        ...

    async def append(self, pcm: bytes) -> None:
        """Give the next sound, 16-bit mono PCM at 16 kHz."""
        ...

    async def commit(self) -> None:
        """Make an item of what was appended since the last one."""
        ...

    async def clear(self) -> None:
        """Forget what was appended since the last item."""
        ...

    async def delete(self, item_id: str) -> None:
        """Take what was said out of the conversation: it was no turn."""
        ...

    async def next(self) -> InputEvent:
        """Return the next event.

        What has to be given again over another connection keeps the identifier that it had first.
        """
        ...

    async def close(self) -> None:
        """Listen no more; the connection stays open for replies."""
        ...
