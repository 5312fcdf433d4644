"""RealtimeConnection: what an open connection can do, whichever SDK it runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicelab.errors import CompletionError
    from voicelab.realtime.events import RealtimeEvent
    from voicelab.settings import Settings

__all__ = ["RealtimeConnection"]


class RealtimeConnection(Protocol):
    """One websocket to a speech-to-speech service, from ``session.created`` to its close.

    Belongs to the event loop that opens it. What is sent is done in its order; what the service thinks of it
    comes as events. Methods that send raise a `CompletionError` with the code ``connection-closed`` once it
    is lost.

    The session is always one in which the service creates no response by itself and interrupts none
    (``create_response`` and ``interrupt_response`` are off): whose turn it is, `voicelab.conversation` says.
    """

    output_rate_hz: int
    """Sample rate of the replies' sound, in Hz."""
    deployment: str
    """The model, by the name that the service is asked for."""
    heard_at: float
    """When the service said anything last, by ``time.monotonic()``, in seconds."""

    def failure(self, code: str) -> CompletionError:
        """Return an error of this service's, such as ``timeout``, with what to do about it."""
        ...

    async def update(
        self, settings: Settings, *, listens: bool, tools: Sequence[dict[str, object]] = ()
    ) -> None:
        """Have the session be as the settings say, where anything has changed since the last time.

        Parameters
        ----------
        listens
            Whether the service's turn detection is on; off, `commit` says where an utterance ends.
        tools
            Functions that the model may call: name, description and parameters as a JSON schema.
        """
        ...

    async def probe(self) -> None:
        """Have the service say anything, by an update that changes nothing."""
        ...

    async def append(self, pcm: bytes) -> None:
        """Give the next sound of the user, 16-bit mono PCM at 16 kHz."""
        ...

    async def commit(self) -> None:
        """Make an item of what was appended; `InputCommitted` follows."""
        ...

    async def clear(self) -> None:
        """Forget what was appended and is no item yet."""
        ...

    async def add_message(
        self, role: Literal["user", "assistant"], text: str, *, after: str | None = None
    ) -> str:
        """Add a message to the conversation, and return its item's identifier.

        Parameters
        ----------
        after
            The item that it follows, or ``root`` for the beginning; `None` is the conversation's end.
        """
        ...

    async def add_sound(self, pcm: bytes) -> str:
        """Add what a user said, 16-bit mono PCM at 16 kHz, to the conversation's end as an item of its own.

        It goes past what is appended, so that both can be there at once; no transcript of it comes.
        """
        ...

    async def add_tool_output(self, call_id: str, output: str) -> str:
        """Add what a function returned, and return its item's identifier."""
        ...

    async def delete(self, item_id: str) -> None:
        """Take an item out of the conversation."""
        ...

    async def truncate(self, item_id: str, heard_seconds: float) -> None:
        """Cut a reply to what the user heard of it, in seconds of its sound."""
        ...

    async def respond(self, settings: Settings) -> None:
        """Have the model reply by these settings to all that the conversation holds.

        A `ResponseCreated` follows, or a `RequestRefused`.
        """
        ...

    async def cancel(self) -> None:
        """Have the service end the response that it makes, if it still makes one."""
        ...

    async def next(self) -> RealtimeEvent:
        """Return the next event.

        Raises
        ------
        CompletionError
            The connection was lost, or closed by the service; it is of no more use.
        """
        ...

    async def close(self) -> None:
        """Close the websocket; may be called again, and by a cancelled task."""
        ...
