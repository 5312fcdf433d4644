"""A model that is asked for data: where it is, its connections, and the prices of its tokens."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from voicelab.event_loop import run_in_background, run_in_thread
from voicelab.exchange.plain_values import plain_whole
from voicelab.exchange.pricing import Prices
from voicelab.loopback import is_loopback
from voicelab.services.endpoints import CompletionService
from voicelab.services.services import Services
from voicelab.services.timeouts import Timeouts

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["ModelServices", "ServedModel"]

ModelServices = Services | CompletionService | None
"""Where a model is: services, of which it is the model; a model by itself; or what the environment says."""

_AT_ONCE = 20
"""Requests, where nobody says how many."""
_IDLE_SECONDS = 5.0
"""How long connections are kept that nobody uses."""


class _Connections(Protocol):
    async def close(self) -> None: ...


C = TypeVar("C", bound=_Connections)


class ServedModel(ABC, Generic[C]):
    """A model that is asked by many at once.

    Its connections are made at its first use, kept between questions, and closed when it is not asked for a
    while.

    Parameters
    ----------
    deployment
        Which model of the services; `None` for the one that replies there.
    concurrency
        The most requests at once; `None` for 20, or one where a local model answers, which others only slow
        down.
    """

    def __init__(
        self,
        services: ModelServices,
        deployment: str | None,
        *,
        concurrency: int | None,
        prices: Prices | None,
        timeouts: Timeouts | None,
    ) -> None:
        self._given = services
        self._deployment = deployment
        self._concurrency = None if concurrency is None else plain_whole("concurrency", concurrency)
        if self._concurrency is not None and self._concurrency < 1:
            raise ValueError(f"concurrency must be 1 or more, not {concurrency!r}")
        self._prices = prices
        self._timeouts = timeouts
        self._found: tuple[CompletionService, Services | None] | None = None
        self._finding = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connections: C | None = None
        self._free = asyncio.Semaphore()
        self._asking = 0
        self._closing: asyncio.TimerHandle | None = None

    @abstractmethod
    def _like(self, services: Services) -> Self:
        """Return the same model at other services."""

    @abstractmethod
    def _connect(self, service: CompletionService, timeouts: Timeouts) -> C:
        """Return new connections to it."""

    def at(self, services: Services) -> Self:
        """Return the model of other services, where none were given to it; otherwise itself."""
        return self if self._given is not None else self._like(services)

    @property
    def identity(self) -> tuple[str, str]:
        """Which model it is: its name, and where it is, unless that is this machine.

        Raises
        ------
        ConfigurationError
            The environment names no services that can be used.
        """
        service, services = self._service()
        endpoint = (service.upstream or service).endpoint
        place = "" if is_loopback(endpoint) else endpoint
        if services is not None and services.reply_locally:
            place = services.embedded_models[1]
        return self._deployment or service.deployment or "", place

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[C]:
        """Give the connections, once there are not too many requests; on the loop of conversations.

        Raises
        ------
        ConfigurationError
            There are no services that can be used.
        """
        found = self._found
        service, services = found if found is not None else await run_in_thread(self._service)
        if services is not None:
            await services.arrived()
        connections = self._begin(service, services)
        try:
            async with self._free:
                yield connections
        finally:
            self._end()

    def _prices_used(self) -> Prices:
        """Return what counts: the prices that were given, or those of services of their kind."""
        _, services = self._service()
        return self._prices or (Prices.for_kind(services.kind) if services is not None else Prices())

    def _service(self) -> tuple[CompletionService, Services | None]:
        """Return where the model is; the environment is read once."""
        with self._finding:
            if self._found is None:
                if isinstance(self._given, CompletionService):
                    self._found = self._given, None
                else:
                    services = self._given or Services.from_environment(wait=False)
                    self._found = services.completion, services
            return self._found

    def _begin(self, service: CompletionService, services: Services | None) -> C:
        """Return the connections, which belong to the loop that runs."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:  # a forked child has another
            self._loop, self._connections, self._asking, self._closing = loop, None, 0, None
            is_local = services is not None and services.reply_locally
            self._free = asyncio.Semaphore(self._concurrency or (1 if is_local else _AT_ONCE))
        if self._connections is None:
            usual = Timeouts() if services is None else Timeouts.for_kind(services.kind)
            self._connections = self._connect(service, self._timeouts or usual)
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None
        self._asking += 1
        return self._connections

    def _end(self) -> None:
        self._asking -= 1
        if not self._asking:
            self._closing = asyncio.get_running_loop().call_later(_IDLE_SECONDS, self._close)

    def _close(self) -> None:
        connections, self._connections = self._connections, None
        if connections is not None:
            run_in_background(connections.close())
