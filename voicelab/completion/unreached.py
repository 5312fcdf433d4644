"""Why no answer came at all: the network, a proxy in between, or a certificate that is not trusted."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import httpx2

from voicelab.completion.causes import Cause
from voicelab.services.proxies import proxy_of
from voicelab.text.server_words import server_words

if TYPE_CHECKING:
    from voicelab.services.endpoints import CompletionService

__all__ = ["error_chain", "refused_by_proxy", "unreached"]


def unreached(error: BaseException, service: CompletionService) -> Cause:
    """Return why a server could not be asked.

    Parameters
    ----------
    error
        The SDK's, with what caused it.
    """
    chain = list(error_chain(error))
    if any(isinstance(each, httpx2.RemoteProtocolError | httpx2.ReadError) for each in chain):
        return Cause("connection-closed", "closed the connection before it answered")
    if any(isinstance(each, ssl.SSLCertVerificationError) for each in chain):
        return Cause(
            "connection-failed", "cannot be reached: its certificate is not trusted", _CERTIFICATE_HINT
        )
    refusal = next((each for each in chain if isinstance(each, httpx2.ProxyError)), None)
    if refusal is not None:
        return refused_by_proxy(service.endpoint, server_words(str(refusal)))
    if proxy := proxy_of(service.endpoint):
        hint = "Check that proxy and the network; or leave it out: name the server in NO_PROXY."
        return Cause("connection-failed", f"cannot be reached through the proxy of {proxy.variable}", hint)
    return Cause("connection-failed")


def refused_by_proxy(endpoint: str, words: str) -> Cause:
    """Return why a server could not be asked, of a proxy that says so itself.

    Parameters
    ----------
    words
        What the proxy said, its status first.
    """
    found = proxy_of(endpoint)
    proxy = found.variable if found else ""
    meaning = f"cannot be reached: the proxy{f' of {proxy}' if proxy else ''} refused"
    if not proxy or not words.startswith("407"):
        return Cause("connection-failed", meaning, words=words)
    hint = f"Put user name and password into {proxy}, as http://USER:PASSWORD@HOST:PORT."
    return Cause("connection-failed", meaning, hint, words)


_CERTIFICATE_HINT = (
    "Set SSL_CERT_FILE to a file with the certificates of those whom your network trusts, in PEM: "
    "a proxy that looks into connections has its own, and so has a server of your own."
)


def error_chain(error: BaseException | None) -> list[BaseException]:
    """Return an error, what caused it, what caused that."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
