"""A detector whose model is served: by the embedded services that recognise, or by a process for it alone."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from voicelab.errors import VoicelabError
from voicelab.event_loop import run_cleanup, run_in_thread
from voicelab.secret import Secret
from voicelab.turn_detection.detector_process import borrowed_process, give_back, start_again
from voicelab.turn_detection.end_of_turn_client import EndOfTurnClient, NotOfferedError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicelab.embedded.process import EmbeddedProcess
    from voicelab.end_of_turn import DetectorKind
    from voicelab.services.endpoints import SpeechService
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts

__all__ = ["ServedDetector"]

_T = TypeVar("_T")

_SCHEMES = {"ws": "http", "wss": "https"}
_HEARD_SAMPLES = 8 * 16_000


class ServedDetector:
    """Asks the embedded services; an `EndOfTurnDetector`.

    Services that offer no such thing are asked once; from then on a process for the detector alone is, which
    is started then. `close` ends it.

    Parameters
    ----------
    kind
        Which of their models is asked.
    """

    def __init__(self, kind: DetectorKind, services: Services, timeouts: Timeouts) -> None:
        self._kind = kind
        self._seconds = timeouts.recognition_seconds
        self._client = _client_of(services.speech, self._seconds)
        self._start: asyncio.Future[EmbeddedProcess] | None = None

    async def probability(self, words: str, *, before: str = "", audio: NDArray[np.int16]) -> float:
        """Return the probability that the turn is over; see `EndOfTurnDetector`."""
        if self._kind == "words":
            return await self._asked(lambda client: client.by_words(words, before))
        return await self._asked(lambda client: client.by_sound(audio[-_HEARD_SAMPLES:]))

    async def warm(self) -> None:
        """Load the model ahead of the first question, to which failures are left."""
        with contextlib.suppress(VoicelabError):
            await self._asked(lambda client: client.load(self._kind))

    async def close(self) -> None:
        """Close the connection, and end the process if it was for this detector alone."""
        if self._client is not None:
            await self._client.close()
            self._client = None
        start, self._start = self._start, None
        if start is not None:
            with contextlib.suppress(VoicelabError):
                await run_cleanup(partial(give_back, await start))

    async def _asked(self, ask: Callable[[EndOfTurnClient], Awaitable[_T]]) -> _T:
        if self._client is not None and self._start is None:
            try:
                return await ask(self._client)
            except NotOfferedError:
                await self._client.close()
                self._client = None
        return await ask(await self._client_of_process())

    async def _client_of_process(self) -> EndOfTurnClient:
        """Return a client of the process, which is started unless it runs."""
        if self._start is None or (self._start.done() and self._start.exception() is not None):
            self._start = asyncio.ensure_future(run_in_thread(partial(borrowed_process, self._kind)))
            # Who asked may have left when it fails.
            self._start.add_done_callback(lambda start: start.cancelled() or start.exception())
        process = await asyncio.shield(self._start)
        if not process.alive:
            await run_in_thread(partial(start_again, self._kind))
        address = f"http://127.0.0.1:{process.port}"
        if self._client is not None and self._client.address != address:
            await self._client.close()
            self._client = None
        if self._client is None:
            self._client = EndOfTurnClient(address, Secret(process.key), self._seconds)
        return self._client


def _client_of(speech: SpeechService, seconds: float) -> EndOfTurnClient | None:
    """Return a client of the embedded services, where they may be those that recognise."""
    if speech.host is None or speech.key is None:
        return None
    parts = urlsplit(speech.host)
    address = f"{_SCHEMES.get(parts.scheme, parts.scheme)}://{parts.netloc}"
    return EndOfTurnClient(address, speech.key, seconds)
