"""The HTTP client below the SDK's: which proxy it takes and which certificates it trusts.

Both are read from the environment's variables, as most programs do. A connection to this machine itself takes
no proxy, whatever they say; for the same reason, and because most of them lose the question, no redirect is
followed.
"""

from __future__ import annotations

import os
import ssl
from urllib.parse import urlsplit

import httpx2
import openai

from voicelab.completion.sent_requests import note_sending
from voicelab.errors import ConfigurationError
from voicelab.loopback import is_loopback
from voicelab.services.certificates import trusted_certificates
from voicelab.services.proxies import check_proxy, missing_socks, proxies

__all__ = ["make_http_client"]

_KEEPALIVE_SECONDS = 60.0
"""How long a connection waits for the next turn, in seconds; most servers and routers wait longer.

The SDK's own 5 s are over before most replies are, so that nearly every turn would begin with a handshake."""

_HEADERS = ("OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_CUSTOM_HEADERS")
"""Variables which the SDK itself reads, and sends in headers."""


def make_http_client(endpoint: str, trusted: ssl.SSLContext | None = None) -> httpx2.AsyncClient:
    """Return a client for a server.

    Parameters
    ----------
    endpoint
        The server's address.
    trusted
        The certificates that are trusted; `None` to read them, which takes a while.

    Raises
    ------
    ConfigurationError
        A variable of proxies, certificates or headers cannot be used; the message names it.
    """
    _check_headers()
    limits = httpx2.Limits(keepalive_expiry=_KEEPALIVE_SECONDS)
    is_near = is_loopback(endpoint)
    if trusted is None:
        is_plain = is_near and urlsplit(endpoint).scheme == "http"  # no certificate is looked at
        trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if is_plain else trusted_certificates()
    try:
        return openai.DefaultAsyncHttpxClient(
            limits=limits,
            verify=trusted,
            trust_env=not is_near,
            follow_redirects=False,
            event_hooks={"request": [note_sending]},
        )
    except (ImportError, ValueError, httpx2.InvalidURL):
        raise _proxy_error() from None


def _proxy_error() -> ConfigurationError:
    """Return the error for the first proxy that cannot be used."""
    for proxy in proxies("https", "http", "all"):
        try:
            check_proxy(proxy)
            httpx2.AsyncHTTPTransport(proxy=httpx2.Proxy(proxy.address), verify=False)
        except ConfigurationError as error:
            return error
        except ImportError:
            return missing_socks(proxy, "httpx2[socks]")
    return _unusable("NO_PROXY", "cannot be read", "Write host names with commas between, or unset it.")


def _check_headers() -> None:
    """Refuse what no header can hold, and would be an error within the SDK."""
    for name in _HEADERS:
        value = os.environ.get(name, "")
        allowed = "\n\t" if name == "OPENAI_CUSTOM_HEADERS" else ""
        if any(not " " <= each <= "~" and each not in allowed for each in value):
            raise _unusable(
                name,
                "holds what no header of HTTP can",
                "Set it in plain ASCII letters, in one line, or unset it.",
            )


def _unusable(name: str, problem: str, hint: str) -> ConfigurationError:
    return ConfigurationError(f"{name} {problem}.", code="bad-variable", hint=hint)
