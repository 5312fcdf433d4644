"""The openai SDK's clients: one for each way in which a service is addressed."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import openai

from voicelab.completion.http_clients import make_http_client
from voicelab.completion.identity import access_token
from voicelab.event_loop import run_in_background, run_in_thread

if TYPE_CHECKING:
    import ssl

    from voicelab.services.endpoints import CompletionService

__all__ = ["ServiceClients"]

_Resource = Callable[[openai.AsyncOpenAI], Any]


class ServiceClients:
    """A service's clients, each made at its first use and kept open; they belong to one event loop.

    Parameters
    ----------
    trusted
        See `make_http_client`.
    """

    def __init__(self, service: CompletionService, trusted: ssl.SSLContext | None = None) -> None:
        self._service = service
        self._trusted = trusted
        self._made: dict[_Resource, openai.AsyncOpenAI] = {}
        self._requests: Counter[openai.AsyncOpenAI] = Counter()
        self._making = asyncio.Lock()

    async def client(self, resource: _Resource, *, undated: bool = False) -> openai.AsyncOpenAI:
        """Return the client for a part of the SDK.

        Parameters
        ----------
        resource
            Returns that part of a client.
        undated
            Whether Azure offers it by its undated interface alone.

        Raises
        ------
        ConfigurationError
            A variable of proxies, certificates or headers cannot be used.
        """
        service, trusted = self._service, self._trusted
        undated = undated or service.api_version == "v1" or service.api == "openai"

        def make() -> openai.AsyncOpenAI:
            client = _make_client(service, undated=undated, trusted=trusted)
            resource(client)  # imported here, or it would hold the loop up at the first request
            return client

        async with self._making:
            if resource not in self._made:
                self._made[resource] = await run_in_thread(make)
            return self._made[resource]

    @contextlib.asynccontextmanager
    async def request(
        self, resource: _Resource, *, undated: bool = False
    ) -> AsyncIterator[openai.AsyncOpenAI]:
        """Give the client for one request, which the block makes; see `client`.

        If the request times out, the next ones have a new client: what silenced one of its connections may
        have silenced those that it keeps for later, and each of them would cost a time-out.

        Raises
        ------
        ConfigurationError
            As `client` raises it.
        """
        client = await self.client(resource, undated=undated)
        self._requests[client] += 1
        try:
            yield client
        except asyncio.TimeoutError:
            if self._made.get(resource) is client:
                del self._made[resource]
            raise
        finally:
            self._requests[client] -= 1
            if not self._requests[client]:
                del self._requests[client]
                if client not in self._made.values():
                    run_in_background(client.close())

    async def close(self) -> None:
        """Close their connections."""
        made, self._made = self._made, {}
        for client in made.values():
            await client.close()


def _make_client(
    service: CompletionService, *, undated: bool, trusted: ssl.SSLContext | None
) -> openai.AsyncOpenAI:
    """Return a client of a service, without retries and time-outs of its own; reads certificates for a while.

    Parameters
    ----------
    undated
        Whether to use Azure's undated interface, or a server that has no other.
    trusted
        See `make_http_client`.

    Raises
    ------
    ConfigurationError
        As `make_http_client` raises it.
    """
    # Retries and time-outs are this module's: counted, shown, and for connecting and silence alike.
    common: dict[str, Any] = {
        "http_client": make_http_client(service.endpoint, trusted),
        "max_retries": 0,
        "timeout": None,
    }
    if undated:
        azure = service.api == "azure"
        base, _, query = service.endpoint.partition("?")
        base = f"{base.rstrip('/')}{service.base_path}/v1/" if azure else base
        common["default_query"] = dict(parse_qsl(query, keep_blank_values=True))
        return openai.AsyncOpenAI(base_url=base, api_key=_key_of(service), **common)
    if service.credential is not None:
        common["azure_ad_token_provider"] = _token_provider(service)
    elif service.key is not None:
        common["api_key"] = service.key.reveal()
    base = f"{service.endpoint.rstrip('/')}{service.base_path}"
    return openai.AsyncAzureOpenAI(base_url=base, api_version=service.api_version, **common)


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
        return (await access_token(credential)).token

    return token
