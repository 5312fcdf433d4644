"""The order of the checks, their times, and what is left when one fails or somebody interrupts."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

import voicelab as vl
from tests.credentials import SPEECH_KEY
from tests.doctor.conftest import cascade_of
from voicelab.doctor.doctor import Check, Diagnosis, check
from voicelab.doctor.report import READY
from voicelab.doctor.turn import PHRASE
from voicelab.testing import EmbeddedServices, Refuse, ScriptedEngines, embedded_services

pytestmark = pytest.mark.usefixtures("no_devices")


@pytest.fixture
def well() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(transcripts=[PHRASE], tokens_per_second=200.0)) as services:
        yield services


def found(diagnosis: Diagnosis, name: str) -> Check:
    (each,) = [each for each in diagnosis if each.name == name]
    return each


def test_where_all_is_well_the_next_step_is_to_talk(well: EmbeddedServices) -> None:
    diagnosis = check(cascade_of(well))

    assert diagnosis.healthy
    assert diagnosis.is_complete
    assert diagnosis.next_step == READY


def test_what_is_measured_is_there_in_numbers(well: EmbeddedServices) -> None:
    diagnosis = check(cascade_of(well))

    assert 0 < found(diagnosis, "Speech").measures["connect_seconds"] < 1
    assert found(diagnosis, "completion").measures["tokens_per_second"] > 10
    assert 0 < found(diagnosis, "completion").measures["first_token_seconds"] < 10
    assert found(diagnosis, "round trip").measures == {"words_alike": 1.0}
    turn = found(diagnosis, "turn").measures
    assert 0 < turn["model_seconds"] < turn["first_sound_seconds"] <= turn["turn_seconds"]


def test_the_speed_of_a_model_is_measured() -> None:
    script = ScriptedEngines(first_token_seconds=0.4, tokens_per_second=25.0, reply=" ".join(["word"] * 25))
    with embedded_services(script) as services:
        measures = found(check(cascade_of(services)), "completion").measures

    assert measures["first_token_seconds"] == pytest.approx(0.4, abs=0.3)
    assert measures["tokens_per_second"] == pytest.approx(25, rel=0.3)


ENGINES = {
    "slow model": (ScriptedEngines(tokens_per_second=3.0, transcripts=[PHRASE]), "smaller model|processors"),
    "another phrase": (ScriptedEngines(transcripts=["Greg and I speech."]), "Listen to the voice"),
}


@pytest.mark.parametrize("kind", ENGINES)
def test_what_works_badly_is_the_next_step(kind: str) -> None:
    script, step = ENGINES[kind]
    with embedded_services(script) as services:
        diagnosis = check(cascade_of(services))

    assert diagnosis.healthy
    assert any(word in diagnosis.next_step for word in step.split("|"))


@pytest.mark.parametrize(
    ("stage", "fault", "step"),
    [
        ("synthesis", Refuse(status=401, times=None), "SPEECH_KEY"),
        ("recognition", Refuse(status=429, times=None), "quota"),
        ("completion", Refuse(status=401, times=None), "AZURE_OPENAI_API_KEY"),
        ("completion", Refuse(status=404, code="DeploymentNotFound", times=None), "AZURE_OPENAI_DEPLOYMENT"),
        ("completion", Refuse(status=400, message="API version not supported"), "OPENAI_API_VERSION"),
    ],
)
def test_what_is_refused_is_the_next_step(
    account: EmbeddedServices, stage: str, fault: Refuse, step: str
) -> None:
    account.faults.add(stage, fault)  # type: ignore[arg-type]
    diagnosis = check()

    assert step in diagnosis.next_step
    assert [each.name for each in diagnosis if each.area == "measured"] == []


def test_a_service_that_is_nowhere_is_the_next_step(well: EmbeddedServices) -> None:
    well.stop()
    diagnosis = check(well.services)

    assert diagnosis.next_step == "Speech: See that the server there runs."
    assert found(diagnosis, "Speech").message.startswith("no connection to 127.0.0.1:")


def test_half_of_an_account_is_the_next_step(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPEECH_KEY", SPEECH_KEY)
    assert "SPEECH_REGION" in check().next_step


def test_a_check_that_takes_too_long_is_given_up_and_the_others_go_on() -> None:
    script = ScriptedEngines(first_token_seconds=30.0, transcripts=[PHRASE])
    with embedded_services(script) as services:
        diagnosis = check(cascade_of(services), timeout_seconds=3.0)

    assert found(diagnosis, "completion").message == "not done after 3 s, and left alone"
    assert found(diagnosis, "recognition").status == "ok"
    assert "look at the network" in diagnosis.next_step


def test_nothing_is_asked_where_nothing_is_to_be_asked(well: EmbeddedServices) -> None:
    diagnosis = check(well.services, ask=False)

    assert {each.area for each in diagnosis} == {"installed", "audible"}
    assert well.request_log.requests == []


def test_what_is_being_done_is_told(well: EmbeddedServices) -> None:
    told: list[str] = []
    check(well.services, on_progress=told.append)

    assert "Having the model reply …" in told
    assert len(told) > 6


def test_an_interrupt_leaves_what_is_known(well: EmbeddedServices) -> None:
    def interrupt(each: Check) -> None:
        if each.name == "synthesis":
            os.kill(os.getpid(), signal.SIGINT)  # this is not the main thread, which takes it

    diagnosis = check(cascade_of(well), on_check=interrupt)

    assert not diagnosis.is_complete
    assert found(diagnosis, "synthesis").status == "ok"
    assert "turn" not in [each.name for each in diagnosis]


def test_the_package_can_be_called(well: EmbeddedServices) -> None:
    diagnosis = vl.doctor(cascade_of(well))
    assert isinstance(diagnosis, vl.doctor.Diagnosis)
    assert diagnosis.healthy
