"""A detector whose model is served: the embedded services that recognise are asked."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from voicelab.errors import ConfigurationError, VoicelabError
from voicelab.turn_detection.end_of_turn_client import EndOfTurnClient

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicelab.end_of_turn import DetectorKind
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts

__all__ = ["ServedDetector"]

_SCHEMES = {"ws": "http", "wss": "https"}
_LONGEST_SECONDS, _RATE_HZ = 8, 16_000


class ServedDetector:
    """Asks the embedded services; an `EndOfTurnDetector`.

    Parameters
    ----------
    kind
        Which of their models is asked.
    """

    def __init__(self, kind: DetectorKind, services: Services, timeouts: Timeouts) -> None:
        self._kind = kind
        self._services = services
        self._seconds = timeouts.recognition_seconds
        self._client: EndOfTurnClient | None = None

    async def probability(self, words: str, *, before: str = "", audio: NDArray[np.int16]) -> float:
        """Return the probability that the turn is over; see `EndOfTurnDetector`."""
        client = self._connected()
        if self._kind == "words":
            return await client.by_words(words, before)
        return await client.by_sound(audio[-_LONGEST_SECONDS * _RATE_HZ :])

    async def warm(self) -> None:
        """Load the model ahead of the first question, to which failures are left."""
        with contextlib.suppress(VoicelabError):
            await self._connected().load(self._kind)

    async def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    def _connected(self) -> EndOfTurnClient:
        if self._client is None:
            speech = self._services.speech
            if speech.host is None or speech.key is None:
                raise ConfigurationError(
                    "Only the embedded services tell whether a turn is over.",
                    hint="Set end_of_turn='silence' or 'model'.",
                )
            parts = urlsplit(speech.host)
            address = f"{_SCHEMES.get(parts.scheme, parts.scheme)}://{parts.netloc}"
            self._client = EndOfTurnClient(address, speech.key, self._seconds)
        return self._client
