"""The HTTP client below the SDK's: which proxy it takes and which certificates it trusts.

Both are read from the environment's variables, as most programs do. A connection to this machine itself takes
no proxy, whatever they say: nothing that stays here is shown to another machine. For the same reason, and
because most of them lose the question, no redirect is followed.
"""

from __future__ import annotations

import os
import ssl
import urllib.request
from urllib.parse import urlsplit

import httpx2
import openai

from voicelab.completion.sent_requests import note_sending
from voicelab.errors import ConfigurationError
from voicelab.services.addresses import is_loopback

__all__ = ["make_http_client", "proxy_variable"]

_KEEPALIVE_SECONDS = 60.0
"""How long a connection waits for the next turn, in seconds; most servers and routers wait longer.

The SDK's own 5 s are over before most replies are, so that nearly every turn would begin with a handshake."""

_HEADERS = ("OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_CUSTOM_HEADERS")
"""Variables which the SDK itself reads, and sends in headers."""


def make_http_client(endpoint: str) -> httpx2.AsyncClient:
    """Return a client for a server; reads certificates for a while.

    Raises
    ------
    ConfigurationError
        A variable of proxies, certificates or headers cannot be used; the message names it.
    """
    _check_headers()
    limits = httpx2.Limits(keepalive_expiry=_KEEPALIVE_SECONDS)
    is_near = is_loopback(endpoint)
    is_plain = is_near and urlsplit(endpoint).scheme == "http"  # no certificate is looked at
    verify = httpx2.create_ssl_context(trust_env=False) if is_plain else _trusted()
    try:
        return openai.DefaultAsyncHttpxClient(
            limits=limits,
            verify=verify,
            trust_env=not is_near,
            follow_redirects=False,
            event_hooks={"request": [note_sending]},
        )
    except (ImportError, ValueError, httpx2.InvalidURL):
        raise _proxy_error() from None


def proxy_variable(endpoint: str) -> str:
    """Return the name of the variable whose proxy a server is asked through; empty if none is."""
    parts = urlsplit(endpoint)
    if is_loopback(endpoint) or urllib.request.proxy_bypass(parts.hostname or ""):
        return ""
    proxies = urllib.request.getproxies()
    kind = next((kind for kind in (parts.scheme, "all") if proxies.get(kind)), None)
    return _name_of(kind) if kind is not None else ""


def _name_of(kind: str) -> str:
    """Return the variable that names a kind of proxy, in the letters in which it counts."""
    names = sorted((name for name in os.environ if name.lower() == f"{kind}_proxy"), reverse=True)
    return names[0] if names else "the system's settings"


def _proxy_error() -> ConfigurationError:
    """Return the error for the first proxy that cannot be used."""
    for kind in ("https", "http", "all"):
        address = urllib.request.getproxies().get(kind)
        if not address:
            continue
        try:
            httpx2.AsyncHTTPTransport(
                proxy=httpx2.Proxy(address if "://" in address else f"http://{address}"), verify=False
            )
        except ImportError:
            return ConfigurationError(
                f"{_name_of(kind)} names a SOCKS proxy, and a package for those is not installed.",
                code="missing-package",
                hint="Run: pip install 'httpx2[socks]', or unset the variable.",
            )
        except (ValueError, httpx2.InvalidURL):
            return _unusable(_name_of(kind), "names no proxy that can be used", _PROXY_HINT)
    return _unusable("NO_PROXY", "cannot be read", "Write host names with commas between, or unset it.")


_PROXY_HINT = "Set it to http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT, or unset it."


def _trusted() -> ssl.SSLContext:
    """Return the certificates that are trusted."""
    try:
        return httpx2.create_ssl_context()
    except OSError:  # which those of certificates are, too
        pass
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file or None, folder or None)
    except ssl.SSLError:
        problem = f"names a file without certificates, {file}"
    except OSError as error:
        problem = f"names a file that cannot be read, {file} ({error.strerror})"
    else:
        path = os.environ.get("SSLKEYLOGFILE")
        raise _unusable("SSLKEYLOGFILE", f"names a file that cannot be written, {path}", "Unset it.")
    hint = "Set it to a file of certificates in PEM, or unset it."
    raise _unusable("SSL_CERT_FILE" if file else "SSL_CERT_DIR", problem, hint)


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
