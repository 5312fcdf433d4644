"""A detector whose model is served: by the embedded services that recognise, or by a process for it alone."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.end_of_turn import HEARD_SECONDS
from voicelab.errors import VoicelabError
from voicelab.event_loop import run_cleanup, run_in_background, run_in_thread
from voicelab.loopback import is_loopback
from voicelab.secret import Secret
from voicelab.turn_detection.detector_process import borrowed_process, give_back
from voicelab.turn_detection.end_of_turn_client import EndOfTurnClient

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicelab.embedded.process import EmbeddedProcess
    from voicelab.end_of_turn import DetectorKind
    from voicelab.services.endpoints import SpeechService
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts

__all__ = ["ServedDetector"]

_HEARD_SAMPLES = HEARD_SECONDS * SAMPLE_RATE_HZ


class ServedDetector:
    """Asks the embedded services; an `EndOfTurnDetector`.

    Only services of this machine are asked, and told no word before they have said that they are these. Where
    they are others, a process for the detector alone is asked, which is started then. `close` ends it.

    Parameters
    ----------
    kind
        Which of their models is asked.
    """

    def __init__(self, kind: DetectorKind, services: Services, timeouts: Timeouts) -> None:
        self._kind = kind
        self._seconds = timeouts.recognition_seconds
        self._services = _client_of(services.speech, self._seconds)
        self._is_offered: bool | None = None
        self._start: asyncio.Future[EmbeddedProcess] | None = None
        self._by_port: dict[int, EndOfTurnClient] = {}

    async def probability(self, words: str, *, before: str = "", audio: NDArray[np.int16]) -> float:
        """Return the probability that the turn is over; see `EndOfTurnDetector`."""
        client = await self._client()
        if self._kind == "words":
            return await client.by_words(words, before)
        return await client.by_sound(audio[-_HEARD_SAMPLES:])

    async def warm(self) -> None:
        """Load the model ahead of the first question, to which failures are left."""
        with contextlib.suppress(VoicelabError):
            was_found = self._is_offered
            client = await self._client()
            if was_found or client is not self._services:  # which are found by loading it
                await client.load(self._kind)

    async def close(self) -> None:
        """Close the connections, and end the process if it was for this detector alone; done to the end."""
        start, self._start = self._start, None
        clients, self._by_port = [*self._by_port.values()], {}
        if self._services is not None:
            clients.append(self._services)
        await asyncio.shield(run_in_background(_let_go(clients, start)))

    async def _client(self) -> EndOfTurnClient:
        """Return a client of the services, if they are the embedded ones, or else of the process."""
        if self._services is not None:
            if self._is_offered is None:
                self._is_offered = await self._services.load(self._kind)
            if self._is_offered:
                return self._services
        return await self._client_of_process()

    async def _client_of_process(self) -> EndOfTurnClient:
        """Return a client of the process, which is started unless it runs."""
        if self._start is None or (self._start.done() and self._start.exception() is not None):
            self._start = asyncio.ensure_future(run_in_thread(partial(borrowed_process, self._kind)))
            # Who asked may have left when it fails.
            self._start.add_done_callback(lambda start: start.cancelled() or start.exception())
        process = await asyncio.shield(self._start)
        if not process.alive:
            await run_in_thread(process.ensure)
        # One for each port that it has had: somebody may still ask by the last.
        if process.port not in self._by_port:
            address = f"http://127.0.0.1:{process.port}"
            self._by_port[process.port] = EndOfTurnClient(address, Secret(process.key), self._seconds)
        return self._by_port[process.port]


async def _let_go(clients: Iterable[EndOfTurnClient], start: asyncio.Future[EmbeddedProcess] | None) -> None:
    for client in clients:
        await client.close()
    if start is not None:
        with contextlib.suppress(VoicelabError):
            await run_cleanup(partial(give_back, await start))


def _client_of(speech: SpeechService, seconds: float) -> EndOfTurnClient | None:
    """Return a client of the embedded services, where they may be those that recognise."""
    if speech.host is None or speech.key is None or not is_loopback(speech.host):
        return None
    address = speech.host.replace("ws", "http", 1)  # which has one of the two schemes
    return EndOfTurnClient(address, speech.key, seconds)
