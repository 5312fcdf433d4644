"""The transport below a websocket: which proxy it takes and which certificates it trusts.

Both are those of the completion's HTTP client. The two SDKs use two libraries of websockets, which call them
differently.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from voicelab.errors import ConfigurationError
from voicelab.services.certificates import trusted_certificates
from voicelab.services.proxies import check_proxy, missing_socks, proxy_of

if TYPE_CHECKING:
    import ssl

    from voicelab.services.proxies import Proxy

__all__ = ["openai_transport", "proxy_refusal", "voice_live_transport"]


def openai_transport(endpoint: str) -> dict[str, Any]:
    """Return what the openai SDK's ``websocket_connection_options`` need; reads certificates for a while.

    Parameters
    ----------
    endpoint
        The service's address, of any scheme.

    Raises
    ------
    ConfigurationError
        A variable of proxies or certificates cannot be used; the message names it.
    """
    proxy, trusted = _proxy(endpoint), _trusted(endpoint)
    options: dict[str, Any] = {"proxy": proxy.address if proxy else None}
    if trusted is not None:
        options["ssl"] = trusted
    if proxy is None:
        return options
    if proxy.is_socks and find_spec("python_socks") is None:
        raise missing_socks(proxy, "python-socks[asyncio]")
    if proxy.address.startswith("https:"):
        options["proxy_ssl"] = trusted or trusted_certificates()
    return options


def voice_live_transport(endpoint: str) -> dict[str, Any]:
    """Return what the Voice Live SDK's ``vendor_options`` need; see `openai_transport`."""
    proxy, trusted = _proxy(endpoint), _trusted(endpoint)
    if proxy is not None and proxy.is_socks:
        raise ConfigurationError(
            f"{proxy.variable} names a SOCKS proxy, which the Voice Live SDK cannot use.",
            code="bad-variable",
            hint="Name a proxy as http://HOST:PORT, or the service in NO_PROXY.",
        )
    options: dict[str, Any] = {"proxy": proxy.address if proxy else None}
    if trusted is not None:
        options["ssl"] = trusted
    return options


def proxy_refusal(error: BaseException | None) -> str:
    """Return what a proxy answered in place of letting a connection through, its status first.

    Parameters
    ----------
    error
        The SDK's, with what caused it; empty if no proxy answered.
    """
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        if type(error).__name__ == "InvalidProxyStatus":  # of websockets
            response = error.response  # type: ignore[attr-defined]
            return f"{response.status_code} {response.reason_phrase}".strip()
        if type(error).__name__ == "ClientHttpProxyError":  # of aiohttp
            return f"{error.status} {error.message}".strip()  # type: ignore[attr-defined]
        error = error.__cause__ or error.__context__
    return ""


def _proxy(endpoint: str) -> Proxy | None:
    proxy = proxy_of(endpoint)
    if proxy is not None:
        check_proxy(proxy)
    return proxy


def _trusted(endpoint: str) -> ssl.SSLContext | None:
    """Return the certificates for an address that is encrypted."""
    return trusted_certificates() if urlsplit(endpoint).scheme in ("https", "wss") else None
