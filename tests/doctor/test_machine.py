"""What the doctor finds without asking any service."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicelab.doctor.doctor import Check, Diagnosis, check
from voicelab.testing import EmbeddedServices

SECRET = "Zq7-very-secret-key-9"


def found(diagnosis: Diagnosis, name: str) -> Check:
    (each,) = [each for each in diagnosis if each.name == name]
    return each


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


def test_options_of_the_embedded_services_that_are_wrong_are_reported(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICELAB_COMPLETION_THREADS", "many")

    diagnosis = check()
    failed = [each for each in diagnosis if each.status == "failed"]
    assert {each.message for each in failed} == {"VOICELAB_COMPLETION_THREADS is 'many'."}
    assert "Set VOICELAB_COMPLETION_THREADS to a whole number" in diagnosis.next_step


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("VOICELAB_COMPLETION_MODEL", "/nope.gguf", "There is no model file '/nope.gguf'"),
        ("VOICELAB_RECOGNITION_MODEL", "/nope/dir", "There is no folder '/nope/dir'"),
        ("VOICELAB_RECOGNITION_MODEL", "large-v9", "'large-v9' cannot be loaded"),
        ("VOICELAB_MODELS", "/etc/passwd", "Models cannot be stored in /etc/passwd"),
    ],
)
@pytest.mark.usefixtures("no_devices")
def test_what_the_variables_name_is_looked_at_though_nobody_is_asked(
    variable: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv(variable, value)
    diagnosis = check(ask=False)

    (failed,) = [each for each in diagnosis if each.status == "failed"]
    assert words in failed.message
    assert diagnosis.next_step == f"{failed.message} {failed.hint}"
