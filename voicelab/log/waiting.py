"""Waiting exchanges: those that the log could not write yet, kept in memory until it can."""

from __future__ import annotations

import itertools
import logging
import operator
import threading
import weakref
from collections.abc import Callable, Collection

from voicelab.errors import LogError
from voicelab.exchange.exchange import Exchange
from voicelab.log.rows import ExchangeKey

__all__ = ["WaitingExchanges"]

_logger = logging.getLogger("voicelab")


class WaitingExchanges:
    """Exchanges in the order in which they came; what is left when nobody needs it any more is reported.

    Parameters
    ----------
    name
        The log's, for the report.
    """

    def __init__(self, name: str) -> None:
        self._exchanges: list[Exchange] = []
        self._lock = threading.Lock()
        """Held while they are written, too, which may take as long as another program holds the log."""
        self._adding = threading.Lock()
        """Never held for long: a session's loop adds, and must not wait."""
        weakref.finalize(self, _report, name, self._exchanges)

    def __len__(self) -> int:
        return len(self._exchanges)

    def add(self, exchange: Exchange) -> None:
        """Keep one more."""
        with self._adding:
            self._exchanges.append(exchange)

    def write(self, append: Callable[[Exchange], object]) -> None:
        """Hand each to a log, the oldest first, and keep none that it took.

        Raises
        ------
        LogError
            The log still takes none.
        """
        with self._lock:
            while self._exchanges:
                try:
                    append(self._exchanges[0])
                except ValueError as error:  # the log has such a turn already
                    _logger.warning("an exchange that waited was not kept: %s", error)
                del self._exchanges[0]

    def keys(self) -> list[ExchangeKey]:
        """Return which there are."""
        with self._lock:
            return [(exchange.session, exchange.turn) for exchange in self._exchanges]

    def remove(self, keys: Collection[ExchangeKey], sessions: Collection[str]) -> list[Exchange]:
        """Remove those of some keys and of some sessions, and return them."""
        with self._lock, self._adding:
            is_gone = [
                exchange.session in sessions or (exchange.session, exchange.turn) in keys
                for exchange in self._exchanges
            ]
            gone = list(itertools.compress(self._exchanges, is_gone))
            self._exchanges[:] = itertools.compress(self._exchanges, map(operator.not_, is_gone))
        return gone

    def give_up(self, name: str) -> LogError:
        """Forget them, and return the error that says so."""
        with self._lock, self._adding:
            count = len(self._exchanges)
            self._exchanges.clear()
        return LogError(
            _lost(name, count), code="log-full", hint="Free some space on the disk before the next."
        )


def _report(name: str, exchanges: list[Exchange]) -> None:
    if exchanges:
        _logger.warning("%s", _lost(name, len(exchanges)))


def _lost(name: str, count: int) -> str:
    return f"{name} could not be written; {count} exchange{'s are' if count > 1 else ' is'} lost."
