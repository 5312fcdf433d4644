"""Speech-to-speech services: where one model hears, replies and speaks, and with what credential."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args
from urllib.parse import urlsplit

from voicelab.errors import ConfigurationError
from voicelab.services.addresses import VOICE_LIVE_HINT, is_foundrys
from voicelab.services.endpoints import OPENAI_URL, CompletionService

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

    from voicelab.secret import Secret

__all__ = [
    "DEFAULT_VOICE_LIVE_MODEL",
    "SpeechToSpeechEngine",
    "SpeechToSpeechService",
    "speech_to_speech_service",
]

SpeechToSpeechEngine = Literal["realtime", "voice-live"]
"""The engines that are one service, as `Settings.engine` has them."""

DEFAULT_VOICE_LIVE_MODEL = "gpt-realtime"
"""Which of Voice Live's models replies where none is named: it has all of them ready, and this is the one of
its SDK's own samples."""

DEFAULT_VOICE_LIVE_VERSION = "2026-07-15"
"""Voice Live's API version where none is named: that of its SDK."""

_REALTIME_VERSION = "v1"
"""The version of OpenAI's Realtime API at Azure."""


@dataclass(frozen=True, kw_only=True)
class SpeechToSpeechService(CompletionService):
    """Where a speech-to-speech model is: OpenAI's Realtime API, at Azure or not, or Azure's Voice Live."""

    engine: SpeechToSpeechEngine
    """``realtime`` or ``voice-live``."""
    is_assumed: bool = False
    """Whether nobody named it, and the model's resource may have it, if its region does."""

    def __post_init__(self) -> None:
        if self.engine not in get_args(SpeechToSpeechEngine):
            raise ValueError(f"engine must be 'realtime' or 'voice-live', not {self.engine!r}")
        super().__post_init__()

    @classmethod
    def realtime(cls, completion: CompletionService, deployment: str | None = None) -> SpeechToSpeechService:
        """Use OpenAI's Realtime API at a model's own resource or server.

        Parameters
        ----------
        deployment
            The speech-to-speech model's deployment, or its name, where the settings name none.
        """
        return cls(
            engine="realtime",
            api=completion.api,
            endpoint=completion.endpoint,
            key=completion.key,
            credential=completion.credential,
            api_version=_REALTIME_VERSION,
            deployment=deployment,
            base_path=completion.base_path,
            upstream=completion.upstream,
        )

    @classmethod
    def azure(
        cls,
        address: str,
        *,
        key: str | Secret | None = None,
        credential: TokenCredential | None = None,
        deployment: str | None = None,
        api_version: str | None = None,
    ) -> SpeechToSpeechService:
        """Use OpenAI's Realtime API at an Azure OpenAI resource; see `CompletionService.azure`.

        Raises
        ------
        ValueError
            A version was named that is not ``v1``, the only one there is.
        """
        if api_version not in (None, _REALTIME_VERSION):
            raise ValueError(
                f"OpenAI's Realtime API is asked by version {_REALTIME_VERSION!r} at Azure, not by "
                f"{api_version!r}: leave api_version out"
            )
        resource = CompletionService.azure(address, key=key, credential=credential, deployment=deployment)
        return cls.realtime(resource, resource.deployment)

    @classmethod
    def openai(
        cls, address: str = OPENAI_URL, *, key: str | Secret | None = None, model: str | None = None
    ) -> SpeechToSpeechService:
        """Use OpenAI's Realtime API at OpenAI or a compatible server; see `CompletionService.openai`."""
        return cls.realtime(CompletionService.openai(address, key=key, model=model), model)

    @classmethod
    def voice_live(
        cls,
        address: str,
        *,
        key: str | Secret | None = None,
        credential: TokenCredential | None = None,
        model: str | None = None,
        api_version: str | None = None,
        upstream: CompletionService | None = None,
    ) -> SpeechToSpeechService:
        """Use Azure's Voice Live.

        Parameters
        ----------
        address
            The resource's address: ``https://NAME.services.ai.azure.com`` or
            ``https://NAME.cognitiveservices.azure.com``.
        model
            Which of its models replies where the settings name none; by default `DEFAULT_VOICE_LIVE_MODEL`.
        upstream
            As `CompletionService` has it.

        Raises
        ------
        ConfigurationError
            No web address, or one to which a key would go in clear.
        """
        return cls(
            engine="voice-live",
            api="azure",
            endpoint=address,
            key=key,
            credential=credential,
            api_version=api_version or DEFAULT_VOICE_LIVE_VERSION,
            deployment=model or DEFAULT_VOICE_LIVE_MODEL,
            upstream=upstream,
        )

    @classmethod
    def voice_live_beside(
        cls, completion: CompletionService, *, model: str | None = None, api_version: str | None = None
    ) -> SpeechToSpeechService | None:
        """Return Voice Live at a model's own resource; `None` if that has none, not being one of Foundry."""
        if completion.api != "azure" or not is_foundrys(completion.endpoint):
            return None
        parts = urlsplit(completion.endpoint)
        beside = cls.voice_live(
            f"{parts.scheme}://{parts.netloc}",
            key=completion.key,
            credential=completion.credential,
            model=model,
            api_version=api_version,
        )
        return dataclasses.replace(beside, is_assumed=model is None)

    @property
    def variables(self) -> str:
        """See `CompletionService.variables`."""
        return "voice-live" if self.engine == "voice-live" else f"{self.api}-realtime"

    @property
    def place(self) -> str:
        """Where it is, for messages; empty where nobody named it, or its model."""
        if self.is_assumed or not self.deployment:
            return ""
        name = "Voice Live" if self.engine == "voice-live" else f"speech-to-speech model {self.deployment!r}"
        return f"{name} at {self.endpoint}"

    def _address_hint(self) -> str:
        return VOICE_LIVE_HINT if self.engine == "voice-live" else super()._address_hint()


def speech_to_speech_service(
    engine: SpeechToSpeechEngine, completion: CompletionService
) -> SpeechToSpeechService:
    """Return where an engine is that nobody named: at the resource of the model that replies otherwise.

    Raises
    ------
    ConfigurationError
        That has no Voice Live.
    """
    if engine == "realtime":
        return SpeechToSpeechService.realtime(completion)
    beside = SpeechToSpeechService.voice_live_beside(completion)
    if beside is None:
        raise ConfigurationError(
            f"No address of Voice Live is set, and {completion.endpoint} is no Foundry resource that has it.",
            code="missing-variable",
            hint=f"{VOICE_LIVE_HINT} Its key goes in AZURE_VOICELIVE_API_KEY.",
        )
    return beside
