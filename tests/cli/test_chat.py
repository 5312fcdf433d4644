"""``voicelab chat``: what it refuses before it starts, and what it says."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_command_line import VOICELAB, account
from voicelab import Services, Session, Settings
from voicelab.cli.command_line import main
from voicelab.cli.conversation_printer import ConversationPrinter
from voicelab.cli.terminal import printable
from voicelab.errors import ConfigurationError
from voicelab.events import Failed, StateChanged
from voicelab.log.session_log import SessionLog
from voicelab.recordings import recording
from voicelab.synthesis import voice_selection
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--wav", "missing.wav"], "no file 'missing.wav'"),
        (["--wav", "question"], "no file 'question'"),
        (["--wav", "junk.wav"], "junk.wav is no sound file"),
        (["--wav", "folder"], "folder is a folder"),
        (["--recorded", "--output", "folder"], "folder: Is a directory"),
        (["--recorded", "--output", "nowhere/a.wav"], "nowhere/a.wav: No such file"),
        (["--wav", "good.wav", "--output", "good.wav"], "one of the files to listen to"),
        (["--wav", "good.wav", "--output", "notes.txt"], "notes.txt is there and is no WAV file"),
        (["--recorded", "--max-tokens", "many"], "max_tokens must be a whole number"),
    ],
)
def test_what_cannot_be_read_or_written_is_refused_before_anything_starts(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "junk.wav").write_text("junk")
    (tmp_path / "folder").mkdir()
    (tmp_path / "good.wav").write_bytes(recording("stop").read_bytes())
    (tmp_path / "notes.txt").write_text("mine")
    before = sorted(tmp_path.iterdir())

    assert main(["chat", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("kind", "who"), [("azure", "Azure OpenAI"), ("embedded", "The local model"), ("custom", "The model")]
)
def test_who_listens_and_what_ends_it_is_announced(
    scripted: EmbeddedServices, capsys: pytest.CaptureFixture[str], kind: str, who: str
) -> None:
    place = scripted.services
    services = Services(speech=place.speech, completion=place.completion, kind=kind)  # type: ignore[arg-type]
    for live in (True, False):
        ConversationPrinter(services, Settings(initial_silence_seconds=7), live=live)(
            StateChanged("listening")
        )
    live_line, recorded_line = capsys.readouterr().out.splitlines()
    assert live_line.startswith(f"{who} is listening. Say 'Stop'")
    assert "be silent for 7 s" in live_line
    assert "silent" not in recorded_line


def test_an_unknown_voice_is_known_before_the_model_is_paid_and_told_once(
    scripted: EmbeddedServices, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice_selection, "_FIRST_LIST_SECONDS", 30.0)  # a busy machine lists slowly
    with Session(services=scripted.services, log=False, voice="en-US-NobodyNeural") as session:
        session.subscribe(ConversationPrinter(session.services, session.settings, live=False))
        assert session.talk(["Hello.", "Again."]) == "failed"
        assert len(session.log) == 1
    said = capsys.readouterr().out
    assert said.count("en-US-NobodyNeural") == said.count("unknown-voice") == 1
    assert "recognition canceled" not in said.lower()
    assert not [request for request in scripted.request_log.requests if "chat" in request.path]


def test_an_error_that_no_exchange_has_told_is_told(
    scripted: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    printer = ConversationPrinter(scripted.services, Settings(), live=True)
    printer(Failed(ConfigurationError("The key is wrong.", hint="Set another.")))
    assert capsys.readouterr().out == (
        "Conversation canceled: configuration\nError details: The key is wrong. Set another.\n"
    )


def test_nothing_that_was_said_commands_the_terminal() -> None:
    assert printable("a\x1b[31mb\x07\x08\r\x9b2J\u202ec\td\ne") == "a�[31mb���\ufffd2J\ufffdc\td\ne"


@pytest.mark.skipif(sys.platform == "win32", reason="a test cannot press Ctrl-C there")
def test_an_interrupted_reply_is_counted(tmp_path: Path) -> None:
    with embedded_services(ScriptedEngines(reply="One mountain follows the next. " * 200)) as embedded:
        command = [VOICELAB, "chat", "--wav", str(recording("capital")), "--log", "log.sqlite"]
        environment = {**account(embedded), "PATH": "", "HOME": str(tmp_path), "PYTHONPATH": str(Path.cwd())}
        with subprocess.Popen(
            [*command, "--output", "replies.wav"],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as program:
            assert program.stdout is not None
            for line in program.stdout:
                if line.startswith("Recognized speech"):
                    break
            program.send_signal(signal.SIGINT)
            output, errors = program.communicate(timeout=60)
    assert output.splitlines()[-1] == "Conversation ended."
    assert errors.splitlines()[-1] == f"1 exchange in {tmp_path / 'log.sqlite'}"
    with SessionLog(tmp_path / "log.sqlite") as log:
        assert list(log.df["outcome"]) == ["interrupted"]
