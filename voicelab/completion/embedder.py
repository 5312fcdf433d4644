"""Embeddings: texts as vectors, which are near one another where the texts mean alike; by the openai SDK."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx2
import numpy as np
import openai
from numpy.typing import NDArray

from voicelab.completion.answer_events import MalformedAnswerError
from voicelab.completion.clients import ServiceClients
from voicelab.completion.failures import completion_error
from voicelab.completion.reply_event import count, fields_of, name_of
from voicelab.errors import CompletionError
from voicelab.event_loop import within
from voicelab.services.timeouts import Timeouts
from voicelab.text.server_words import server_words

if TYPE_CHECKING:
    from openai.resources import AsyncEmbeddings

    from voicelab.services.endpoints import CompletionService

__all__ = ["Embedder", "Embeddings"]

_HINT = (
    "Deploy an embedding model there, such as text-embedding-3-small, and name it by deployment=…; "
    "or give services=… that have one."
)


@dataclass(frozen=True, slots=True)
class Embeddings:
    """Texts as vectors."""

    vectors: NDArray[np.float64]
    """A row for each text, in their order; each of length 1."""
    tokens: int | None
    """How many tokens the texts have; `None` where the service did not say."""
    model: str
    """The model that the service says it used, or the one that was asked."""


class Embedder:
    """A model that embeds texts, its connections kept open.

    Belongs to the event loop that first uses it.

    Parameters
    ----------
    service
        Where the model is.
    timeouts
        How long the service may say nothing, and how often a request is sent again.
    """

    def __init__(self, service: CompletionService, timeouts: Timeouts | None = None) -> None:
        self._service = service
        self._timeouts = timeouts or Timeouts()
        self._clients = ServiceClients(service)

    async def embed(self, texts: Sequence[str], deployment: str) -> Embeddings:
        """Return texts as vectors, all by one request.

        After a transient failure it is sent again as the retry policy says.

        Parameters
        ----------
        texts
            None of them empty.

        Raises
        ------
        CompletionError
            The service refused or failed, or has no such model.
        ConfigurationError
            A variable of proxies, certificates or headers cannot be used.
        """
        failures, waited_seconds = 0, 0.0
        while True:
            try:
                return _read(await self._answer(texts, deployment), len(texts), deployment)
            except (openai.OpenAIError, httpx2.HTTPError, ValueError, asyncio.TimeoutError) as error:
                failure = _embedding_error(error, self._service, deployment)
                failures += 1
                pause = self._timeouts.retry.next_pause_seconds(
                    failures, failure.retry_after_seconds, waited_seconds
                )
                if pause is None or not failure.is_retryable:
                    raise failure from None
            waited_seconds += pause
            await asyncio.sleep(pause)

    async def close(self) -> None:
        """Close the connections."""
        await self._clients.close()

    async def _answer(self, texts: Sequence[str], deployment: str) -> Any:
        """Send the request once, and return the JSON of the answer."""
        async with self._clients.request(_resource) as client:
            # As numbers: not every server knows base64.
            request = _resource(client).with_raw_response.create(
                model=deployment, input=list(texts), encoding_format="float"
            )
            answer = await within(self._timeouts.first_token_seconds, request)
        return answer.http_response.json()


def _resource(client: openai.AsyncOpenAI) -> AsyncEmbeddings:
    return client.embeddings


def _read(body: Any, texts: int, deployment: str) -> Embeddings:
    """Return what an answer holds.

    Raises
    ------
    MalformedAnswerError
        It is none, or not one vector for each text.
    """
    listed = fields_of(body).get("data")
    items = [fields_of(item) for item in listed] if isinstance(listed, list) else []
    if len(items) != texts:
        raise MalformedAnswerError(server_words(body) or f"{len(items)} vectors for {texts} texts")
    if all(isinstance(item.get("index"), int) for item in items):
        items.sort(key=lambda item: int(item["index"]))
    try:
        vectors = np.array([item.get("embedding") for item in items], dtype=np.float64)
    except (TypeError, ValueError):
        raise MalformedAnswerError("vectors that are none") from None
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True) if vectors.ndim == 2 else np.zeros(1)
    if not np.isfinite(lengths).all() or not (lengths > 0.0).all():
        raise MalformedAnswerError("vectors that are none")
    return Embeddings(
        vectors / lengths,
        count(fields_of(fields_of(body).get("usage")).get("prompt_tokens")),
        name_of(fields_of(body).get("model")) or deployment,
    )


def _embedding_error(error: Exception, service: CompletionService, deployment: str) -> CompletionError:
    """Return what went wrong; where the model or the interface is not there, what to do about embeddings."""
    found = completion_error(error, service, deployment)
    is_missing = found.code == "not-found" or found.code == "wrong-api"
    if not is_missing and getattr(error, "status_code", 0) != 501:
        return found
    return CompletionError(
        found.message,
        code="not-found",
        hint=_HINT,
        details=found.details,
        request_id=found.request_id,
    )
