"""A log where there is no exchange to keep."""

from __future__ import annotations

from voicelab import Exchange

__all__ = ["UnusedLog"]


class UnusedLog:
    """Fails who keeps anything: a turn does not log itself, whoever runs it does."""

    def append(self, exchange: Exchange) -> Exchange:
        raise AssertionError("there is no exchange here")

    def hold(self, exchange: Exchange) -> None:
        raise AssertionError("there is no exchange here")
