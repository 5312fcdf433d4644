"""Addresses as people paste them, brought to the one form that the services need.

Portals, quickstarts and code samples show the same resource as a region's display name, a bare host, a
base URL or the full URL of one call. A text that may be a credential in the wrong place is never shown.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, parse_qs, urlsplit

from voicelab.errors import ConfigurationError
from voicelab.loopback import is_loopback

__all__ = [
    "AZURE_HINT",
    "OPENAI_HINT",
    "SPEECH_HINT",
    "SPEECH_SCHEMES",
    "UPSTREAM_HINT",
    "VOICE_LIVE_HINT",
    "AzureOpenAIAddress",
    "are_of_one_resource",
    "azure_openai_address",
    "check_encrypted",
    "is_azures",
    "is_foundrys",
    "is_near",
    "openai_address",
    "region_name",
    "shown",
    "speech_host",
    "speech_place",
    "web_address",
]

_REGION = re.compile(r"[a-z]{2,24}[0-9]{0,2}[a-z]{0,4}")
_REGIONAL_HOST = re.compile(
    r"([a-z0-9]+)\.(?:api\.cognitive|(?:stt|tts|s2s)\.speech)\.(?:microsoft\.com|microsoft\.us|azure\.us|azure\.cn)"
)
_AZURE_HOST = re.compile(
    r"([a-z0-9-]+)\.(?:openai\.azure|cognitiveservices\.azure|services\.ai\.azure)\.(com|us|cn)"
)
_FOUNDRY_HOST = re.compile(r"[a-z0-9-]+\.(?:cognitiveservices\.azure|services\.ai\.azure)\.(?:com|us|cn)")
_HOST = re.compile(r"(?!your[-_])[\w-]+(\.[\w-]+)*|[0-9a-f:]*:[0-9a-f:.]*")
"""A name or an IPv6 address, and not the ``YOUR_RESOURCE_NAME`` of an example."""
_CALL = re.compile(r"(?:/chat/completions|/completions|/responses|(?<=/v\d)/(?:chat|models|embeddings))/*\Z")
"""What a URL of a call has behind the base address."""
_LIKE_A_KEY = re.compile(r"@|key=|sk-\S{8,}|[A-Za-z0-9_+/=-]{32,}")

_BASE_ADDRESS = "Set {} to the server's base address, such as http://127.0.0.1:11434/v1"
OPENAI_HINT = f"{_BASE_ADDRESS.format('OPENAI_BASE_URL')}."
UPSTREAM_HINT = (
    f"{_BASE_ADDRESS.format('VOICELAB_COMPLETION_URL')}; its key has a variable of its own, "
    "VOICELAB_COMPLETION_KEY."
)
AZURE_HINT = "Set AZURE_OPENAI_ENDPOINT to https://YOUR-RESOURCE-NAME.openai.azure.com/."
SPEECH_HINT = (
    "Set SPEECH_ENDPOINT to https://NAME.cognitiveservices.azure.com/ (Azure portal, 'Keys and Endpoint')."
)
VOICE_LIVE_HINT = (
    "Set AZURE_VOICELIVE_ENDPOINT to https://YOUR-RESOURCE-NAME.services.ai.azure.com/, the address of a "
    "Foundry resource."
)

SPEECH_SCHEMES = ("https", "http", "wss", "ws")


@dataclass(frozen=True, slots=True)
class AzureOpenAIAddress:
    """An Azure OpenAI resource, and what else a pasted URL said."""

    endpoint: str
    """Base address, with no slash at its end."""
    deployment: str | None = None
    api_version: str | None = None
    """The dated version, or ``v1`` for the undated interface."""
    base_path: str = "/openai"
    """What stands between the endpoint and ``/deployments``; gateways may have nothing there."""


def region_name(text: str) -> str:
    """Return a region's short name: ``westeurope`` for ``West Europe`` or ``(Europe) West Europe``.

    Raises
    ------
    ConfigurationError
        Nothing that could be a region.
    """
    if not isinstance(text, str):
        raise TypeError(f"region must be text, not {type(text).__name__}")
    netloc = re.sub(r"^\w+://", "", text.strip()).split("/")[0]
    host = _REGIONAL_HOST.fullmatch(netloc.lower())
    name = host[1] if host else re.sub(r"\(.*?\)|[\s_-]", "", text).lower()
    if not _REGION.fullmatch(name):
        raise ConfigurationError(
            f"The Speech region {shown(text)} is no Azure region.",
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
    parts = _split(address, SPEECH_HINT, SPEECH_SCHEMES)
    host = _REGIONAL_HOST.fullmatch(parts.netloc.lower())
    if host:
        return "region", host[1]
    if parts.scheme == "https":
        return "endpoint", f"https://{parts.netloc}"
    return "host", speech_host(address)


def speech_host(address: str) -> str:
    """Return the address of a container, or of the embedded services, as the Speech SDK wants it.

    Raises
    ------
    ConfigurationError
        No address, or one to which a key would go in clear, through other networks.
    """
    hint = "Name it as ws://HOST:PORT, or wss://HOST:PORT where it is encrypted."
    parts = _split(address, hint, SPEECH_SCHEMES)
    host = f"{'wss' if parts.scheme in ('https', 'wss') else 'ws'}://{parts.netloc}"
    check_encrypted(host, hint)
    return host


def azure_openai_address(address: str) -> AzureOpenAIAddress:
    """Read the address of an Azure OpenAI resource, or the URL of a call to it.

    Raises
    ------
    ConfigurationError
        No web address.
    """
    parts = _split(address, AZURE_HINT)
    steps = [step for step in parts.path.split("/") if step]
    base, call, base_path = _parted(steps)
    if _AZURE_HOST.fullmatch(parts.netloc.lower()):
        base, base_path = [], "/openai"
    version = parse_qs(parts.query).get("api-version", [None])[0]
    return AzureOpenAIAddress(
        endpoint="/".join([f"{parts.scheme}://{parts.netloc}", *base]),
        deployment=call[1] if len(call) > 1 and call[0] == "deployments" else None,
        api_version="v1" if call[:1] == ["v1"] else version,
        base_path=base_path,
    )


def _parted(steps: list[str]) -> tuple[list[str], list[str], str]:
    """Return what of a path is the gateway's, what is of a call, and what stands between them."""
    for position, step in enumerate(steps):
        if step == "openai" and steps[position + 1 : position + 2] in ([], ["v1"], ["deployments"]):
            return steps[:position], steps[position + 1 :], "/openai"
    for position, step in enumerate(steps):
        is_call = step == "v1" and steps[position + 1 : position + 2] in (
            ["chat"],
            ["completions"],
            ["responses"],
        )
        if step == "deployments" or is_call:
            return steps[:position], steps[position:], ""
    return steps, [], "/openai"


def openai_address(address: str, hint: str = OPENAI_HINT) -> str:
    """Return the base address of an OpenAI-compatible server, be it given or the URL of a call to it.

    Raises
    ------
    ConfigurationError
        No web address, or one with a credential in it.
    """
    parts = _split(address, hint)
    return parts._replace(path=_CALL.sub("", parts.path), fragment="").geturl()


def web_address(address: str, hint: str = AZURE_HINT, schemes: tuple[str, ...] = ("https", "http")) -> str:
    """Return an address of one of some schemes; ``https://`` is put before a bare host.

    Raises
    ------
    ConfigurationError
        No web address, or one with a credential in it.
    """
    return _split(address, hint, schemes).geturl()


def is_azures(address: str) -> bool:
    """Whether an address is below one of the names that Azure gives to resources."""
    host = _host(address)
    return bool(_AZURE_HOST.fullmatch(host) or _REGIONAL_HOST.fullmatch(host))


def _host(address: str) -> str:
    return (urlsplit(address if "//" in address else f"//{address}").hostname or "").lower()


def are_of_one_resource(address: str, other: str) -> bool:
    """Whether two addresses are of one of Azure's resources, whose name is its own below several domains."""
    found, others = (_AZURE_HOST.fullmatch(_host(each)) for each in (address, other))
    return found is not None and others is not None and found.groups() == others.groups()


def is_foundrys(address: str) -> bool:
    """Whether an address is of a Foundry resource, whose services are more than the models of OpenAI."""
    return bool(_FOUNDRY_HOST.fullmatch((urlsplit(address).hostname or "").lower()))


def check_encrypted(address: str, hint: str) -> None:
    """Refuse to send a credential in clear, but on this machine and in its own network.

    Raises
    ------
    ConfigurationError
        An address of ``http`` or ``ws``, somewhere else.
    """
    parts = urlsplit(address)
    if parts.scheme in ("https", "wss") or is_near(parts.hostname or ""):
        return
    raise ConfigurationError(
        f"The address {shown(address)} is not encrypted, and a key would go there in clear.",
        code="bad-endpoint",
        hint=f"Begin it with https://, or wss:// for speech. {hint}",
    )


def is_near(host: str) -> bool:
    """Whether an address is of this machine or of a private network, such as that of containers."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".lan", ".home", ".localhost"))


def _split(address: str, hint: str, schemes: tuple[str, ...] = ("https", "http")) -> SplitResult:
    if not isinstance(address, str):
        raise TypeError(f"an address must be text, not {type(address).__name__}")
    address = address.strip()
    try:
        parts = urlsplit(_whole(address))
        parts.port  # noqa: B018  # raises ValueError where the port is no number
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    if "@" in parts.netloc or "key=" in parts.query.lower():
        raise ConfigurationError(
            "An address must not hold a user name, a password or a key.", code="bad-endpoint", hint=hint
        )
    if re.match(r"(?:https?|wss?)(?::(?!//)|/|://(?:https?|wss?):)", address, re.IGNORECASE):  # a slip
        parts = SplitResult("", "", "", "", "")
    if parts.scheme not in schemes or not _HOST.fullmatch(parts.hostname or ""):
        raise ConfigurationError(
            f"The address {shown(address)} is no web address.", code="bad-endpoint", hint=hint
        )
    return parts


def _whole(address: str) -> str:
    """Return an address with its scheme: a bare host of this machine has no certificate, another one has."""
    if "://" in address:
        return address
    if is_loopback(f"//{address}"):
        return f"http://{address}"
    return f"https://{address}" if "." in address else address


def shown(text: str) -> str:
    """Return a text in quotes, but none that may be a key in the wrong place."""
    return "(not shown: it looks like a key)" if _LIKE_A_KEY.search(text) else repr(text)
