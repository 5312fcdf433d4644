"""What the doctor finds of the identities that stand in place of keys."""

from __future__ import annotations

import dataclasses

import pytest
from azure.core.credentials import AccessToken, TokenCredential
from azure.core.exceptions import ClientAuthenticationError

from voicelab.doctor.doctor import check
from voicelab.doctor.identities import identities
from voicelab.services.credentials import TOKEN_SCOPE, VOICE_LIVE_SCOPE
from voicelab.services.endpoints import CompletionService, SpeechService
from voicelab.services.services import Services
from voicelab.services.speech_to_speech import SpeechToSpeechService
from voicelab.testing import EmbeddedServices

ENDPOINT = "https://name.cognitiveservices.azure.com"

pytestmark = pytest.mark.usefixtures("no_devices")


class Nobody:
    """An identity that is not signed in."""

    def get_token(self, *scopes: str, **options: object) -> AccessToken:
        raise ClientAuthenticationError("Please run 'az login'\nmore")


def keyless(credential: TokenCredential) -> Services:
    completion = CompletionService(api="azure", endpoint=ENDPOINT, credential=credential)
    return Services(
        speech=SpeechService(endpoint=ENDPOINT, credential=credential),
        completion=completion,
        realtime=SpeechToSpeechService.realtime(completion),
    )


def test_an_identity_that_is_not_signed_in_is_reported() -> None:
    (identity,) = [each for each in check(keyless(Nobody())) if each.area == "reachable"]

    assert (identity.name, identity.status) == ("identity", "failed")
    assert identity.message == "nobody is signed in: Please run 'az login'"
    assert identity.hint == "Run: az login, or set SPEECH_KEY and AZURE_OPENAI_API_KEY (or OPEN_AI_KEY)."


def test_an_engine_that_signs_in_alone_is_reported_and_the_cascade_goes_on(
    scripted: EmbeddedServices,
) -> None:
    completion = CompletionService(api="azure", endpoint=ENDPOINT, credential=Nobody())
    realtime = SpeechToSpeechService.realtime(completion)
    diagnosis = check(dataclasses.replace(scripted.services, realtime=realtime))

    found = {each.name: each.status for each in diagnosis if each.area == "reachable"}
    assert (found["realtime identity"], found["completion"]) == ("failed", "ok")
    assert "identity" not in found


def test_an_engine_is_asked_for_where_it_signs_in_by_another_or_for_another_token() -> None:
    shared, other = Nobody(), Nobody()
    services = keyless(shared)
    voice_live = SpeechToSpeechService.voice_live(ENDPOINT, credential=shared)
    found = identities(dataclasses.replace(services, voice_live=voice_live))
    assert {name: {each.scope for each in of_one} for name, of_one in found.items()} == {
        "identity": {TOKEN_SCOPE},
        "voice-live identity": {VOICE_LIVE_SCOPE},
    }
    completion = CompletionService(api="azure", endpoint=ENDPOINT, credential=other)
    realtime = SpeechToSpeechService.realtime(completion)
    assert "realtime identity" in identities(dataclasses.replace(services, realtime=realtime))
    assumed = dataclasses.replace(voice_live, is_assumed=True)
    assert set(identities(dataclasses.replace(services, voice_live=assumed))) == {"identity"}
