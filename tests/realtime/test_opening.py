"""How a connection is opened, and why it cannot be."""

from __future__ import annotations

import asyncio
import dataclasses
import socket
from types import SimpleNamespace
from typing import Any

import pytest

from tests.credentials import OPENAI_KEY
from tests.realtime.connections import connected
from voicelab import extras
from voicelab.errors import CompletionError, ConfigurationError, VoicelabError
from voicelab.realtime.opening import open_connection
from voicelab.services.endpoints import CompletionService, SpeechService
from voicelab.services.services import Services
from voicelab.services.timeouts import Timeouts
from voicelab.settings import Settings
from voicelab.testing import Close, Drop, EmbeddedServices, Garbage, Hang, Refuse

SPEECH = SpeechService(region="westeurope", key=OPENAI_KEY)
QUICK = Timeouts(first_token_seconds=0.2)


async def failure_of(
    services: Services, settings: Settings, timeouts: Timeouts | None = None
) -> VoicelabError:
    with pytest.raises(VoicelabError) as caught:
        await open_connection(services, settings, timeouts or Timeouts())
    return caught.value


def at(embedded: EmbeddedServices, engine: str, **changes: Any) -> Services:
    """Return the services with those of an engine changed."""
    name = engine.replace("-", "_")
    service = dataclasses.replace(getattr(embedded.services, name), **changes)
    return dataclasses.replace(embedded.services, **{name: service})


REFUSALS = {
    200: ("bad-answer", {"realtime": "AZURE_OPENAI_ENDPOINT", "voice-live": "AZURE_VOICELIVE_ENDPOINT"}),
    401: ("authentication", {"realtime": "AZURE_OPENAI_API_KEY", "voice-live": "AZURE_VOICELIVE_API_KEY"}),
    403: ("forbidden", {"realtime": "AZURE_OPENAI_API_KEY", "voice-live": "AZURE_VOICELIVE_API_KEY"}),
    404: (
        "not-found",
        {"realtime": "AZURE_OPENAI_REALTIME_DEPLOYMENT", "voice-live": "AZURE_VOICELIVE_MODEL"},
    ),
    429: ("throttled", {"realtime": "the deployment's limits", "voice-live": "the resource's limits"}),
    500: ("service-error", {}),
    503: ("service-unavailable", {}),
}


async def test_a_refusal_has_the_code_of_its_status_and_names_the_variable(
    scripted: EmbeddedServices, settings: Settings, engine: str
) -> None:
    wrong = []
    for status, (code, names) in REFUSALS.items():
        scripted.faults.add("realtime", Refuse(status=status))
        error = await failure_of(scripted.services, settings)
        if error.code != code or names.get(engine, "") not in error.hint or scripted.key in str(error):
            wrong.append((status, error.code, str(error)))
    assert wrong == []


async def test_a_service_that_wants_to_be_left_alone_says_how_long(
    scripted: EmbeddedServices, settings: Settings
) -> None:
    scripted.faults.add("realtime", Refuse(status=429, retry_after_seconds=7))
    error = await failure_of(scripted.services, settings)
    assert isinstance(error, CompletionError)
    assert error.retry_after_seconds == 7


async def test_a_wrong_key_is_refused_and_not_shown(
    scripted: EmbeddedServices, settings: Settings, engine: str
) -> None:
    error = await failure_of(at(scripted, engine, key="wrong-key-0123456789"), settings)
    assert error.code == "authentication"
    assert "wrong-key" not in str(error) + repr(error.__dict__)


@pytest.mark.parametrize(
    ("fault", "code"),
    [(Hang(), "timeout"), (Drop(), "connection-closed"), (Garbage(), "connection-closed"),
     (Close(code=1013, reason="Try again later."), "service-unavailable")],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
async def test_a_service_that_never_says_a_word_is_given_up(
    scripted: EmbeddedServices, settings: Settings, fault: Hang, code: str
) -> None:
    scripted.faults.add("realtime", fault)
    error = await failure_of(scripted.services, settings, QUICK if code == "timeout" else None)
    assert (error.code, error.is_transient) == (code, True)
    assert scripted.request_log.wait_for(lambda log: log.open_connections["realtime"] == 0)


async def test_nobody_there_is_no_connection(
    scripted: EmbeddedServices, settings: Settings, engine: str
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        services = at(scripted, engine, endpoint=f"http://127.0.0.1:{free.getsockname()[1]}")
        error = await failure_of(services, settings)
    assert error.code == "connection-failed"


async def test_a_server_that_does_not_answer_is_given_up(
    scripted: EmbeddedServices, settings: Settings, engine: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        services = at(scripted, engine, endpoint=f"http://127.0.0.1:{silent.getsockname()[1]}")
        error = await failure_of(services, settings, QUICK)
    assert error.code == "timeout"


async def test_a_cancelled_opening_leaves_nothing_open(
    scripted: EmbeddedServices, settings: Settings
) -> None:
    scripted.faults.add("realtime", Hang())
    opening = asyncio.ensure_future(open_connection(scripted.services, settings, Timeouts()))
    log = scripted.request_log
    assert await asyncio.to_thread(log.wait_for, lambda log: log.open_connections["realtime"] == 1)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    assert log.wait_for(lambda log: log.open_connections["realtime"] == 0)


async def test_the_settings_name_the_model_else_the_services_do(
    scripted: EmbeddedServices, settings: Settings
) -> None:
    async with connected(scripted, settings) as usual:
        assert usual.connection.deployment == "scripted"
    own = {"realtime": "realtime_deployment", "voice-live": "voice_live_model"}[settings.engine]
    async with connected(scripted, settings.replace(**{own: "other"})) as other:
        assert other.connection.deployment == "other"


async def test_the_model_of_the_cascade_is_not_asked_for(
    scripted: EmbeddedServices, settings: Settings
) -> None:
    async with connected(scripted, settings.replace(deployment="gpt-4o-mini")) as open_one:
        assert open_one.connection.deployment == "scripted"


async def test_no_model_is_an_error_that_names_its_variable() -> None:
    service = CompletionService.openai("http://127.0.0.1:1/v1", model="chat")
    services = Services(speech=SPEECH, completion=service)
    error = await failure_of(services, Settings(engine="realtime"))
    assert error.code == "missing-deployment"
    assert error.hint == "Set OPENAI_REALTIME_MODEL to the model's name, or pass realtime_deployment=…."


async def test_a_resource_without_voice_live_is_an_error_that_names_its_variables() -> None:
    service = CompletionService.azure("https://name.openai.azure.com", key=OPENAI_KEY)
    error = await failure_of(Services(speech=SPEECH, completion=service), Settings(engine="voice-live"))
    assert isinstance(error, ConfigurationError)
    assert {"AZURE_VOICELIVE_ENDPOINT", "AZURE_VOICELIVE_API_KEY"} <= set(error.hint.replace(".", "").split())


async def test_a_package_that_is_missing_is_named(
    scripted: EmbeddedServices, settings: Settings, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda module: None)
    error = await failure_of(scripted.services, settings)
    assert (error.code, f"[{engine}]" in error.hint) == ("missing-package", True)


class Identity:
    """Somebody who is signed in, or not."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.scopes: list[str] = []

    def get_token(self, *scopes: str, **_: Any) -> Any:
        self.scopes += scopes
        if not self.token:
            raise RuntimeError("Please run 'az login'.\nAnd more.")
        return SimpleNamespace(token=self.token, expires_on=2**40)


async def test_an_identity_signs_in(scripted: EmbeddedServices, settings: Settings, engine: str) -> None:
    identity = Identity(scripted.key)
    connection = await open_connection(
        at(scripted, engine, key=None, credential=identity), settings, Timeouts()
    )
    await connection.close()
    scope = "https://ai.azure.com/.default"
    assert identity.scopes == [
        scope if engine == "voice-live" else "https://cognitiveservices.azure.com/.default"
    ]


async def test_an_identity_without_a_token_says_what_to_do(
    scripted: EmbeddedServices, settings: Settings, engine: str
) -> None:
    error = await failure_of(at(scripted, engine, key=None, credential=Identity("")), settings)
    assert (error.code, "az login" in str(error), "And more" in str(error)) == ("authentication", True, False)
