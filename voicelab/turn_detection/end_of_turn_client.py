"""The client of the embedded services' route that tells whether a turn is over."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx2

from voicelab.end_of_turn import END_OF_TURN_PATH, DetectorKind
from voicelab.error_codes import code_of_status
from voicelab.errors import ServiceError, described
from voicelab.event_loop import within
from voicelab.inner_error import error_in_body

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicelab.secret import Secret

__all__ = ["EndOfTurnClient"]

_HINT = "Run: voicelab doctor. Or set end_of_turn='silence'."
_LOADED = 204
_IN_TROUBLE = (408, 429, 500, 503, 504)
"""Statuses that say nothing of who answers."""


class EndOfTurnClient:
    """Asks embedded services whether a turn is over.

    Parameters
    ----------
    address
        Where they are on this machine, such as ``http://127.0.0.1:5000``.
    seconds
        How long an answer may take.
    """

    def __init__(self, address: str, key: Secret, seconds: float) -> None:
        self._address = address
        self._seconds = seconds
        # Certificates take a while to read; on this machine itself there are mostly none.
        self._http = httpx2.AsyncClient(
            base_url=address,
            headers={"Ocp-Apim-Subscription-Key": key.reveal()},
            timeout=None,
            trust_env=False,
            verify=not address.startswith("http://"),
        )

    async def load(self, kind: DetectorKind) -> bool:
        """Have the model loaded that a kind of question needs; waits for it.

        Returns
        -------
        bool
            Whether the embedded services are there. Nothing that the user said is sent.

        Raises
        ------
        ServiceError
            It cannot be, or not in time.
        """
        answer = await self._answer("GET", kind)
        if answer.status_code in _IN_TROUBLE:
            raise _refusal(answer)
        return answer.status_code == _LOADED

    async def by_words(self, words: str, before: str) -> float:
        """Return how probable it is by the words that the turn is over.

        Raises
        ------
        ServiceError
            There is no answer, or not in time.
        """
        return _probability(await self._answer("POST", "words", json={"words": words, "before": before}))

    async def by_sound(self, samples: NDArray[np.int16]) -> float:
        """Return how probable it is by the sound (16 kHz) that the turn is over.

        Raises
        ------
        ServiceError
            There is no answer, or not in time.
        """
        return _probability(await self._answer("POST", "smart-turn", content=samples.astype("<i2").tobytes()))

    async def close(self) -> None:
        """Close the connection."""
        await self._http.aclose()

    async def _answer(self, method: str, kind: DetectorKind, **body: Any) -> httpx2.Response:
        asked = self._http.request(method, f"{END_OF_TURN_PATH}/{kind}", **body)
        try:
            answer = await within(self._seconds, asked)
        except asyncio.TimeoutError:
            raise self._error("timeout", f"did not answer within {self._seconds:g} s") from None
        except httpx2.HTTPError as error:
            raise self._error("connection-failed", f"cannot be asked ({described(error)})") from error
        engine = None if answer.is_success else error_in_body(_json(answer))
        if engine is not None:
            raise ServiceError.of_engine(engine)
        return answer

    def _error(self, code: str, what: str) -> ServiceError:
        return ServiceError(
            f"The detector of ends of turns at {self._address} {what}.", code=code, hint=_HINT
        )


def _probability(answer: httpx2.Response) -> float:
    if not answer.is_success:
        raise _refusal(answer)
    body = _json(answer)
    value = body.get("probability") if isinstance(body, dict) else None
    if not isinstance(value, int | float) or not 0.0 <= value <= 1.0:
        raise ServiceError(
            f"The detector of ends of turns at {answer.url} answered with no probability.",
            code="bad-answer",
            hint=_HINT,
        )
    return float(value)


def _refusal(answer: httpx2.Response) -> ServiceError:
    return ServiceError(
        f"The detector of ends of turns at {answer.url} answered with status {answer.status_code}.",
        code=code_of_status(answer.status_code),
        hint=_HINT,
    )


def _json(answer: httpx2.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
