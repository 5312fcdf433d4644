"""A cause: why a completion failed, and what the variables of the service are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicelab.services.endpoints import CompletionService

__all__ = ["VARIABLES", "Cause", "variables_of"]

VARIABLES = {
    "azure": {
        "key": "AZURE_OPENAI_API_KEY (or OPEN_AI_KEY)",
        "endpoint": "AZURE_OPENAI_ENDPOINT",
        "deployment": "AZURE_OPENAI_DEPLOYMENT",
        "setting": "deployment",
        "resource": "an Azure OpenAI resource or an OpenAI-compatible server",
        "quota": "the deployment's tokens per minute",
        "role": "'Cognitive Services OpenAI User'",
    },
    "openai": {
        "key": "OPENAI_API_KEY",
        "endpoint": "OPENAI_BASE_URL",
        "deployment": "OPENAI_MODEL",
        "setting": "deployment",
        "resource": "an OpenAI-compatible server",
        "quota": "the account's limits",
    },
    "azure-realtime": {
        "key": "AZURE_OPENAI_API_KEY (or OPEN_AI_KEY)",
        "endpoint": "AZURE_OPENAI_ENDPOINT",
        "deployment": "AZURE_OPENAI_REALTIME_DEPLOYMENT",
        "setting": "realtime_deployment",
        "resource": "an Azure OpenAI resource or a server of OpenAI's Realtime API",
        "quota": "the deployment's limits",
        "role": "'Cognitive Services OpenAI User'",
    },
    "openai-realtime": {
        "key": "OPENAI_API_KEY",
        "endpoint": "OPENAI_BASE_URL",
        "deployment": "OPENAI_REALTIME_MODEL",
        "setting": "realtime_deployment",
        "resource": "a server of OpenAI's Realtime API",
        "quota": "the account's limits",
    },
    "voice-live": {
        "key": "AZURE_VOICELIVE_API_KEY",
        "endpoint": "AZURE_VOICELIVE_ENDPOINT",
        "deployment": "AZURE_VOICELIVE_MODEL",
        "setting": "voice_live_model",
        "resource": "a Foundry resource",
        "quota": "the resource's limits",
        "role": "'Cognitive Services User' and 'Azure AI User'",
    },
    "upstream": {
        "key": "VOICELAB_COMPLETION_KEY",
        "endpoint": "VOICELAB_COMPLETION_URL",
        "deployment": "VOICELAB_COMPLETION_MODEL",
        "setting": "deployment",
        "resource": "an OpenAI-compatible server",
        "quota": "the server's limits",
    },
}
"""What the variables, and the setting of the model, are called, by interface; so for the server behind the
embedded services."""


def variables_of(service: CompletionService) -> Mapping[str, str]:
    """Return what the variables of a service are called."""
    return VARIABLES[service.variables]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why it failed; `meaning` and `hint` are the code's own unless given."""

    code: str
    meaning: str = ""
    hint: str = ""
    words: str = ""
    """What the server said."""
