"""The names of local voices promise more languages than they speak: whose reply it is, the list tells."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.embedded.clients import engines
from tests.embedded.local_models import synthesis
from voicelab import Session
from voicelab.services.services import Services
from voicelab.synthesis import voices as voices_module
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services

pytestmark = pytest.mark.models

REPLIES = {
    "de": "Der höchste Berg der Erde ist der Mount Everest.",
    "fr": "Le plus haut sommet du monde est l’Everest.",
    "en": "The tallest mountain on Earth is Mount Everest.",
}


@pytest.fixture(scope="module")
def local() -> Iterator[EmbeddedServices]:
    """Give services with the local voices."""
    with embedded_services(lambda: engines(synthesis=synthesis())) as running:
        yield running


@pytest.fixture(scope="module")
def replying() -> Iterator[EmbeddedServices]:
    """Give services that reply in the language that is asked for."""
    script = ScriptedEngines(reply=lambda messages: REPLIES[messages[-1]["content"]])
    with embedded_services(script) as running:
        yield running


@pytest.mark.parametrize(
    ("language", "voice"), [("de", "de-DE-KatjaNeural"), ("fr", "fr-FR-DeniseNeural"), ("en", None)]
)
@pytest.mark.parametrize("own", ["en-US-JennyMultilingualNeural", "en-US-Ava:DragonHDLatestNeural"])
def test_the_very_first_reply_is_spoken_in_its_language(
    local: EmbeddedServices,
    replying: EmbeddedServices,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    voice: str | None,
    own: str,
) -> None:
    monkeypatch.setattr(voices_module, "_known", {})
    completion = replying.services.completion
    services = Services(speech=local.services.speech, completion=completion, kind="embedded")
    with Session(services=services, log=False, voice=own) as session:
        assert session.ask(language).spoken_voice == voice
