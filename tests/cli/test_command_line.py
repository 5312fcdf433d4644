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
from voicelab.testing import EmbeddedServices, Refuse

VOICELAB = str(Path(sys.executable).parent / "voicelab")
COMMANDS = ("quickstart", "chat", "doctor", "export", "serve", "models")


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
    assert ended.stdout.endswith("\nNothing failed.\n")


def test_the_doctor_exits_with_1_when_something_failed(scripted: EmbeddedServices, tmp_path: Path) -> None:
    scripted.faults.add("completion", Refuse(status=401))
    ended = run("doctor", folder=tmp_path, environment=account(scripted))

    assert ended.returncode == 1
    assert ended.stdout.endswith("\n1 failed.\n")
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
