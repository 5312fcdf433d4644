"""The doctor, on services that are well and on services that are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicelab.doctor.doctor import AREAS, Check, Diagnosis, acheck, check
from voicelab.services.endpoints import CompletionService, SpeechService
from voicelab.services.services import Services
from voicelab.settings import Settings
from voicelab.testing import EmbeddedServices, Refuse, ScriptedEngines, embedded_services

SECRET = "Zq7-very-secret-key-9"


@pytest.fixture
def no_devices(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/none")


@pytest.fixture
def account(scripted: EmbeddedServices, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> EmbeddedServices:
    """An account by its variables, in an empty working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPEECH_KEY", scripted.key)
    monkeypatch.setenv("SPEECH_ENDPOINT", f"http://127.0.0.1:{scripted.port}")
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", scripted.key)
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", f"http://127.0.0.1:{scripted.port}")
    monkeypatch.setenv("AZURE_OPENAI_DEPLOYMENT", "scripted")
    return scripted


def found(diagnosis: Diagnosis, name: str) -> Check:
    (each,) = [each for each in diagnosis if each.name == name]
    return each


def test_services_that_are_well_are_reported_with_what_they_did(account: EmbeddedServices) -> None:
    diagnosis = check()

    reachable = [each for each in diagnosis if each.area == "reachable"]
    assert [(each.name, each.status) for each in reachable] == [
        ("synthesis", "ok"),
        ("recognition", "ok"),
        ("completion", "ok"),
    ]
    assert "JennyMultilingualNeural spoke for" in found(diagnosis, "synthesis").message
    assert "heard “" in found(diagnosis, "recognition").message
    assert "scripted replied after" in found(diagnosis, "completion").message
    assert diagnosis.healthy


@pytest.mark.parametrize(
    ("stage", "fault", "named"),
    [
        ("synthesis", Refuse(status=401, times=None), "SPEECH_KEY"),
        ("recognition", Refuse(status=401, times=None), "SPEECH_KEY"),
        ("recognition", Refuse(status=429, times=None), "quota"),
        ("completion", Refuse(status=401, times=None), "AZURE_OPENAI_API_KEY"),
        ("completion", Refuse(status=404, code="DeploymentNotFound"), "AZURE_OPENAI_DEPLOYMENT"),
        ("completion", Refuse(status=404, message="Resource not found"), "AZURE_OPENAI_ENDPOINT"),
        ("completion", Refuse(status=400, message="API version not supported"), "OPENAI_API_VERSION"),
        ("completion", Refuse(status=503), "Try again"),
    ],
)
def test_a_service_that_refuses_is_reported_with_the_remedy(
    account: EmbeddedServices, stage: str, fault: Refuse, named: str
) -> None:
    account.faults.add(stage, fault)  # type: ignore[arg-type]
    diagnosis = check()

    assert [each.name for each in diagnosis if each.status == "failed"] == [stage]
    assert named in found(diagnosis, stage).hint
    assert not diagnosis.healthy


def test_services_that_are_not_there_are_reported_with_the_variables_that_say_where(
    scripted: EmbeddedServices,
) -> None:
    scripted.stop()
    diagnosis = check(scripted.services)

    assert "SPEECH_REGION" in found(diagnosis, "synthesis").hint
    assert "SPEECH_REGION" in found(diagnosis, "recognition").hint
    assert "AZURE_OPENAI_ENDPOINT" in found(diagnosis, "completion").hint


def test_an_account_without_a_deployment_is_reported(
    account: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AZURE_OPENAI_DEPLOYMENT")

    assert "AZURE_OPENAI_DEPLOYMENT" in found(check(), "completion").hint


def test_a_recognizer_that_hears_nothing_is_reported() -> None:
    with embedded_services(ScriptedEngines(transcripts=[""])) as scripted:
        recognition = found(check(scripted.services), "recognition")

    assert recognition.status == "failed"
    assert "made nothing of a recording" in recognition.message


def test_half_of_an_account_is_reported_and_nothing_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPEECH_KEY", SECRET)
    diagnosis = check()

    assert found(diagnosis, "SPEECH_KEY").message == "set"
    assert "SPEECH_REGION" in found(diagnosis, "services").message
    assert found(diagnosis, "services").status == "failed"
    assert [each for each in diagnosis if each.area == "reachable"] == []


def test_variables_of_a_file_are_reported_as_such(account: EmbeddedServices, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OPENAI_API_VERSION=2024-10-21\n")

    assert found(check(), "OPENAI_API_VERSION").message == "set, in .env"


def test_no_value_of_a_variable_is_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("SPEECH_KEY", "AZURE_OPENAI_API_KEY", "OPENAI_API_KEY", "VOICELAB_COMPLETION_KEY"):
        monkeypatch.setenv(name, SECRET)
    diagnosis = check()

    for shown in (str(diagnosis), repr(diagnosis), diagnosis._repr_html_()):
        assert "SPEECH_KEY" in shown
        assert SECRET not in shown


def test_keys_stay_secret_when_a_service_repeats_them(
    scripted: EmbeddedServices,
) -> None:
    scripted.faults.add("completion", Refuse(status=401, message=f"Wrong key {scripted.key}"))
    diagnosis = check(scripted.services)

    assert not diagnosis.healthy
    assert scripted.key not in str(diagnosis) + repr(diagnosis)


def test_embedded_models_that_are_missing_are_reported_and_not_fetched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path / "models"))
    diagnosis = check()

    assert "whisper-tiny.en" in [each.name for each in diagnosis if each.status == "warning"]
    assert found(diagnosis, "embedded services").hint == "Run: voicelab models add"
    assert not (tmp_path / "models").exists()


@pytest.mark.usefixtures("no_devices")
def test_a_machine_without_devices_is_pointed_to_the_browsers(scripted: EmbeddedServices) -> None:
    microphone = found(check(scripted.services), "microphone")

    assert microphone.status == "warning"
    assert "session.panel()" in microphone.hint


def test_the_settings_say_what_to_ask_for(scripted: EmbeddedServices) -> None:
    diagnosis = check(scripted.services, Settings(voice="en-GB-RyanNeural"))

    assert found(diagnosis, "synthesis").message.startswith("en-GB-RyanNeural spoke")


async def test_checks_are_reported_as_they_come_in_the_order_of_their_areas(
    scripted: EmbeddedServices,
) -> None:
    reported: list[Check] = []
    diagnosis = await acheck(scripted.services, on_check=reported.append)

    assert reported == list(diagnosis)
    areas = [each.area for each in diagnosis]
    assert areas == sorted(areas, key=list(AREAS).index)


def test_a_diagnosis_escapes_what_services_say() -> None:
    refused = Check(
        area="reachable", name="completion", status="failed", message="<script>x</script>", hint="<b>"
    )
    html = Diagnosis([refused])._repr_html_()

    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "<b>" not in html


def test_an_identity_that_is_not_signed_in_is_reported(scripted: EmbeddedServices) -> None:
    from azure.core.exceptions import ClientAuthenticationError

    class Nobody:
        def get_token(self, *scopes: str, **options: object) -> None:
            raise ClientAuthenticationError("Please run 'az login'\nmore")

    endpoint = "https://name.cognitiveservices.azure.com"
    services = Services(
        speech=SpeechService(endpoint=endpoint, credential=Nobody()),  # type: ignore[arg-type]
        completion=CompletionService(api="azure", endpoint=endpoint, credential=Nobody()),  # type: ignore[arg-type]
    )
    identity = found(check(services), "identity")

    assert identity.status == "failed"
    assert identity.message == "nobody is signed in: Please run 'az login'"
    assert "az login" in identity.hint


def test_options_of_the_embedded_services_that_are_wrong_are_reported(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICELAB_COMPLETION_THREADS", "many")

    failed = [each for each in check() if each.status == "failed"]
    assert {each.message for each in failed} == {"VOICELAB_COMPLETION_THREADS is 'many'."}
