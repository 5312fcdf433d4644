"""Addresses as people paste them, brought to the one form that the services need.

Portals, quickstarts and code samples show the same resource as a region's display name, a bare host, a
base URL or the full URL of one call. A text that may be a credential in the wrong place is never shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, parse_qs, urlsplit

from voicelab.errors import ConfigurationError

__all__ = ["AzureOpenAIAddress", "azure_openai_address", "region_name", "speech_place", "web_address"]

_REGION = re.compile(r"[a-z]{2,24}[0-9]{0,2}[a-z]{0,4}")
_REGIONAL_HOST = re.compile(
    r"([a-z0-9]+)\.(?:api\.cognitive|(?:stt|tts|s2s)\.speech)\.(?:microsoft\.com|microsoft\.us|azure\.us|azure\.cn)"
)
_AZURE_HOST = re.compile(
    r"[a-z0-9-]+\.(?:openai\.azure|cognitiveservices\.azure|services\.ai\.azure)\.(?:com|us|cn)"
)
_HOST = re.compile(r"(?!your[-_])[\w-]+(\.[\w-]+)*|[0-9a-f:]*:[0-9a-f:.]*")
"""A name or an IPv6 address, and not the ``YOUR_RESOURCE_NAME`` of an example."""
_LIKE_A_KEY = re.compile(r"@|key=|sk-\S{8,}|[A-Za-z0-9_+/=-]{32,}")

_OPENAI_HINT = "Set AZURE_OPENAI_ENDPOINT to https://YOUR-RESOURCE-NAME.openai.azure.com/."
_SPEECH_HINT = (
    "Set SPEECH_ENDPOINT to https://NAME.cognitiveservices.azure.com/ (Azure portal, 'Keys and Endpoint')."
)


@dataclass(frozen=True, slots=True)
class AzureOpenAIAddress:
    """An Azure OpenAI resource, and what else a pasted URL said."""

    endpoint: str
    """Base address, with no slash at its end."""
    deployment: str | None = None
    api_version: str | None = None
    """The dated version, or ``v1`` for the undated interface."""


def region_name(text: str) -> str:
    """Return a region's short name: ``westeurope`` for ``West Europe`` or ``(Europe) West Europe``.

    Raises
    ------
    ConfigurationError
        Nothing that could be a region.
    """
    host = _REGIONAL_HOST.fullmatch(urlsplit(text if "//" in text else f"//{text}").netloc.lower())
    name = host[1] if host else re.sub(r"\(.*?\)|[\s_-]", "", text).lower()
    if not _REGION.fullmatch(name):
        raise ConfigurationError(
            f"The Speech region {_shown(text)} is no Azure region.",
            code="bad-region",
            hint="Set SPEECH_REGION to a region's short name such as westeurope (Azure portal, 'Keys and "
            "Endpoint', 'Location/Region').",
        )
    return name


def speech_place(address: str) -> tuple[Literal["region", "host", "endpoint"], str]:
    """Tell what the address of a Speech resource is: a region's own, a container's, or a custom domain.

    Raises
    ------
    ConfigurationError
        No address.
    """
    parts = _split(address, _SPEECH_HINT, schemes=("https", "http", "wss", "ws"))
    host = _REGIONAL_HOST.fullmatch(parts.netloc.lower())
    if host:
        return "region", host[1]
    if parts.scheme == "https":
        return "endpoint", f"https://{parts.netloc}"
    return "host", f"{'wss' if parts.scheme == 'wss' else 'ws'}://{parts.netloc}"


def azure_openai_address(address: str) -> AzureOpenAIAddress:
    """Read the address of an Azure OpenAI resource, or the URL of a call to it.

    Raises
    ------
    ConfigurationError
        No web address.
    """
    parts = _split(address, _OPENAI_HINT)
    steps = [step for step in parts.path.split("/") if step]
    call: list[str] = []
    for position, step in enumerate(steps):
        if step == "openai" and steps[position + 1 : position + 2] in ([], ["v1"], ["deployments"]):
            steps, call = steps[:position], steps[position + 1 :]
            break
    if _AZURE_HOST.fullmatch(parts.netloc.lower()):
        steps = []
    version = parse_qs(parts.query).get("api-version", [None])[0]
    return AzureOpenAIAddress(
        endpoint="/".join([f"{parts.scheme}://{parts.netloc}", *steps]),
        deployment=call[1] if len(call) > 1 and call[0] == "deployments" else None,
        api_version="v1" if call[:1] == ["v1"] else version,
    )


def web_address(address: str, hint: str = _OPENAI_HINT) -> str:
    """Return an http(s) address; ``https://`` is put before a bare host.

    Raises
    ------
    ConfigurationError
        No web address, or one with a credential in it.
    """
    return _split(address, hint).geturl()


def _split(address: str, hint: str, schemes: tuple[str, ...] = ("https", "http")) -> SplitResult:
    whole = address if "://" in address or "." not in address else f"https://{address}"
    try:
        parts = urlsplit(whole)
        parts.port  # noqa: B018  # raises ValueError where the port is no number
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    if "@" in parts.netloc or "key=" in parts.query.lower():
        raise ConfigurationError(
            "An address must not hold a user name, a password or a key.", code="bad-endpoint", hint=hint
        )
    if parts.scheme not in schemes or not _HOST.fullmatch(parts.hostname or ""):
        raise ConfigurationError(
            f"The address {_shown(address)} is no web address.", code="bad-endpoint", hint=hint
        )
    return parts


def _shown(text: str) -> str:
    return "(not shown: it looks like a key)" if _LIKE_A_KEY.search(text) else repr(text)
