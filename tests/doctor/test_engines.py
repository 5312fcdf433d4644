"""What the doctor finds of speech-to-speech engines."""

from __future__ import annotations

import dataclasses

import pytest

from tests.credentials import OPENAI_KEY
from tests.proxies import refusing_proxy
from voicelab.doctor import engines
from voicelab.doctor.doctor import Check, Diagnosis, check
from voicelab.errors import VoicelabError
from voicelab.services.endpoints import CompletionService, SpeechService
from voicelab.services.services import Services
from voicelab.services.speech_to_speech import SpeechToSpeechEngine, SpeechToSpeechService
from voicelab.services.timeouts import Timeouts
from voicelab.settings import Settings
from voicelab.testing import EmbeddedServices, Refuse

pytestmark = pytest.mark.usefixtures("no_devices")


def found(diagnosis: Diagnosis, name: str) -> Check:
    (each,) = [each for each in diagnosis if each.name == name]
    return each


@pytest.fixture
def both(account: EmbeddedServices, monkeypatch: pytest.MonkeyPatch) -> EmbeddedServices:
    """An account that has both engines."""
    monkeypatch.setenv("AZURE_OPENAI_REALTIME_DEPLOYMENT", "scripted")
    monkeypatch.setenv("AZURE_VOICELIVE_ENDPOINT", f"http://localhost:{account.port}")
    monkeypatch.setenv("AZURE_VOICELIVE_API_KEY", account.key)
    return account


async def failure(services: Services, engine: SpeechToSpeechEngine) -> VoicelabError:
    with pytest.raises(VoicelabError) as caught:
        await engines.connect(engine, services, Settings(engine=engine), Timeouts())
    return caught.value


def test_engines_that_are_not_set_up_are_named_with_their_variables_and_not_asked(
    account: EmbeddedServices,
) -> None:
    diagnosis = check()

    realtime, voice_live = found(diagnosis, "realtime"), found(diagnosis, "voice-live")
    assert realtime.message == "not set up: AZURE_OPENAI_REALTIME_DEPLOYMENT names no speech-to-speech model"
    assert voice_live.message == "not set up: AZURE_VOICELIVE_ENDPOINT names no resource"
    assert (realtime.status, voice_live.status, diagnosis.healthy) == ("ok", "ok", True)
    assert not [request for request in account.request_log.requests if request.path.endswith("/realtime")]


@pytest.mark.parametrize(
    ("engine", "variable"), [("realtime", "REALTIME_DEPLOYMENT"), ("voice-live", "ENDPOINT")]
)
def test_what_a_chosen_engine_lacks_is_told_though_no_service_is_asked(
    account: EmbeddedServices, engine: str, variable: str
) -> None:
    diagnosis = check(settings=Settings(engine=engine), ask=False)

    assert (found(diagnosis, engine).status, diagnosis.healthy) == ("failed", False)
    assert variable in found(diagnosis, engine).hint
    assert check(settings=Settings(engine="realtime", realtime_deployment="talk"), ask=False).healthy


def test_an_engine_whose_model_the_settings_name_is_asked() -> None:
    completion = CompletionService.azure("https://models.invalid", key=OPENAI_KEY)
    nowhere = Services(speech=SpeechService(region="westeurope", key=OPENAI_KEY), completion=completion)
    without_model = dataclasses.replace(nowhere, realtime=SpeechToSpeechService.realtime(completion))
    for services in (nowhere, without_model):
        assert engines.why_not_asked(services, Settings(deployment="chat"), "realtime") is not None
        assert engines.why_not_asked(services, Settings(realtime_deployment="talk"), "realtime") is None


def test_engines_that_are_set_up_are_connected_to_and_asked(both: EmbeddedServices) -> None:
    diagnosis = check()

    assert diagnosis.healthy, str(diagnosis)
    assert found(diagnosis, "Voice Live").measures["connect_seconds"] > 0
    for name in engines.ENGINES:
        assert found(diagnosis, name).measures["connect_seconds"] > 0
        turn = found(diagnosis, f"{name} turn")
        assert (turn.area, turn.status) == ("measured", "ok")
        assert 0 < turn.measures["model_seconds"] <= turn.measures["first_sound_seconds"]
        assert "transcript" not in turn.message


def test_an_engines_own_voice_is_not_asked_of_the_cascade(both: EmbeddedServices) -> None:
    diagnosis = check(settings=Settings(engine="realtime", voice="cedar"))

    assert diagnosis.healthy, str(diagnosis)
    assert found(diagnosis, "synthesis").message.startswith(f"{Settings().voice} spoke")


def test_an_engine_that_refuses_fails_and_the_other_is_asked_all_the_same(both: EmbeddedServices) -> None:
    both.faults.add("realtime", Refuse(status=401, message="no"))
    diagnosis = check()

    assert [each.name for each in diagnosis if each.status == "failed"] == ["realtime"]
    assert "AZURE_OPENAI_API_KEY" in diagnosis.next_step
    assert found(diagnosis, "voice-live turn").status == "ok"


def test_voice_live_that_nobody_named_may_not_be_there(scripted: EmbeddedServices) -> None:
    assert scripted.services.voice_live is not None
    beside = dataclasses.replace(scripted.services.voice_live, is_assumed=True)
    services = dataclasses.replace(scripted.services, realtime=None, voice_live=beside)
    scripted.faults.add("realtime", Refuse(status=404, times=None))
    diagnosis = check(services)

    assert (diagnosis.healthy, found(diagnosis, "voice-live").status) == (True, "warning")
    assert "in a region with it" in found(diagnosis, "voice-live").hint
    assert not engines.is_assumed(services, Settings(engine="voice-live"), "voice-live")


REFUSALS = {
    "a key": (Refuse(status=401), ("AZURE_OPENAI_API_KEY", "AZURE_VOICELIVE_API_KEY")),
    "a network": (Refuse(status=403), ("network settings", "network settings")),
    "a deployment": (
        Refuse(status=404, code="DeploymentNotFound"),
        ("AZURE_OPENAI_REALTIME_DEPLOYMENT", "AZURE_VOICELIVE_MODEL"),
    ),
    "a version": (
        Refuse(status=400, message="API version not supported"),
        ("API_VERSION", "AZURE_VOICELIVE_API_VERSION"),
    ),
    "too many": (Refuse(status=429), ("limits", "limits")),
}


@pytest.mark.parametrize("kind", REFUSALS)
async def test_a_websocket_that_is_refused_is_told_with_what_to_do(
    scripted: EmbeddedServices, kind: str
) -> None:
    fault, named = REFUSALS[kind]
    for engine, words in zip(engines.ENGINES, named, strict=True):
        scripted.faults.add("realtime", fault)
        assert words in (await failure(scripted.services, engine)).hint, engine


@pytest.mark.parametrize("engine", engines.ENGINES)
async def test_an_answer_in_place_of_a_websocket_may_be_a_proxys(
    engine: SpeechToSpeechEngine, scripted: EmbeddedServices
) -> None:
    with refusing_proxy(b"200 OK") as (address, _):
        completion = CompletionService.azure(address, key=OPENAI_KEY, deployment="gpt-realtime")
        services = Services(
            speech=scripted.services.speech,
            completion=completion,
            realtime=SpeechToSpeechService.realtime(completion, "gpt-realtime"),
            voice_live=SpeechToSpeechService.voice_live(address, key=OPENAI_KEY),
        )
        error = await failure(services, engine)
    assert error.code == "bad-answer"
    assert "no proxy is in between" in error.hint


async def test_a_proxy_that_refuses_is_told_by_its_variable_without_its_password(
    scripted: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    completion = CompletionService.azure("https://models.invalid", key=OPENAI_KEY, deployment="gpt-realtime")
    far = Services(
        speech=scripted.services.speech,
        completion=completion,
        realtime=SpeechToSpeechService.realtime(completion, "gpt-realtime"),
        voice_live=SpeechToSpeechService.voice_live("https://models.invalid", key=OPENAI_KEY),
    )
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with refusing_proxy() as (address, _):
        monkeypatch.setenv("https_proxy", address.replace("//", "//user:pass-word@"))
        errors = [await failure(far, engine) for engine in engines.ENGINES]
    for error in errors:
        assert error.code == "connection-failed"
        assert "the proxy of https_proxy refused: 407 Proxy Authentication Required." in error.message
        assert "user name and password" in error.hint
        assert "pass-word" not in f"{error}{getattr(error, 'details', '')}"


async def test_a_missing_package_is_named_with_the_command_that_installs_it(
    scripted: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicelab.extras._is_installed", lambda _: False)
    for engine in engines.ENGINES:
        assert f"[{engine}]" in (await failure(scripted.services, engine)).hint
