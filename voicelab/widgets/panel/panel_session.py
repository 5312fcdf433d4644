"""What the panel uses of a session."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from voicelab.events import Event, State

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.audio.sinks import Sink
    from voicelab.audio.sources import Source
    from voicelab.conversation.history import History
    from voicelab.exchange.exchange import Exchange
    from voicelab.log.session_log import SessionLog
    from voicelab.services.services import Services
    from voicelab.settings import Settings

__all__ = ["PanelSession"]


class PanelSession(Protocol):
    """A session, as far as the panel drives it; `voicelab.Session` is one."""

    settings: Settings
    """The settings of the next turn."""

    @property
    def id(self) -> str:
        """Its identifier in the log."""
        ...

    @property
    def log(self) -> SessionLog:
        """Its exchanges."""
        ...

    @property
    def services(self) -> Services:
        """Where the services are."""
        ...

    @property
    def history(self) -> History:
        """What the model sees of the exchanges before."""
        ...

    @property
    def state(self) -> State:
        """What it is doing."""
        ...

    def subscribe(
        self, subscriber: Callable[[Event], None], /, *, catch_up: bool = False
    ) -> Callable[[], None]:
        """Have `subscriber` called with every event, first with those of open turns; returns its end."""
        ...

    def on_close(self, callback: Callable[[], None], /) -> Callable[[], None]:
        """Have `callback` called when the session is closed; returns what ends that."""
        ...

    async def atalk(self, source: Source, sink: Sink, /) -> object:
        """Converse until the source or the conversation ends."""
        ...

    async def aask(self, utterance: str, /, *, sink: Sink) -> Exchange:
        """Take one turn."""
        ...

    async def apreview(self) -> Audio:
        """Return a few words in the present voice."""
        ...

    def stop(self) -> object:
        """End the conversation."""
        ...

    def interrupt(self, *, drop_waiting: bool = False) -> None:
        """Silence the running reply; what waits for its turn may be dropped."""
        ...
