"""Proxies: through which one a server is reached, as the environment's variables have it.

A connection to this machine itself takes no proxy, whatever they say: nothing that stays here is shown to
another machine.
"""

from __future__ import annotations

import os
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx2

from voicelab.errors import ConfigurationError
from voicelab.loopback import is_loopback

__all__ = ["Proxy", "check_proxy", "missing_socks", "proxies", "proxy_of"]

_SCHEMES = {"ws": "http", "wss": "https"}
"""Websockets go through the proxies of the web."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that is set."""

    variable: str
    """The variable that names it, in the letters in which it counts."""
    address: str = field(repr=False)
    """Where it is, with its scheme; may hold a password."""

    @property
    def is_socks(self) -> bool:
        """Whether it speaks SOCKS, for which most clients need a package more."""
        return self.address.lower().startswith("socks")


def proxy_of(endpoint: str) -> Proxy | None:
    """Return the proxy through which a server is reached, if one is."""
    parts = urlsplit(endpoint)
    place = f"{parts.hostname or ''}:{parts.port}" if parts.port else parts.hostname or ""
    if is_loopback(endpoint) or urllib.request.proxy_bypass(place):
        return None
    return next(proxies(_SCHEMES.get(parts.scheme, parts.scheme), "all"), None)


def proxies(*kinds: str) -> Iterator[Proxy]:
    """Yield the proxies that are set for some kinds of addresses, such as ``https``."""
    found = urllib.request.getproxies()
    for kind in kinds:
        if address := found.get(kind):
            yield Proxy(_name_of(kind), address if "://" in address else f"http://{address}")


def check_proxy(proxy: Proxy) -> None:
    """Refuse an address that is no proxy's.

    Raises
    ------
    ConfigurationError
        No such address; the message names the variable, not the address.
    """
    try:
        httpx2.Proxy(proxy.address)
    except (ValueError, httpx2.InvalidURL):
        raise ConfigurationError(
            f"{proxy.variable} names no proxy that can be used.",
            code="bad-variable",
            hint="Set it to http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT, or unset it.",
        ) from None


def missing_socks(proxy: Proxy, package: str) -> ConfigurationError:
    """Return the error for a SOCKS proxy where the package that a client needs for it is missing."""
    return ConfigurationError(
        f"{proxy.variable} names a SOCKS proxy, and a package for those is not installed.",
        code="missing-package",
        hint=f"Run: pip install '{package}', or unset the variable.",
    )


def _name_of(kind: str) -> str:
    names = sorted((name for name in os.environ if name.lower() == f"{kind}_proxy"), reverse=True)
    return names[0] if names else "the system's settings"
