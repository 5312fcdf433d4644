"""What the environment variables say about Voice Live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.errors import ConfigurationError
from voicelab.services.addresses import are_of_one_resource
from voicelab.services.credentials import default_credential
from voicelab.services.speech_to_speech import SpeechToSpeechService
from voicelab.services.variables import naming

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

    from voicelab.services.endpoints import CompletionService
    from voicelab.services.variables import Variables

__all__ = ["signs_in_to_voice_live", "voice_live_from"]

_KEYS = (
    ("azure_key", "azure_endpoint"),
    ("openai_key", "azure_endpoint"),
    ("openai_key", "openai_url"),
    ("speech_key", "speech_endpoint"),
)
"""The keys of resources that may have Voice Live as well, each with what says which resource it is of."""


def voice_live_from(
    found: Variables, completion: CompletionService, credential: TokenCredential | None
) -> SpeechToSpeechService | None:
    """Return Voice Live: where its own variables say, else at the model's resource, if that may have it.

    Without a key of its own it has that of its resource, which other variables may set, or an identity.

    Parameters
    ----------
    credential
        The identity by which the other services are used; `None` where they have keys.

    Raises
    ------
    ConfigurationError
        There is a key and no address, or that is none; an identity is needed, and ``azure-identity`` is not
        installed.
    """
    address, key = found["voice_live_endpoint"], found["voice_live_key"]
    model, version = found["voice_live_model"] or None, found["voice_live_version"] or None
    if not address and not key:
        return SpeechToSpeechService.voice_live_beside(completion, model=model, api_version=version)
    if not address:
        raise ConfigurationError(
            f"{found.name_of('voice_live_key')} is set, but {found.name_of('voice_live_endpoint')} is not.",
            code="missing-variable",
            hint=f"Set {found.name_of('voice_live_endpoint')} as well, or neither.",
        )
    if signs_in_to_voice_live(found):
        credential = credential or default_credential(f"Or set {found.name_of('voice_live_key')}.")
    else:
        key, credential = key or _key_of_its_resource(found), None
    with naming(found.name_of("voice_live_endpoint")):
        return SpeechToSpeechService.voice_live(
            address, key=key or None, credential=credential, model=model, api_version=version
        )


def signs_in_to_voice_live(found: Variables) -> bool:
    """Whether an identity stands in place of Voice Live's key, its address being set."""
    if not found["voice_live_endpoint"] or found["voice_live_key"]:
        return False
    return found.keyless or not _key_of_its_resource(found)


def _key_of_its_resource(found: Variables) -> str:
    """Return the key that is set for the resource of Voice Live's address; empty if none is."""
    address = found["voice_live_endpoint"]
    keys = (found[key] for key, place in _KEYS if are_of_one_resource(address, found[place]))
    return next(filter(None, keys), "")
