"""Names that no list has: the same answer for a preview, a turn and a request over HTTP."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from tests.embedded.clients import engines
from tests.embedded.local_models import synthesis
from voicelab import Session, VoicelabError
from voicelab.services.services import Services
from voicelab.testing import EmbeddedServices, embedded_services

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def local() -> Iterator[EmbeddedServices]:
    """Give services with the local voices; a script replies."""
    with embedded_services(lambda: engines(synthesis=synthesis())) as running:
        yield running


def turns_code(local: EmbeddedServices, scripted: EmbeddedServices, voice: str) -> str | None:
    services = Services(speech=local.services.speech, completion=scripted.services.completion, kind="custom")
    with Session(services=services, log=False, voice=voice) as session:
        return session.ask("Hello.").error_code


def previews_code(local: EmbeddedServices, voice: str) -> str | None:
    with Session(services=local.services, log=False) as session:
        try:
            return None if session.preview(voice).duration_seconds > 0.5 else "silence"
        except VoicelabError as error:
            return error.code


def https_status(local: EmbeddedServices, voice: str) -> int:
    request = urllib.request.Request(
        f"http://127.0.0.1:{local.port}/cognitiveservices/v1",
        f"<speak version='1.0' xml:lang='en-US'><voice name='{voice}'>Hello.</voice></speak>".encode(),
        {"Ocp-Apim-Subscription-Key": local.key, "Content-Type": "application/ssml+xml"},
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.mark.parametrize(
    ("voice", "code", "status"),
    [
        ("en-US-FooNeural", None, 200),
        ("en-US-Ava:DragonHDLatestNeural", None, 200),
        ("de-AT-NewcomerMultilingualNeural", None, 200),
        ("nl-NL-FennaNeural", "unknown-voice", 400),
        ("en-US-Foo", "unknown-voice", 400),
    ],
)
def test_any_name_of_azures_shape_is_spoken_whose_language_is_spoken(
    local: EmbeddedServices, scripted: EmbeddedServices, voice: str, code: str | None, status: int
) -> None:
    assert previews_code(local, voice) == code
    assert turns_code(local, scripted, voice) == code
    assert https_status(local, voice) == status
