"""``voicelab chat``: what it refuses before it starts, and what it says."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_command_line import VOICELAB, account
from tests.exchanges import an_exchange
from voicelab import Audio, Services, Session, Settings
from voicelab.audio.sinks import NullSink
from voicelab.cli.command_line import main
from voicelab.cli.conversation_printer import ConversationPrinter
from voicelab.cli.typed_lines import TypedLines
from voicelab.errors import ConfigurationError
from voicelab.events import (
    EndOfTurnJudged,
    Event,
    ExchangeLogged,
    Failed,
    StateChanged,
    ToolReturned,
    TurnWithdrawn,
    UtteranceHeard,
)
from voicelab.exchange.tool_use import ToolUse
from voicelab.log.session_log import SessionLog
from voicelab.recordings import recording
from voicelab.testing import EmbeddedServices, ScriptedEngines, ToolCall, embedded_services


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--wav", "missing.wav"], "no file 'missing.wav'"),
        (["--wav", "question"], "no file 'question'"),
        (["--wav", "junk.wav"], "junk.wav is no sound file"),
        (["--wav", "folder"], "folder is a folder"),
        (["--wav", ""], "--wav names no file."),
        (["--wav", "https://x.example/a.wav"], "https://x.example/a.wav is an address; download the file"),
        (["--recorded", "--output", "folder"], "folder cannot be written: it is a folder; name a file in it"),
        (
            ["--recorded", "--output", "nowhere/a.wav"],
            "nowhere/a.wav cannot be written: there is no folder nowhere",
        ),
        (["--wav", "good.wav", "--output", "good.wav"], "one of the files to listen to"),
        (["--wav", "good.wav", "--output", "notes.txt"], "notes.txt is there and is no WAV file"),
        (["--recorded", "--output", "new.txt"], "new.txt would be a WAV file: give a name that ends in .wav"),
        (["--recorded", "--end-of-turn", "words"], "--end-of-turn has no effect with --recorded: leave out"),
        (["--recorded", "--wav", "good.wav"], "--wav has no effect with --recorded: leave out one of them."),
        (["--wav", "good.wav", "--microphone", "x"], "--microphone has no effect with --wav"),
        (["--output", "a.wav", "--speaker", "x"], "--speaker has no effect with --output"),
        (["--recorded", "--max-tokens", "many"], "max_tokens must be a whole number"),
        (["--recorded", "--tools", "missing.py:look"], "there is no file missing.py"),
        (["--recorded", "--tools", "look"], "a tool of your own is named 'file.py:function'"),
        (["--recorded", "--tools", "json:dumps", "json:dumps"], "dumps"),
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


def test_each_recording_is_asked_whatever_the_others_hold(
    scripted: EmbeddedServices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in account(scripted).items():
        monkeypatch.setenv(name, value)
    Audio.silence(1.0, 16_000).to_wav("silent.wav")
    spoken = str(recording("capital"))
    files = ["--wav", spoken, "--wav", "silent.wav", recording("capital").as_uri()]

    assert main(["chat", *files, "--log", "log.sqlite"]) == 0
    outcomes = SessionLog("log.sqlite").df["outcome"].tolist()
    assert outcomes == ["completed", "no-match", "completed"]


def test_the_model_calls_tools_that_stand_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own_tools.py").write_text("def look(city: str) -> str:\n    return f'sunny in {city}'\n")
    call = ToolCall("look", {"city": "Rome"})
    with embedded_services(ScriptedEngines(reply=[call, "It is sunny."])) as embedded:
        for name, value in account(embedded).items():
            monkeypatch.setenv(name, value)
        assert main(["chat", "--wav", str(recording("capital")), "--tools", "own_tools.py:look"]) == 0
    assert "Tool called: look(city='Rome'): sunny in Rome\n" in capsys.readouterr().out


def test_nobody_listens_after_the_last_recording(
    scripted: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    show = ConversationPrinter(scripted.services, Settings(), live=False)
    show(StateChanged("listening"))
    show(StateChanged("ended"))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("kind", "who"), [("azure", "Azure OpenAI"), ("embedded", "The local model"), ("custom", "The model")]
)
def test_who_listens_and_what_ends_it_is_announced(
    scripted: EmbeddedServices, capsys: pytest.CaptureFixture[str], kind: str, who: str
) -> None:
    place = scripted.services
    services = Services(speech=place.speech, completion=place.completion, kind=kind)  # type: ignore[arg-type]
    for live in (True, False):
        show = ConversationPrinter(
            services, Settings(initial_silence_seconds=7), live=live, reads_ctrl_z=live
        )
        show(StateChanged("listening"))
        show(UtteranceHeard(1, "Hello."))
    live_line, _, recorded_line, _ = capsys.readouterr().out.splitlines()
    assert live_line == (
        f"{who} is listening. Say 'Stop' or press Ctrl-Z, or be silent for 7 s, to end the conversation."
    )
    assert recorded_line == f"{who} is listening. Say 'Stop' to end the conversation."


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (["--output", "replies.wav"], "Speech synthesized to {folder}/replies.wav for text ["),
        ([], "Speech synthesized for text ["),
    ],
)
def test_where_the_replies_sound_went_is_told(
    scripted: EmbeddedServices,
    output: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in account(scripted).items():
        monkeypatch.setenv(name, value)
    arguments = [each if each.startswith("-") else str(tmp_path / each) for each in output]

    assert main(["chat", "--wav", str(recording("capital")), *arguments]) == 0
    told = capsys.readouterr().out
    assert said.format(folder=tmp_path) in told
    assert "to speaker" not in told


AHEAD = (
    StateChanged("listening"),
    EndOfTurnJudged(is_over=True),
    UtteranceHeard(1, "what is", is_final=False),
    StateChanged("thinking"),
)


def printed_of(services: Services, capsys: pytest.CaptureFixture[str], *events: Event) -> list[str]:
    """Return what is printed of events, and of who listens only that somebody does."""
    show = ConversationPrinter(services, Settings(), live=True)
    for event in events:
        show(event)
    lines = capsys.readouterr().out.splitlines()
    return ["listening" if "is listening" in line else line for line in lines]


def test_a_turn_that_is_withdrawn_leaves_no_line_and_the_next_of_its_number_is_printed_when_it_is_final(
    scripted: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    again = (TurnWithdrawn(1), StateChanged("listening"), EndOfTurnJudged(is_over=False), *AHEAD)
    final = (UtteranceHeard(1, "What is the time?"), StateChanged("listening"))
    assert printed_of(scripted.services, capsys, *AHEAD, *again, *final) == [
        "listening",
        "Recognized speech: What is the time?",
        "listening",
    ]


def test_a_turn_that_is_stopped_before_its_final_transcript_is_printed_with_what_was_heard(
    scripted: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    exchange = an_exchange(turn=1, transcript="what is", outcome="interrupted", heard_text="")
    lines = printed_of(scripted.services, capsys, *AHEAD, ExchangeLogged(exchange))
    assert lines[1] == "Recognized speech: what is"
    assert lines[-1] == "Speech synthesis interrupted after []"


def test_the_speaker_is_named_as_in_the_quickstart(
    scripted: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    with Session(services=scripted.services, log=False) as session:
        session.subscribe(ConversationPrinter(session.services, session.settings, live=True))
        session.ask("Hello.")
    assert "\nSpeech synthesized to speaker for text [" in capsys.readouterr().out


def test_an_unknown_voice_is_known_before_the_model_is_paid_and_told_once(
    scripted: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
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


def test_speech_without_a_transcript_is_not_said_to_be_recognised(
    scripted: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    printer = ConversationPrinter(scripted.services, Settings(engine="realtime"), live=False)
    printer(UtteranceHeard(1, "", is_final=False))
    printer(UtteranceHeard(1, ""))
    printer(UtteranceHeard(2, "", is_final=False))
    printer(ExchangeLogged(an_exchange(turn=2, transcript="", reply="Everest.", spoken_text="")))
    said = capsys.readouterr().out
    assert "Recognized" not in said
    assert "Everest." in said


def test_a_call_of_a_tool_and_what_came_of_it_are_one_line_whatever_they_hold(
    scripted: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    printer = ConversationPrinter(scripted.services, Settings(), live=True)
    use = ToolUse(
        name="look\x1b[2J", arguments_json='{"city": "Rome"}', result="fine\nwarm\x1b[2J" + "." * 200
    )
    printer(ToolReturned(1, 1, use))
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("Tool called: look\N{REPLACEMENT CHARACTER}[2J(city='Rome'): fine warm")
    assert line.endswith("…")
    assert "\x1b" not in line


def test_lines_that_are_typed_are_asked_in_order_and_said_to_wait(
    scripted: EmbeddedServices, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"Question {number}?" for number in range(1, 6)]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n\n".join(lines)))
    with Session(services=scripted.services, log=False) as session:
        session.subscribe(ConversationPrinter(session.services, session.settings, live=True))
        TypedLines(session, NullSink()).ask_all()
        assert session.log.df["transcript"].tolist() == lines
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if line.startswith("Recognized speech: ")] == [
        f"Recognized speech: {line}" for line in lines
    ]
    assert "Waiting for its turn: Question 5?" in said


def test_an_option_that_has_no_effect_with_the_engine_is_named_once(
    scripted: EmbeddedServices,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in account(scripted).items():
        monkeypatch.setenv(name, value)
    assert main(["chat", "--wav", str(recording("capital")), "--turn-detection", "server_vad"]) == 0
    told = "turn_detection='server_vad' has no effect with engine='cascade'. Only speech-to-speech services"
    assert capsys.readouterr().err.count(told) == 1


def talk_with_lines(text: str, monkeypatch: pytest.MonkeyPatch, scripted: EmbeddedServices) -> list[str]:
    """Return what was understood in a talk on one recording, with a pipe as its input."""
    for name, value in account(scripted).items():
        monkeypatch.setenv(name, value)
    reader, writer = os.pipe()
    with os.fdopen(writer, "w") as pipe:
        pipe.write(text)
    with os.fdopen(reader) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        assert main(["chat", "--wav", str(recording("capital")), "--log", "log.sqlite"]) == 0
    with SessionLog("log.sqlite") as log:
        return list(log.df["transcript"])


def test_lines_of_a_pipe_are_turns_in_order_beside_the_recordings(
    scripted: EmbeddedServices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [f"Question {number}?" for number in range(1, 4)]
    heard = talk_with_lines("\n".join(lines), monkeypatch, scripted)
    assert [text for text in heard if text in lines] == lines
    assert len(heard) == 4  # and the recording


def test_an_empty_input_ends_no_talk_on_recordings(
    scripted: EmbeddedServices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(talk_with_lines("", monkeypatch, scripted)) == 1


def test_a_line_that_names_no_sound_file_is_said_to(
    scripted: EmbeddedServices,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "Why?" in talk_with_lines("nothing.wav\nWhy?\n", monkeypatch, scripted)
    assert "there is no file 'nothing.wav'" in capsys.readouterr().err


def chat_on_a_pipe(embedded: EmbeddedServices, folder: Path, *options: str) -> subprocess.Popen[str]:
    """Begin to talk on a recording, with an input that stays open."""
    return subprocess.Popen(
        [VOICELAB, "chat", "--wav", str(recording("capital")), "--log", "log.sqlite", *options],
        cwd=folder,
        env={**os.environ, **account(embedded)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_line_that_comes_after_the_last_recording_is_a_turn(tmp_path: Path) -> None:
    with (
        embedded_services(ScriptedEngines(reply="Yes.")) as embedded,
        chat_on_a_pipe(embedded, tmp_path, "--output", "replies.wav") as program,
    ):
        assert program.stdin is not None
        assert program.stderr is not None
        print("Hello.", file=program.stdin, flush=True)
        for line in program.stderr:
            if line.startswith("All recordings were answered"):
                break
        print("And now?", file=program.stdin, flush=True)
        output, errors = program.communicate(timeout=60)
    assert program.returncode == 0
    assert "Recognized speech: And now?\n" in output
    assert output.count("Speech synthesized to replies.wav") == 3
    assert "Ctrl-Z" not in output  # nobody can press it
    assert errors.startswith("3 exchanges in ")


def test_an_input_that_stays_open_and_gives_no_line_is_not_waited_for(tmp_path: Path) -> None:
    with (
        embedded_services(ScriptedEngines(reply="Yes.")) as embedded,
        chat_on_a_pipe(embedded, tmp_path) as program,
    ):
        assert program.wait(timeout=60) == 0
        assert program.stdout is not None
        assert "Conversation ended." in program.stdout.read()


def test_a_line_that_is_not_answered_any_more_is_said_not_to_be(
    scripted: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    with Session(services=scripted.services, log=False) as session:
        answered = session.ask("What is it?")
        printer = ConversationPrinter(session.services, session.settings, live=True)
        printer(ExchangeLogged(answered.replace(outcome="dropped", reply="", spoken_text="")))
    assert capsys.readouterr().out == "Not answered: What is it?\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a test cannot press Ctrl-C there")
@pytest.mark.parametrize(("number", "code"), [("SIGINT", 0), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_an_interrupted_reply_is_counted(tmp_path: Path, number: str, code: int) -> None:
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
            program.send_signal(getattr(signal, number))
            output, errors = program.communicate(timeout=60)
    assert program.returncode == code
    assert output.splitlines()[-1] == "Conversation ended."
    assert errors.splitlines()[-1] == f"1 exchange in {tmp_path / 'log.sqlite'}"
    with SessionLog(tmp_path / "log.sqlite") as log:
        assert list(log.df["outcome"]) == ["interrupted"]
