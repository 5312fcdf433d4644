"""ServiceWarnings: what a service has to say that hinders nothing, told to the user once."""

from __future__ import annotations

from collections.abc import Callable

from voicelab.events import Notice

__all__ = ["ServiceWarnings"]

_MOST = 16
"""Services may warn of each response anew, in other words."""


class ServiceWarnings:
    """The warnings that came over one connection.

    Parameters
    ----------
    on_notice
        Called with each, once.
    """

    def __init__(self, on_notice: Callable[[Notice], None]) -> None:
        self._on_notice = on_notice
        self._known: set[str] = set()

    def note(self, words: str) -> None:
        """Tell a warning that is new."""
        if words not in self._known and len(self._known) < _MOST:
            self._known.add(words)
            self._on_notice(Notice("service-warning", words))
