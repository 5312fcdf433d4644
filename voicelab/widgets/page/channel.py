"""A way to the page that does not wait for the kernel's main thread."""

from __future__ import annotations

import contextvars
import logging
import queue
import threading
from collections.abc import Callable, Mapping

__all__ = ["PageChannel"]

_logger = logging.getLogger(__name__)


class PageChannel:
    """Sends to the page in such a way that its messages are handled beside a running cell.

    Newer front ends have a subshell, a thread of the kernel, handle what their widgets send. To which message
    an answer belongs, and by that from which shell it is sent, the kernel reads from the context variables of
    the sending thread: so all is sent from a copy of the context in which the page's latest message was
    handled, and nothing may ever be sent on that comm from elsewhere. (The latest, for the page's first
    messages are sent before the front end has opened its subshell.) Which shell handles what the page sends
    is decided by `let_front_end_route`.

    Parameters
    ----------
    publish
        Sends one message with its buffers; called on this channel's own thread.
    """

    def __init__(self, publish: Callable[[Mapping[str, object], list[bytes]], None]) -> None:
        self._publish = publish
        self._context: contextvars.Context | None = None
        self._outgoing: queue.SimpleQueue[tuple[contextvars.Context, Callable[[], None]] | None] = (
            queue.SimpleQueue()
        )
        self._thread: threading.Thread | None = None

    def adopt_context(self) -> None:
        """Send from the present context from now on; to be called while a page's message is handled."""
        self._context = contextvars.copy_context()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="voicelab-page", daemon=True)
            self._thread.start()

    @property
    def route_is_final(self) -> bool:
        """Whether the page's messages are handled beside running cells, or never will be.

        To be asked while one is handled.
        """
        return threading.current_thread() is not threading.main_thread() or not _has_subshells()

    def send(self, message: Mapping[str, object], *buffers: bytes) -> None:
        """Queue a message, from any thread; let go where no page was ever there."""
        self.run_in_context(lambda: self._publish(message, list(buffers)))

    def run_in_context(self, publish: Callable[[], None]) -> None:
        """Queue what publishes on other widgets, in order with what is sent here."""
        if self._context is not None:
            self._outgoing.put((self._context, publish))

    def close(self) -> None:
        """Send what is queued and end the thread."""
        self._context = None
        self._outgoing.put(None)

    def _run(self) -> None:
        while (item := self._outgoing.get()) is not None:
            context, publish = item
            try:
                context.run(publish)
            except Exception:
                _logger.exception("A message did not reach the page; those after it are sent all the same.")


def _has_subshells() -> bool:
    """Whether the kernel has subshells to offer; not every front end makes one."""
    from IPython.core.getipython import get_ipython

    kernel = getattr(get_ipython(), "kernel", None)
    return kernel is not None and "kernel subshells" in kernel.kernel_info.get("supported_features", ())
