"""A working folder that another program has removed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from voicelab import Services, Session, doctor
from voicelab.cli.command_line import main
from voicelab.errors import ConfigurationError
from voicelab.log.session_log import SessionLog
from voicelab.testing import EmbeddedServices

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a folder that is in use")

GONE = "The working folder no longer exists: change to another."


@pytest.fixture(autouse=True)
def gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()


@pytest.mark.parametrize(
    "command",
    [
        "chat --recorded",
        "voices --locale=en-GB",
        "export log.csv",
        "models",
        "quickstart --no-browser",
        "serve",
    ],
)
def test_every_command_says_so(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command.split()) == 1
    assert capsys.readouterr().err == f"{GONE}\n"


def test_sessions_logs_and_services_say_so(scripted: EmbeddedServices) -> None:
    for make in (
        Session,
        SessionLog,
        Services.from_environment,
        lambda: Session(services=scripted.services),
        lambda: SessionLog("a.sqlite"),
    ):
        with pytest.raises(ConfigurationError) as caught:
            make()
        assert (str(caught.value), caught.value.code) == (GONE, "no-working-folder")


def test_a_log_elsewhere_is_used(tmp_path: Path) -> None:
    with SessionLog(tmp_path / "log.sqlite") as log:
        assert len(log) == 0


def test_the_doctor_names_it_as_what_failed(capsys: pytest.CaptureFixture[str]) -> None:
    (failed,) = (each for each in doctor(ask=False, play=False) if each.status == "failed")
    assert (failed.name, failed.message) == ("working folder", GONE)

    assert main(["doctor", "--offline"]) == 1
    assert "working folder: The working folder no longer exists" in capsys.readouterr().out
