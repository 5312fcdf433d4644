"""Missing models: what to do where a service has none of that name, or is not there at all."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from voicelab.completion.address_hints import address_hint
from voicelab.completion.causes import Cause, variables_of

if TYPE_CHECKING:
    from voicelab.services.speech_to_speech import SpeechToSpeechService

__all__ = ["missing_model", "unfit_model"]


def missing_model(service: SpeechToSpeechService, deployment: str, words: str) -> Cause:
    """Return the cause for a model, or a service, that is not there.

    Parameters
    ----------
    words
        What the service said.
    """
    names = variables_of(service)
    named, endpoint = f"{deployment!r} ({names['deployment']})", names["endpoint"]
    if service.engine == "voice-live":
        hint = (
            f"Check that {named} is one of Voice Live's models, that {endpoint} is a Foundry resource in a "
            f"region with it, and that AZURE_VOICELIVE_API_VERSION ({service.api_version}) exists."
        )
    elif service.api == "azure":
        hint = (
            f"Check that {named} is the name of a deployment, and of a speech-to-speech model such as "
            f"gpt-realtime, and that {endpoint} is the resource it was deployed in."
        )
    else:
        hint = address_hint(service) or (
            f"Check that {named} is a speech-to-speech model, and that {endpoint} has the Realtime API."
        )
    return Cause("not-found", "does not exist there", hint, words)


def unfit_model(service: SpeechToSpeechService, deployment: str, words: str) -> Cause:
    """Return the cause for a model that is there, and is none that hears and speaks; see `missing_model`."""
    return dataclasses.replace(
        missing_model(service, deployment, words), code="wrong-api", meaning="is no speech-to-speech model"
    )
