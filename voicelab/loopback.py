"""Which addresses are of this machine itself."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

__all__ = ["is_loopback", "is_loopback_host"]

_LOOPBACK_NAMES = ("localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback")
"""As lists of hosts have them."""


def is_loopback(address: str) -> bool:
    """Whether an address, which begins with its scheme or ``//``, is of this machine itself."""
    return is_loopback_host(urlsplit(address).hostname or "")


def is_loopback_host(host: str) -> bool:
    """Whether a name or a number, without brackets and port, is of this machine itself."""
    host = host.rstrip(".").lower()
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host in _LOOPBACK_NAMES or host.endswith(".localhost")
    mapped = getattr(found, "ipv4_mapped", None)
    return any(each.is_loopback or each.is_unspecified for each in (found, mapped) if each is not None)
