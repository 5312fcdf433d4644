"""Context: what all parts of a session share."""

from __future__ import annotations

import contextlib
import inspect
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from voicelab.completion.notices import LEFT_OUT
from voicelab.conversation.activity import Activity
from voicelab.conversation.arguments import check_callback, check_tools
from voicelab.conversation.open_turns import OpenTurns
from voicelab.conversation.playback import Playback
from voicelab.conversation.resolved_settings import resolved_settings
from voicelab.event_loop import session_loop
from voicelab.events import Event, ModelsArriving, Notice, StateChanged
from voicelab.status_line import write_notice
from voicelab.tools.toolbox import Toolbox

if TYPE_CHECKING:
    from voicelab.errors import LogError
    from voicelab.exchange.exchange import Exchange
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["ExchangeLog", "SessionContext"]

T = TypeVar("T")

_logger = logging.getLogger(__name__)


class ExchangeLog(Protocol):
    """Keeps exchanges: a `SessionLog`, or whoever hands them on to one."""

    def append(self, exchange: Exchange) -> Exchange:
        """Keep an exchange, and return it as it was kept."""
        ...

    def hold(self, exchange: Exchange) -> None:
        """Keep an exchange that could not be written in memory, until it can."""
        ...


class SessionContext:
    """A session's services and log, its settings, its subscribers, and what it is doing.

    Parameters
    ----------
    session_id
        Identifier of the session in the log.
    settings
        Those of the next turn.
    toolbox
        What the model may call; by default nothing.
    """

    def __init__(
        self,
        session_id: str,
        services: Services,
        log: ExchangeLog,
        timeouts: Timeouts,
        settings: Settings,
        toolbox: Toolbox | None = None,
    ) -> None:
        self.session_id = session_id
        self.services = services
        self.log = log
        self.timeouts = timeouts
        self.toolbox = Toolbox() if toolbox is None else toolbox
        self.choose(settings)
        self.playback = Playback()
        self.activity = Activity(lambda state: self.emit(StateChanged(state)))
        self._subscribers: list[Callable[[Event], None]] = []
        self._on_close: list[Callable[[], None]] = []
        self._open_turns = OpenTurns()
        self._lock = threading.Lock()

    def choose(self, settings: Settings) -> None:
        """Use these settings from the next turn on.

        Raises
        ------
        ValueError
            They ask for an interface that knows no tools, and there are some.
        """
        check_tools(self.toolbox, settings)
        self.chosen_settings = settings
        """What the user chose for the next turn."""
        self.settings = resolved_settings(settings, self.services)
        """The same with nothing left open."""

    def inform(self, code: str, message: str) -> None:
        """Have the user know: by a `Notice` where anybody subscribes, else in print; from any thread."""
        if self._subscribers:
            session_loop().call_soon_threadsafe(self.emit, Notice(code, message))
        else:
            write_notice(message)

    def notify(self, notice: Notice) -> None:
        """Tell what came up in a turn; where nobody subscribes, that something which was set is left out."""
        if self._subscribers or notice.code not in LEFT_OUT:
            self.emit(notice)
        else:
            self.inform(notice.code, notice.message)

    def report_unlogged(self, error: LogError) -> None:
        """Say that the log cannot be written, to subscribers and in Python's own log."""
        message = f"{error} What came of the turn waits in memory until it can be written."
        _logger.warning("%s", message)
        self.emit(Notice("not-logged", message))

    def subscribe(self, subscriber: Callable[[Event], None], *, catch_up: bool = False) -> Callable[[], None]:
        """Have `subscriber` called with every event; returns what ends that.

        Parameters
        ----------
        catch_up
            Whether it is first called, on this thread, with what is under way: how far models are that turns
            wait for, and what happened in the turns that wait or run.

        Raises
        ------
        TypeError
            It cannot be called with an event, or does nothing when it is.
        """
        check_callback("subscriber", subscriber, "the event")
        if not catch_up:
            self._subscribers.append(subscriber)
            return lambda: _remove(self._subscribers, subscriber)
        in_order = threading.RLock()

        def in_turn(event: Event) -> None:
            with in_order:  # what happens meanwhile waits until the subscriber knows what was before
                _call(subscriber, event)

        with in_order:
            with self._lock:
                before = self._under_way()
                self._subscribers.append(in_turn)
            for event in before:
                in_turn(event)
        return lambda: _remove(self._subscribers, in_turn)

    def _under_way(self) -> tuple[Event, ...]:
        arrival = self.services.arrival
        words = arrival.words if arrival is not None else ""
        return (*([ModelsArriving(words)] if words else []), *self._open_turns.events)

    def on_close(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have `callback` called when the session is closed, at once if it is; returns what ends that.

        Raises
        ------
        TypeError
            It cannot be called without arguments, or does nothing when it is.
        """
        check_callback("callback", callback)
        if self.activity.state == "closed":
            _call(callback)
        else:
            self._on_close.append(callback)
        return lambda: _remove(self._on_close, callback)

    def close(self) -> None:
        """Say that the session is closed, and let go of the subscribers."""
        self.activity.close()
        self._subscribers.clear()
        while self._on_close:
            _call(self._on_close.pop(0))

    def emit(self, event: Event) -> None:
        """Call every subscriber with an event; one that fails is logged, and keeps it from nobody.

        Not even one that wants to exit: that would end the loop of all sessions.
        """
        with self._lock:
            self._open_turns.note(event)
            subscribers = tuple(self._subscribers)
        for subscriber in subscribers:
            _call(subscriber, event)


def _call(subscriber: Callable[..., object], *event: Event) -> None:
    try:
        result = subscriber(*event)
        if inspect.iscoroutine(result):
            result.close()
            raise TypeError("it returned a coroutine, which nobody awaits: subscribe a plain function")
    except (Exception, SystemExit, KeyboardInterrupt):
        _logger.exception("a subscriber failed at %s", type(event[0]).__name__ if event else "the end")


def _remove(subscribers: list[T], subscriber: T) -> None:
    with contextlib.suppress(ValueError):  # once is enough
        subscribers.remove(subscriber)
