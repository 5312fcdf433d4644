"""No command lets a terminal obey what somebody said, a server or a model wrote, or a file is called."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.cli.test_command_line import account
from voicelab.cli.command_line import main
from voicelab.embedded.faults import Stage
from voicelab.errors import VoicelabError
from voicelab.recordings import recording
from voicelab.testing import (
    EmbeddedServices,
    Refuse,
    ScriptedEngines,
    ToolCall,
    embedded_services,
)

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
HOSTILE = "a\x1b]0;title\x07\x1b]52;c;Y2xpcA==\x1b\\\x1b[31mred\x08\x08\x9b2J\x90q\x9c\u202eback\u2066 z"
"""A title, the clipboard, a colour, going back, controls in one character, a reversed direction."""
NAME = "a\x1b[31mred\u202e\x9b2J"
"""Of a file."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no file has such a name there")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, whose own name is hostile, too."""
    folder = tmp_path / NAME
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def shown(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    embedded: EmbeddedServices | None = None,
) -> str:
    """Return what a command writes; nothing in it is obeyed."""
    if embedded is not None:
        for name, value in account(embedded).items():
            monkeypatch.setenv(name, value)
    with contextlib.suppress(SystemExit):  # arguments are refused
        main(command)
    written = capsys.readouterr()
    text = written.out + written.err
    assert not OBEYED.findall(text), text.encode("unicode_escape")
    assert text
    return text


def test_a_chat(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    Path("tools.py").write_text(f"def look(city: str) -> str:\n    return {HOSTILE!r}\n")
    shutil.copy(recording("capital"), f"{NAME}.wav")
    script = ScriptedEngines(transcripts=[HOSTILE], reply=[ToolCall("look", {"city": HOSTILE}), HOSTILE])
    with embedded_services(script) as embedded:
        options = ["--wav", f"{NAME}.wav", "--tools", "tools.py:look", "--log", f"{NAME}.sqlite"]
        text = shown(monkeypatch, capsys, ["chat", *options, "--output", f"out{NAME}.wav"], embedded)
    assert text.count("title") > 2
    assert "exchanges in" in text or "exchange in" in text


@pytest.mark.parametrize(
    ("stage", "fault"),
    [
        ("recognition", Refuse(status=400, times=None, message=HOSTILE)),
        ("completion", Refuse(status=400, times=None, message=HOSTILE)),
        ("completion", Refuse(status=400, times=None, body=HOSTILE)),
        ("synthesis", Refuse(status=400, times=None, message=HOSTILE)),
    ],
    ids=["recognition", "the model", "a page", "synthesis"],
)
def test_a_chat_whose_services_fail(
    stage: Stage,
    fault: Refuse,
    scripted: EmbeddedServices,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    scripted.faults.add(stage, fault)
    command = ["chat", "--wav", str(recording("capital")), "--log", "log.sqlite"]
    assert "canceled" in shown(monkeypatch, capsys, command, scripted)


def test_a_doctor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with embedded_services(ScriptedEngines(transcripts=[HOSTILE], reply=HOSTILE)) as embedded:
        text = shown(monkeypatch, capsys, ["doctor", "--silent"], embedded)
    assert "Next: " in text


def test_a_doctor_of_a_model_with_such_a_name(
    scripted: EmbeddedServices, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOICELAB_MODELS", str(Path(NAME).absolute()))
    command = ["doctor", "--silent", "--offline", "--deployment", HOSTILE]
    shown(monkeypatch, capsys, command, scripted)


def test_a_comparison_and_its_files(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = [{"input": HOSTILE, "expected": HOSTILE, "tags": HOSTILE, "id": f"case {HOSTILE}"}]
    Path(f"{NAME}.json").write_text(json.dumps(cases))
    checks = 'scores = ["contains_expected"]\nchecks = ["contains_expected.mean >= 2"]\n'
    Path(f"{NAME}.toml").write_text(f"cases = {json.dumps(f'{NAME}.json')}\n{checks}")
    with embedded_services(ScriptedEngines(reply=HOSTILE)) as embedded:
        files = ["--csv", f"{NAME}.csv", "--html", f"{NAME}.html", "--junit", f"{NAME}.xml"]
        text = shown(monkeypatch, capsys, ["compare", f"{NAME}.toml", *files], embedded)
    assert "contains_expected" in text


def test_an_export(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with embedded_services(ScriptedEngines(transcripts=[HOSTILE], reply=HOSTILE)) as embedded:
        shown(
            monkeypatch,
            capsys,
            ["chat", "--wav", str(recording("capital")), "--log", f"{NAME}.sqlite"],
            embedded,
        )
    shown(monkeypatch, capsys, ["export", f"{NAME}.csv", "--log", f"{NAME}.sqlite"])
    shown(monkeypatch, capsys, ["export", f"{NAME}.csv", "--log", f"{NAME}.sqlite", "--session", HOSTILE])


@pytest.mark.parametrize(
    "command",
    [
        ["chat", "--wav", f"missing{NAME}.wav"],
        ["chat", "--recorded", "--voice", HOSTILE],
        ["chat", "--recorded", "--tools", f"{NAME}.py:{NAME}"],
        ["compare", f"missing{NAME}.toml"],
        ["export", f"{NAME}.docx"],
        ["export", "a.csv", "--log", f"missing{NAME}.sqlite"],
        ["voices", "--locale", HOSTILE],
        ["models", "add", HOSTILE],
        ["models", "remove", HOSTILE],
        ["models", "bench", HOSTILE],
        ["models"],
        ["end-of-turn", f"missing{NAME}"],
        ["serve", "--port", HOSTILE],
        ["quickstart", "--port", HOSTILE],
        ["doctor", "--silent", "--offline", f"--{HOSTILE}"],
        [HOSTILE],
    ],
    ids=lambda command: ascii(" ".join(command))[1:40],
)
def test_what_is_refused_is_shown_and_not_obeyed(
    command: list[str],
    scripted: EmbeddedServices,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("VOICELAB_MODELS", str(Path(NAME).absolute()))
    shown(monkeypatch, capsys, command, scripted)


def test_an_error_that_python_prints_by_itself_is_not_obeyed() -> None:
    assert not OBEYED.search(str(VoicelabError(HOSTILE, hint=HOSTILE)) + repr(VoicelabError(HOSTILE)))
