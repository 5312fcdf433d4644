"""What becomes of the commands' output where nobody reads it, or it has no room."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import voicelab.cli
from tests.cli.test_command_line import VOICELAB, account
from voicelab.cli.command_line import main
from voicelab.log.session_log import SessionLog
from voicelab.recordings import recording
from voicelab.testing import EmbeddedServices

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it has /dev/full and bash")

FULL = "The standard output cannot be written: No space left on device. Send it somewhere else.\n"
OUTPUTS = {"full": (1, FULL), "without a reader": (0, ""), "closed": (0, "")}
"""The exit code and what is reported."""


@pytest.fixture
def folder(scripted: EmbeddedServices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: it has a log, and an account is set."""
    monkeypatch.chdir(tmp_path)
    SessionLog(tmp_path / "log.sqlite").close()
    for name, value in account(scripted).items():
        monkeypatch.setenv(name, value)
    return tmp_path


@contextlib.contextmanager
def standard_output(output: str) -> Iterator[None]:
    """Have a standard output that takes nothing."""
    if output == "full":
        stream = Path("/dev/full").open("w")  # noqa: SIM115
    else:
        reader, writer = os.pipe()
        os.close(reader)
        stream = os.fdopen(writer, "w")
    with pytest.MonkeyPatch.context() as patch, stream:
        patch.setattr(sys, "stdout", None if output == "closed" else stream)
        yield
        if output == "closed":
            sys.stdout.close()  # what took its place


def code_of(*arguments: str) -> int:
    try:
        return main(arguments)
    except SystemExit as ended:
        return int(str(ended.code))


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("command", ["models", "voices --locale=en-GB", "doctor --offline", "--help"])
@pytest.mark.usefixtures("folder")
def test_a_lost_output_is_one_sentence_or_none(
    command: str, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = OUTPUTS[output]
    with standard_output(output):
        assert code_of(*command.split()) == code
    assert capsys.readouterr().err == said


@pytest.mark.parametrize("output", OUTPUTS)
def test_a_talk_ends_where_what_is_said_in_it_cannot_be_printed(
    folder: Path, output: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    files = [str(recording("capital"))] * 3
    code, said = OUTPUTS[output]
    if output == "closed":
        said = f"3 exchanges in {folder / 'log.sqlite'}\n"

    with standard_output(output):
        assert main(["chat", "--wav", *files, "--log", "log.sqlite"]) == code
    assert capsys.readouterr().err.partition("\n")[2] == said
    assert not [record for record in caplog.records if "subscriber" in record.message]
    with SessionLog(folder / "log.sqlite") as log:
        assert len(log) < 2 or output == "closed"  # the first turn was under way


@pytest.mark.parametrize("closed", ["<&- >&- 2>&-", "2>/dev/full"])
def test_the_work_is_done_where_outputs_are_closed(closed: str, folder: Path) -> None:
    command = f"{sys.executable} {VOICELAB} export log.csv --log log.sqlite {closed}"
    assert subprocess.run(["bash", "-c", command], timeout=60, check=False).returncode == 0
    assert (folder / "log.csv").exists()


@pytest.mark.models
def test_services_that_cannot_say_where_they_listen_end_and_blame_no_port(tmp_path: Path) -> None:
    command = f"exec {sys.executable} {VOICELAB} serve >/dev/full"
    ended = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stderr) == (1, FULL)


def test_only_the_terminal_writes_to_the_outputs() -> None:
    direct = re.compile(r"sys\.std(out|err)\.(write|flush)|\bprint\(")
    modules = Path(voicelab.cli.__file__).parent.glob("*.py")
    assert [path.name for path in modules if direct.search(path.read_text("utf-8"))] == ["terminal.py"]
