"""The command line, run as people run it: the console script, in processes of its own."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from voicelab import __version__
from voicelab.cli.command_line import main, make_parser
from voicelab.log.session_log import SessionLog
from voicelab.testing import EmbeddedServices, Refuse

VOICELAB = str(Path(sys.executable).parent / "voicelab")
COMMANDS = ("quickstart", "chat", "compare", "doctor", "export", "voices", "serve", "models", "end-of-turn")


def run(
    *arguments: str, folder: Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [VOICELAB, *arguments],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def account(embedded: EmbeddedServices) -> dict[str, str]:
    """Return the variables of an account on the embedded services."""
    address = f"http://127.0.0.1:{embedded.port}"
    return {
        "SPEECH_KEY": embedded.key,
        "SPEECH_ENDPOINT": address,
        "AZURE_OPENAI_API_KEY": embedded.key,
        "AZURE_OPENAI_ENDPOINT": address,
        "AZURE_OPENAI_DEPLOYMENT": "scripted",
    }


def test_the_version_is_shown(tmp_path: Path) -> None:
    ended = run("--version", folder=tmp_path)

    assert (ended.returncode, ended.stdout) == (0, f"voicelab {__version__}\n")


def test_without_a_command_the_commands_are_listed(tmp_path: Path) -> None:
    ended = run(folder=tmp_path)

    assert ended.returncode == 0
    assert all(re.search(rf"^ +{command}\b", ended.stdout, re.MULTILINE) for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, tmp_path: Path) -> None:
    ended = run(command, "--help", folder=tmp_path)

    assert ended.returncode == 0
    assert ended.stdout.startswith(f"usage: voicelab {command}")


@pytest.mark.parametrize("arguments", [["chatt"], ["chat", "--wavv"], ["doctor", "--voice", "no voice"]])
def test_a_wrong_argument_exits_with_2(arguments: Sequence[str], tmp_path: Path) -> None:
    ended = run(*arguments, folder=tmp_path)

    assert ended.returncode == 2
    assert ended.stderr
    assert "Traceback" not in ended.stderr


def test_starting_up_loads_nothing_heavy() -> None:
    program = "import sys, json, voicelab.cli.command_line; print(json.dumps(list(sys.modules)))"
    loaded = json.loads(
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    )

    heavy = {"numpy", "pandas", "pyarrow", "openai", "azure.cognitiveservices", "aiohttp"}
    assert heavy.isdisjoint(loaded)


def test_an_error_is_a_sentence_and_its_remedy_and_exits_with_1(tmp_path: Path) -> None:
    ended = run("chat", folder=tmp_path, environment={"SPEECH_KEY": "very-secret"})

    assert ended.returncode == 1
    assert ended.stderr.startswith("SPEECH_KEY is set, but SPEECH_REGION, ")
    assert "VOICELAB_SERVICES=embedded" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "very-secret" not in ended.stderr + ended.stdout


def test_ctrl_c_exits_with_130_and_one_line(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys, voicelab.cli.command_line as cli, voicelab.cli.models as models\n"
        "models.run = lambda args: os.kill(os.getpid(), signal.SIGINT) or signal.pause()\n"
        "sys.exit(cli.main(['models']))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )

    assert (ended.returncode, ended.stderr) == (130, "\nInterrupted.\n")


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    shell = f"{sys.executable} -u {VOICELAB} models | true; echo ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, timeout=60, check=False)

    assert (ended.stdout, ended.stderr) == ("0\n", "")


def test_the_doctor_reports_that_all_is_well(scripted: EmbeddedServices, tmp_path: Path) -> None:
    ended = run("doctor", folder=tmp_path, environment=account(scripted))

    assert (ended.returncode, ended.stderr) == (0, "")
    assert re.search(r"^  ok       completion: scripted replied after", ended.stdout, re.MULTILINE)
    assert "\nNothing failed.\nNext: " in ended.stdout


def test_the_doctor_exits_with_1_when_something_failed(scripted: EmbeddedServices, tmp_path: Path) -> None:
    scripted.faults.add("completion", Refuse(status=401))
    ended = run("doctor", folder=tmp_path, environment=account(scripted))

    assert ended.returncode == 1
    assert re.search(r"\n1 failed\.\nNext: .+ Check AZURE_OPENAI_API_KEY", ended.stdout)
    assert scripted.key not in ended.stdout + ended.stderr


@contextlib.contextmanager
def quickstart(folder: Path) -> Iterator[str]:
    """Run the command until JupyterLab shows its address; give that."""
    environment = {**os.environ, "JUPYTER_RUNTIME_DIR": str(folder / "runtime"), "HOME": str(folder)}
    command = [VOICELAB, "quickstart", "--no-browser"]
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as lab:
        assert lab.stderr is not None
        try:
            yield next(line for line in lab.stderr if re.search(r"http://\S+/lab/tree/", line))
        finally:
            lab.terminate()


ODD = [
    "",
    " ",
    "-1",
    "99999",
    "1e400",
    "nan",
    "ten",
    "folder",
    "a\0b",
    "x" * 300,
    "\udc80",
    "/dev/full",
    "\x1b[31m",
]


def test_no_odd_value_of_any_option_ends_in_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    SessionLog(tmp_path / "log.sqlite").close()
    (commands,) = (each.choices for each in make_parser()._actions if isinstance(each.choices, dict))
    asides = {
        "chat": ["--wav=missing.wav"],
        "export": ["--log=log.sqlite"],
        "models": [],
        "doctor": ["--voice=x y"],
    }
    asides |= {"quickstart": ["--port=x"], "serve": ["--port=x"]}  # so that none of them begins
    for command, aside in asides.items():
        for action in commands[command]._actions:
            if action.nargs == 0 or action.dest == "help":
                continue
            for odd in ODD:
                given = f"{action.option_strings[0]}={odd}" if action.option_strings else odd
                try:
                    code = main([command, given, *aside])
                except SystemExit as ended:  # a mistake in the arguments
                    code = int(str(ended.code))
                assert code in (0, 1, 2), (command, given)
                if command == "export" and not action.option_strings:
                    assert code == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("blank", ["", " "])
@pytest.mark.parametrize(
    "arguments",
    [
        "chat --output",
        "chat --log",
        "chat --microphone",
        "chat --speaker",
        "export a.csv --log",
        "export a.csv --session",
        "quickstart --folder",
        "voices --listen",
        "voices --locale",
        "serve --recognition-model",
        "serve --completion-model",
        "serve --completion-url",
        "models bench --url",
    ],
)
def test_a_blank_value_is_refused_by_its_options_name(
    arguments: str, blank: str, capsys: pytest.CaptureFixture[str]
) -> None:
    *_, option = arguments.split()
    with pytest.raises(SystemExit) as caught:
        main([*arguments.split(), blank])
    assert caught.value.code == 2
    assert f"argument {option}: its value is blank" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["99999", "-1", "x", "", "80.5"])
@pytest.mark.parametrize("command", ["serve", "quickstart"])
def test_a_port_that_is_none_is_refused(command: str, port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([command, f"--port={port}"])
    assert caught.value.code == 2
    assert "is no port: give a number from 0 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--recognition-model", "./nothing"], "There is no model ./nothing"),
        (["--recognition-model", "nothing"], "There is no model nothing"),
        (["--completion-model", "nothing.gguf"], "There is no model file 'nothing.gguf'"),
        (["--completion-model", "page.html.gguf"], "page.html.gguf' is a web page"),
        (["--completion-model", "llama3.2"], "in VOICELAB_COMPLETION_URL"),
        (["--completion-url", "ftp://x"], "is no web address"),
    ],
)
def test_the_server_is_not_started_with_a_model_that_is_not_there(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.html.gguf").write_text("<!DOCTYPE html><title>Not found</title>")
    assert main(["serve", *arguments]) in (1, 2)
    assert said in capsys.readouterr().err


def test_a_log_is_not_overwritten_by_its_own_export(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log.sqlite"
    SessionLog(path).close()
    before = path.read_bytes()
    assert main(["export", str(path), "--log", str(path), "--format", "csv"]) == 2
    assert "is the log itself" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_letters_that_the_terminals_encoding_lacks_are_no_traceback(tmp_path: Path) -> None:
    ended = run("export", "Größe.txt", folder=tmp_path, environment={"PYTHONIOENCODING": "ascii"})
    assert (ended.returncode, "Traceback" in ended.stderr) == (2, False)
    assert "ends in none of" in ended.stderr
