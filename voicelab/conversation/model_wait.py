"""Model wait: turns wait for models that are being fetched, and subscribers hear how far they are."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from voicelab.errors import VoicelabError
from voicelab.event_loop import session_loop
from voicelab.events import ModelsArriving

if TYPE_CHECKING:
    from concurrent.futures import Future

    from voicelab.conversation.context import SessionContext
    from voicelab.embedded.local.model_files.arrival import ModelArrival

__all__ = ["ModelWait"]

_REPORT_SECONDS = 1.0


class ModelWait:
    """Waits for the models of a session's services."""

    def __init__(self, context: SessionContext) -> None:
        self._context = context
        self._reporting: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Tell subscribers how far the models are from now on, if some are missing; from any thread."""
        arrival = self._context.services.arrival
        if arrival is not None and not arrival.is_over:
            # Already here: who subscribes next is to find it under way.
            session_loop().call_soon_threadsafe(self._begin, arrival, arrival.begin())

    @property
    def is_over(self) -> bool:
        """Whether all are there, and the services run."""
        services = self._context.services
        is_lost = services.process is not None and services.process.is_lost
        return not is_lost and (services.arrival is None or services.arrival.is_over)

    async def over(self) -> None:
        """Return when all are there, and the services run.

        Raises
        ------
        ModelError
            One cannot be fetched or stored, or the services do not start.
        """
        self.begin()
        await self._context.services.arrived()

    def _begin(self, arrival: ModelArrival, fetch: Future[None]) -> None:
        if self._reporting is None or self._reporting.done():
            self._reporting = asyncio.ensure_future(self._report(arrival, fetch))

    async def _report(self, arrival: ModelArrival, fetch: Future[None]) -> None:
        while not fetch.done() and self._context.activity.state != "closed":
            if words := arrival.words:
                self._context.emit(ModelsArriving(words))
            await asyncio.sleep(_REPORT_SECONDS)
        error = fetch.exception() if fetch.done() else None
        self._context.emit(ModelsArriving("", error if isinstance(error, VoicelabError) else None))
