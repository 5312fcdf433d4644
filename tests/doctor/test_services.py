"""What the doctor finds by asking each service for a little."""

from __future__ import annotations

import dataclasses

import pytest
from azure.core.credentials import AccessToken

from tests.doctor.conftest import cascade_of
from voicelab.doctor.checks import failure
from voicelab.doctor.doctor import Check, Diagnosis, check
from voicelab.doctor.network import hosts
from voicelab.embedded.options import EmbeddedOptions
from voicelab.errors import ServiceError
from voicelab.services.endpoints import CompletionService
from voicelab.services.services import Services
from voicelab.services.upstream import upstream_service
from voicelab.settings import Settings
from voicelab.testing import EmbeddedServices, Refuse, ScriptedEngines, embedded_services


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
        ("realtime", "ok"),
        ("voice-live", "ok"),
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


def test_a_model_that_only_thinks_is_no_model_that_replied() -> None:
    with embedded_services(ScriptedEngines(reply="", finish_reason="length")) as thinking:
        completion = found(check(cascade_of(thinking)), "completion")

    assert completion.status == "warning"
    assert "replied" not in completion.message
    assert "used all of its 40 tokens before the first word of a reply; that took" in completion.message
    assert "reasoning_effort" in completion.hint


def test_services_that_are_not_there_are_reported_with_the_variables_that_say_where(
    account: EmbeddedServices,
) -> None:
    account.stop()
    diagnosis = check()

    assert "SPEECH_REGION" in found(diagnosis, "synthesis").hint
    assert "SPEECH_REGION" in found(diagnosis, "recognition").hint
    assert "AZURE_OPENAI_ENDPOINT" in found(diagnosis, "completion").hint


def test_embedded_services_that_are_not_there_are_reported_without_an_accounts_variables(
    scripted: EmbeddedServices,
) -> None:
    scripted.stop()
    diagnosis = check(dataclasses.replace(scripted.services, kind="embedded"))
    hints = [found(diagnosis, name).hint for name in ("Speech", "synthesis", "recognition", "completion")]

    assert all(hints)
    assert [hint for hint in hints if "SPEECH_" in hint or "AZURE_" in hint or "doctor" in hint] == []


class BrokenCredential:
    """Signs in once, then fails in a way of its own."""

    is_used = False

    def get_token(self, *scopes: str, **_: object) -> AccessToken:
        if self.is_used:
            raise RuntimeError("the vault is shut")
        self.is_used = True
        return AccessToken("t", 2**40)


def test_a_credential_that_fails_in_a_way_of_its_own_is_reported(scripted: EmbeddedServices) -> None:
    completion = CompletionService.azure(
        f"http://127.0.0.1:{scripted.port}", credential=BrokenCredential(), deployment="scripted"
    )
    diagnosis = check(Services(speech=scripted.services.speech, completion=completion))

    assert (
        found(diagnosis, "completion").message == "No token could be had for the identity: the vault is shut"
    )
    assert "az login" in found(diagnosis, "completion").hint


def test_a_check_that_fails_in_whatever_way_is_reported_and_the_others_go_on(
    scripted: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicelab.recordings.conversation", ["gone"])  # as of a damaged installation
    diagnosis = check(scripted.services)

    assert found(diagnosis, "recognition").status == "failed"
    assert "gone" in found(diagnosis, "recognition").message
    assert found(diagnosis, "completion").status == "ok"


def test_an_account_without_a_deployment_is_reported(
    account: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AZURE_OPENAI_DEPLOYMENT")

    assert "AZURE_OPENAI_DEPLOYMENT" in found(check(), "completion").hint


def test_a_recognizer_that_hears_nothing_is_reported() -> None:
    with embedded_services(ScriptedEngines(transcripts=[""])) as scripted:
        recognition = found(check(cascade_of(scripted)), "recognition")

    assert recognition.status == "failed"
    assert "made nothing of a recording" in recognition.message


def test_keys_stay_secret_when_a_service_repeats_them(
    scripted: EmbeddedServices,
) -> None:
    scripted.faults.add("completion", Refuse(status=401, message=f"Wrong key {scripted.key}"))
    diagnosis = check(scripted.services)

    assert not diagnosis.healthy
    assert scripted.key not in str(diagnosis) + repr(diagnosis)


def test_the_settings_say_what_to_ask_for(scripted: EmbeddedServices) -> None:
    diagnosis = check(scripted.services, Settings(voice="en-GB-RyanNeural"))

    assert found(diagnosis, "synthesis").message.startswith("en-GB-RyanNeural spoke")


def test_the_server_behind_the_embedded_services_is_measured_with_its_own_variable(
    scripted: EmbeddedServices,
) -> None:
    upstream = upstream_service(EmbeddedOptions(completion_url="http://127.0.0.1:1/v1"))
    completion = dataclasses.replace(scripted.services.completion, upstream=upstream)
    services = dataclasses.replace(scripted.services, completion=completion)

    assert list(hosts(services))[1] == ("model", "http://127.0.0.1:1/v1", "VOICELAB_COMPLETION_URL")


def test_the_doctor_sends_nobody_to_the_doctor() -> None:
    error = ServiceError(
        "It failed.", hint="Check its address and the network; `voicelab doctor` tells more."
    )
    assert failure("reachable", "model", error).hint == "Check its address and the network."
