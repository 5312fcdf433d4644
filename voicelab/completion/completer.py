"""Completion: text to text, streamed, through the openai SDK."""

from __future__ import annotations

import asyncio
import contextlib
import time
import traceback
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx2
import openai
from azure.core.exceptions import AzureError

from voicelab.completion.apis import APIS, Api
from voicelab.completion.failures import (
    IncompleteReplyError,
    completion_error,
    empty_reply,
    filtered_reply,
    missing_deployment,
    service_message,
)
from voicelab.completion.messages import CompletionNotice, Delta, Finish, Message
from voicelab.errors import CompletionError
from voicelab.event_loop import run_in_thread, within
from voicelab.services.timeouts import Timeouts

if TYPE_CHECKING:
    from voicelab.services.endpoints import CompletionService
    from voicelab.settings import Settings

__all__ = ["Completer"]

_TOKEN_SCOPE = "https://cognitiveservices.azure.com/.default"  # noqa: S105  # no secret
_KEEPALIVE_SECONDS = 60.0
"""How long a connection waits for the next turn, in seconds; most servers and routers wait longer.

The SDK's own 5 s are over before most replies are, so that nearly every turn would begin with a handshake."""


class Completer:
    """A model that replies, its connections kept open between turns.

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
        self._clients: dict[bool, openai.AsyncOpenAI] = {}
        self._making_client = asyncio.Lock()
        self._unsupported: dict[tuple[str, str], set[str]] = {}

    def deployment(self, settings: Settings) -> str:
        """Return the deployment that these settings ask for.

        Raises
        ------
        CompletionError
            Neither the settings nor the services name one.
        """
        name = settings.deployment or self._service.deployment
        if name is None:
            raise missing_deployment(self._service)
        return name

    async def warm(self, settings: Settings) -> None:
        """Open a connection ahead of the first request; failures are left to that request."""
        api = APIS[settings.api]
        client = await self._client(api)
        await run_in_thread(lambda: api.resource(client))
        try:
            await within(5.0, client.models.with_raw_response.list())
        except (openai.OpenAIError, asyncio.TimeoutError):
            return

    async def stream(
        self, messages: Sequence[Message], settings: Settings
    ) -> AsyncGenerator[Delta | CompletionNotice | Finish, None]:
        """Yield the reply as the model writes it, a `Finish` at the end.

        Closing the iterator cancels the request.

        Raises
        ------
        CompletionError
            The service refused, failed or fell silent; code ``content-filter`` for a prompt or a reply that
            the filter stopped, after the `Finish` of a reply.
        """
        deployment, api, has_text = self.deployment(settings), APIS[settings.api], False
        opened: _Opened | None = None
        try:
            async with contextlib.aclosing(self._request(messages, settings, deployment)) as request:
                async for each in request:
                    if isinstance(each, CompletionNotice):
                        yield each
                    else:
                        opened = each
            assert opened is not None
            try:
                async with contextlib.aclosing(self._read(opened, api)) as items:
                    async for item in items:
                        has_text = has_text or isinstance(item, Delta)
                        yield item
            finally:
                await _close(opened.stream)
        except (openai.OpenAIError, httpx2.HTTPError, ValueError, asyncio.TimeoutError) as error:
            traceback.clear_frames(error.__traceback__)  # where the SDK's iterators stand open: see _close
            if has_text and isinstance(error, openai.APIConnectionError):
                error = IncompleteReplyError()
            raise completion_error(error, self._service, deployment) from None
        assert isinstance(item, Finish)
        if item.reason == "content_filter":
            raise filtered_reply(item.filtered, deployment, item.request_id)
        if item.reason == "length" and not has_text:
            raise empty_reply(deployment, settings.max_tokens, item.request_id)

    async def close(self) -> None:
        """Close the connections."""
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.close()

    async def _request(
        self, messages: Sequence[Message], settings: Settings, deployment: str
    ) -> AsyncGenerator[CompletionNotice | _Opened, None]:
        """Send the request, yield the stream of its answer, and before that what delays it.

        It is sent once more for each parameter that the model turns out not to know, and again after a
        transient failure as the retry policy says.
        """
        api, unsupported = APIS[settings.api], self._unsupported.setdefault((settings.api, deployment), set())
        failures, waited_seconds = 0, 0.0
        while True:
            body = api.body(messages, settings, deployment, unsupported)
            first_token_by = time.monotonic() + self._timeouts.first_token_seconds
            try:
                client = await self._client(api)
                stream = await within(self._timeouts.first_token_seconds, api.create(client, body))
                yield _Opened(stream, first_token_by)
                return
            except openai.BadRequestError as error:
                parameter = _unsupported_parameter(error)
                if parameter is None or parameter in unsupported:
                    raise
                unsupported.add(parameter)
                if parameter == "temperature":
                    yield CompletionNotice(
                        "parameter-left-out", f"The model {deployment!r} takes no temperature."
                    )
            except openai.OpenAIError as error:
                failures += 1
                failure = completion_error(error, self._service, deployment)
                pause = self._timeouts.retry.next_pause_seconds(
                    failures, failure.retry_after_seconds, waited_seconds
                )
                if pause is None or not failure.is_retryable:
                    raise
                waited_seconds += pause
                yield CompletionNotice(
                    "completion-retry",
                    f"The model {deployment!r} did not answer ({failure.code}); "
                    f"trying again in {pause:.1f} s.",
                )
                await asyncio.sleep(pause)

    async def _read(self, opened: _Opened, api: Api) -> AsyncGenerator[Delta | Finish, None]:
        known: dict[str, Any] = dict.fromkeys(
            ("reason", "model", "prompt_tokens", "completion_tokens", "filtered")
        )
        stream, has_text = opened.stream, False
        while True:
            seconds = self._timeouts.next_token_seconds
            if not has_text:
                seconds = max(0.0, opened.first_token_by - time.monotonic())
            try:
                piece = api.read(await within(seconds, anext(stream)))
            except StopAsyncIteration:
                break
            new = {name: getattr(piece, name) for name in known}
            known |= {name: value for name, value in new.items() if value is not None}
            if piece.text:
                has_text = True
                yield Delta(piece.text)
        if known["reason"] is None:
            raise IncompleteReplyError
        yield Finish(**known, request_id=stream.response.headers.get("x-request-id", ""))

    async def _client(self, api: Api) -> openai.AsyncOpenAI:
        """Return the client of an interface, made at its first use: it reads certificates for a while."""
        undated = api.undated or self._service.api_version == "v1" or self._service.api == "openai"
        async with self._making_client:
            if undated not in self._clients:
                make = partial(_client, self._service, undated=undated)
                self._clients[undated] = await run_in_thread(make)
            return self._clients[undated]


@dataclass(frozen=True, slots=True)
class _Opened:
    """The stream of an answer, its status received."""

    stream: Any
    first_token_by: float
    """When its first token is due, by ``time.monotonic()``, in seconds."""


def _unsupported_parameter(error: openai.BadRequestError) -> str | None:
    """Return the parameter that a model does without: newer ones know no ``max_tokens``, for example."""
    named = error.param or ""
    for parameter in ("max_tokens", "temperature", "stream_options"):
        if named == parameter or (not named and f"'{parameter}'" in service_message(error)):
            return parameter
    return None


async def _close(stream: Any) -> None:
    """Close an answer and end the SDK's iterators over it.

    Its stream and its iterator hold each other. Left open they would be the garbage collector's, which closes
    them on any thread while the loop closes them, too: ``async generator already executing``.
    """
    await stream.close()
    with contextlib.suppress(openai.OpenAIError, httpx2.HTTPError, httpx2.StreamError, ValueError):
        async for _ in stream:  # what had come; then the connection is closed
            pass


def _client(service: CompletionService, *, undated: bool) -> openai.AsyncOpenAI:
    limits = httpx2.Limits(keepalive_expiry=_KEEPALIVE_SECONDS)
    # Retries and time-outs are this module's: counted, shown, and for connecting and silence alike.
    common: dict[str, Any] = {
        "http_client": openai.DefaultAsyncHttpxClient(limits=limits),
        "max_retries": 0,
        "timeout": None,
    }
    if undated:
        azure = service.api == "azure"
        base = f"{service.endpoint.rstrip('/')}/openai/v1/" if azure else service.endpoint
        return openai.AsyncOpenAI(base_url=base, api_key=_key_of(service), **common)
    if service.credential is not None:
        common["azure_ad_token_provider"] = _token_provider(service)
    elif service.key is not None:
        common["api_key"] = service.key.reveal()
    return openai.AsyncAzureOpenAI(azure_endpoint=service.endpoint, api_version=service.api_version, **common)


def _key_of(service: CompletionService) -> Any:
    """Return what the SDK insists on: a key, a provider of tokens, or a word for a server without keys."""
    if service.key is not None:
        return service.key.reveal()
    return _token_provider(service) if service.credential is not None else "none"


def _token_provider(service: CompletionService) -> Any:
    """Return what the SDK calls for each request; the credential keeps its token until it expires."""
    credential = service.credential
    assert credential is not None

    async def token() -> str:
        try:
            return (await run_in_thread(lambda: credential.get_token(_TOKEN_SCOPE))).token
        except AzureError as error:
            reason = str(error.message).strip().partition("\n")[0].strip() or type(error).__name__
            raise CompletionError(
                f"No token could be had for the identity: {reason}",
                code="authentication",
                hint="Sign in, for example with: az login. Or set the keys.",
            ) from None

    return token
