"""A widget that sends the page messages about what happens."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import anywidget
import traitlets

from voicelab.event_loop import run_in_thread, submit
from voicelab.widgets.page.channel import PageChannel

__all__ = ["PageView"]


class PageView(anywidget.AnyWidget):
    """Sends each new page the present state, and then what changes.

    Nothing that changes is a synchronised trait, so nothing is published from a cell (see `PageChannel`), and
    none of it is saved with the notebook. `let_front_end_route` has the page's messages handled beside cells.

    Parameters
    ----------
    watch
        Shows the user an error that is raised in its block, until a block of the same name succeeds: in a
        notebook, what a callback raises is seen by nobody otherwise.
    """

    _key = traitlets.Unicode().tag(sync=True)

    def __init__(self, watch: Callable[[str], AbstractContextManager[None]]) -> None:
        self._watch = watch
        self._channel = PageChannel(self._publish)
        # What changes while a snapshot is made is to be sent behind it.
        self._lock = threading.RLock()
        super().__init__(_key=uuid.uuid4().hex)
        self.on_msg(self._handle)

    def send(self, content: Mapping[str, object], buffers: list[bytes] | None = None) -> None:
        """Send a message to the page, from any thread; let go where no page ever came."""
        self._channel.send(content, *(buffers or []))

    def run_in_context(self, publish: Callable[[], None]) -> None:
        """Have other widgets publish as this one does."""
        self._channel.run_in_context(self._watched("publish", publish))

    def run_in_background(self, name: str, work: Callable[[], None]) -> None:
        """Do what takes time on a thread of its own: the microphone's sound must not wait for it."""
        submit(run_in_thread(self._watched(name, work)))

    def snapshot(self) -> list[Mapping[str, object]]:
        """Return the messages that bring a new page up to date."""
        return []

    def on_page(self) -> None:
        """Do what is to be done when a page has come."""

    def receive(self, message: dict[str, Any]) -> None:
        """Handle a message of the page."""

    def close(self) -> None:
        """Remove the widget."""
        self._channel.close()
        super().close()

    def _publish(self, message: Mapping[str, object], buffers: list[bytes]) -> None:
        super().send(dict(message), buffers)

    def _handle(self, _widget: object, message: dict[str, Any], _buffers: list[memoryview]) -> None:
        self._channel.adopt_context()
        if "request" in message:
            self.send({"type": "received", "request": message["request"]})
        self._watched(str(message["type"]), lambda: self._dispatch(message))()

    def _dispatch(self, message: dict[str, Any]) -> None:
        if message["type"] == "hello":
            self.run_in_background("snapshot", self._send_snapshot)
            self.on_page()
        else:
            self.receive(message)

    def _send_snapshot(self) -> None:
        with self._lock:
            for part in self.snapshot():
                self.send(part)

    def _watched(self, name: str, work: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            with self._watch(f"{type(self).__name__}: {name}"):
                work()

        return run
