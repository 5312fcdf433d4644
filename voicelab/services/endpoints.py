"""Endpoints: where speech and models are served, and with what credential."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from voicelab.errors import ConfigurationError
from voicelab.loopback import is_loopback
from voicelab.secret import Secret, SecretField
from voicelab.services.addresses import (
    AZURE_HINT,
    OPENAI_HINT,
    SPEECH_HINT,
    SPEECH_SCHEMES,
    UPSTREAM_HINT,
    azure_openai_address,
    check_encrypted,
    openai_address,
    region_name,
    speech_host,
    speech_place,
    web_address,
)

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

__all__ = ["CompletionService", "ServiceKind", "SpeechService"]

ServiceKind = Literal["azure", "embedded", "custom"]
CompletionApi = Literal["azure", "openai"]

OPENAI_URL = "https://api.openai.com/v1"
"""OpenAI's own address."""

DEFAULT_API_VERSION = "2024-10-21"
"""Azure OpenAI's dated API version where none is named."""


@dataclass(frozen=True, kw_only=True)
class SpeechService:
    """Where speech is recognised and made: a region, a host or a custom endpoint.

    Exactly one of `region`, `host` and `endpoint` is set, and either `key` or `credential`.
    """

    region: str | None = None
    """Azure region such as ``westeurope``; its display name, such as ``West Europe``, will do."""
    host: str | None = None
    """Address without a path, such as ``ws://127.0.0.1:5000``: a container or the embedded services."""
    endpoint: str | None = None
    """Custom-domain address, ``https://NAME.cognitiveservices.azure.com``; keyless access needs it."""
    key: SecretField = SecretField()
    """Resource key: a plain string, or a `Secret`, as which it is kept."""
    credential: TokenCredential | None = field(default=None, repr=False)
    """A credential of ``azure-identity``, in place of a key."""
    text_stream: bool = True
    """Whether synthesis takes text as it is written (websocket v2)."""

    def __post_init__(self) -> None:
        places = [place for place in (self.region, self.host, self.endpoint) if place]
        if len(places) != 1:
            raise ValueError("give exactly one of region, host and endpoint")
        if (self.key is None) == (self.credential is None):
            raise ValueError("give either key or credential")
        if self.region:
            object.__setattr__(self, "region", region_name(self.region))
        if self.host:
            object.__setattr__(self, "host", speech_host(self.host))
        if self.endpoint:
            object.__setattr__(self, "endpoint", web_address(self.endpoint, SPEECH_HINT, SPEECH_SCHEMES))
            check_encrypted(self.endpoint, SPEECH_HINT)
        if self.credential is not None and self.endpoint is None:
            raise ConfigurationError(
                "Keyless access to Azure Speech needs the resource's custom-domain endpoint.",
                code="missing-variable",
                hint="Set SPEECH_ENDPOINT to https://NAME.cognitiveservices.azure.com/ (Azure portal, "
                "'Keys and Endpoint').",
            )

    @classmethod
    def at(
        cls, address: str, *, key: str | Secret | None = None, credential: TokenCredential | None = None
    ) -> SpeechService:
        """Use the resource at an address, be it a region's, a container's or a custom domain's.

        Raises
        ------
        ConfigurationError
            No web address, or a region's address without a key.
        """
        place, where = speech_place(address)
        return cls(
            region=where if place == "region" else None,
            host=where if place == "host" else None,
            endpoint=where if place == "endpoint" else None,
            key=key,
            credential=credential,
        )

    @property
    def place(self) -> str:
        """Where it is, for messages."""
        return self.region or self.host or self.endpoint or ""

    def key_content(self) -> tuple[str]:
        """Return what a score that uses it depends on: where it is, unless that is this machine."""
        return (self.region or _elsewhere(self.place),)


@dataclass(frozen=True, kw_only=True)
class CompletionService:
    """Where a model replies: an Azure OpenAI resource, or any OpenAI-compatible server."""

    api: CompletionApi
    """``azure``: deployments of an Azure resource; ``openai``: OpenAI itself or a compatible server."""
    endpoint: str
    """Azure: ``https://NAME.openai.azure.com``. Otherwise the base URL that ends in ``/v1``."""
    key: SecretField = SecretField()
    """API key: a plain string, or a `Secret`, as which it is kept. A server of your own may need none."""
    credential: TokenCredential | None = field(default=None, repr=False)
    """A credential of ``azure-identity``, in place of a key."""
    api_version: str = DEFAULT_API_VERSION
    """Azure's dated API version, or ``v1`` for its undated interface; unused with ``openai``."""
    deployment: str | None = None
    """Deployment (or model) to ask where the settings name none."""
    base_path: str = "/openai"
    """What stands between an Azure endpoint and ``/deployments``: nothing, at some gateways."""
    upstream: CompletionService | None = None
    """The server of the user's to which the embedded services pass requests on, and whose refusals they pass
    back; without its key."""
    is_upstream: bool = False
    """Whether it is such a server, which ``VOICELAB_COMPLETION_URL`` names."""

    def __post_init__(self) -> None:
        if self.api not in get_args(CompletionApi):
            raise ValueError(f"api must be 'azure' or 'openai', not {self.api!r}")
        is_open = self.key is None and self.credential is None
        if (is_open and self.api == "azure") or (self.key is not None and self.credential is not None):
            raise ValueError("give either key or credential")
        hint = self._address_hint()
        read = openai_address if self.api == "openai" else web_address
        object.__setattr__(self, "endpoint", read(self.endpoint, hint))
        if self.key is not None or self.credential is not None:
            check_encrypted(self.endpoint, hint)

    @classmethod
    def azure(
        cls,
        address: str,
        *,
        key: str | Secret | None = None,
        credential: TokenCredential | None = None,
        deployment: str | None = None,
        api_version: str | None = None,
    ) -> CompletionService:
        """Use an Azure OpenAI resource.

        Parameters
        ----------
        address
            Its base address, or the full URL of a call: the deployment and the API version in it hold
            where none are given.

        Raises
        ------
        ConfigurationError
            No web address.
        """
        parts = azure_openai_address(address)
        return cls(
            api="azure",
            endpoint=parts.endpoint,
            key=key,
            credential=credential,
            deployment=deployment or parts.deployment,
            api_version=api_version or parts.api_version or DEFAULT_API_VERSION,
            base_path=parts.base_path,
        )

    @classmethod
    def openai(
        cls, address: str = OPENAI_URL, *, key: str | Secret | None = None, model: str | None = None
    ) -> CompletionService:
        """Use OpenAI itself, or any server that speaks its protocol, such as Ollama or vLLM.

        Parameters
        ----------
        address
            Base URL, which ends in ``/v1`` with most servers.
        key
            API key; a server of your own may need none.
        model
            Model to ask where the settings name none.

        Raises
        ------
        ConfigurationError
            No web address.
        """
        return cls(api="openai", endpoint=address, key=key or None, deployment=model)

    @property
    def variables(self) -> str:
        """Whose variables set it, as `voicelab.completion.causes` has them."""
        return "upstream" if self.is_upstream else self.api

    def key_content(self) -> tuple[str | None, str, CompletionService | None]:
        """Return what a score that uses it depends on: its model, and where that is, as of speech."""
        return self.deployment, _elsewhere(self.endpoint), self.upstream

    def _address_hint(self) -> str:
        """Return how the address should be."""
        return UPSTREAM_HINT if self.is_upstream else OPENAI_HINT if self.api == "openai" else AZURE_HINT


def _elsewhere(address: str) -> str:
    """Return an address, and nothing of this machine's own, whose port changes."""
    return "" if is_loopback(address) else address
