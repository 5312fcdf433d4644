"""``voicelab doctor`` for people and for programs."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from tests.cli.test_command_line import VOICELAB, account, run
from tests.doctor.test_report import SCHEMA
from voicelab.doctor.turn import PHRASE
from voicelab.testing import EmbeddedServices, Refuse, ScriptedEngines, embedded_services

DOCS = Path(__file__).parents[2] / "docs" / "cli.md"


def test_json_is_of_the_documented_fields_and_nothing_else_is_written(
    scripted: EmbeddedServices, tmp_path: Path
) -> None:
    ended = run("doctor", "--json", folder=tmp_path, environment=account(scripted))
    written = json.loads(ended.stdout)

    assert (ended.returncode, ended.stderr) == (0, "")
    jsonschema.validate(written, SCHEMA)
    assert scripted.key not in ended.stdout
    documented = DOCS.read_text("utf-8")
    names = {
        *written,
        *written["checks"][0],
        *(name for each in written["checks"] for name in each["measures"]),
    }
    assert [name for name in names if f"`{name}`" not in documented] == []


def test_json_tells_of_a_failure_and_the_exit_code_is_1(scripted: EmbeddedServices, tmp_path: Path) -> None:
    scripted.faults.add("synthesis", Refuse(status=401, times=None))
    ended = run("doctor", "--json", folder=tmp_path, environment=account(scripted))
    written = json.loads(ended.stdout)

    assert ended.returncode == 1
    assert written["healthy"] is False
    assert "SPEECH_KEY" in written["next_step"]


def test_nobody_is_asked_offline(scripted: EmbeddedServices, tmp_path: Path) -> None:
    ended = run("doctor", "--offline", "--silent", folder=tmp_path, environment=account(scripted))

    assert ended.returncode == 0
    assert "What is reachable" not in ended.stdout
    assert scripted.request_log.requests == []


def in_a_terminal(folder: Path, environment: dict[str, str]) -> str:
    """Run the doctor in a terminal; return what that shows."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [VOICELAB, "doctor"], cwd=folder, env={**os.environ, **environment}, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        shown = b""
        while piece := read(ours):
            shown += piece
        process.wait()
    os.close(ours)
    return shown.decode()


def read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # so Linux says that nobody writes any more
        return b""


def test_a_terminal_shows_marks_colours_and_what_is_being_done(tmp_path: Path) -> None:
    with embedded_services(ScriptedEngines(transcripts=[PHRASE])) as services:
        shown = in_a_terminal(tmp_path, {**account(services), "TERM": "xterm", "NO_COLOR": ""})

    assert "  \x1b[32m✓\x1b[0m completion: scripted replied after" in shown
    assert "Having the model reply …" in shown
    assert re.search(r"Next: Everything is ready: .*\s*$", shown)


def test_colours_are_left_out_where_nobody_wants_them(scripted: EmbeddedServices, tmp_path: Path) -> None:
    shown = in_a_terminal(tmp_path, {**account(scripted), "TERM": "xterm", "NO_COLOR": "1"})

    assert "  ✓ completion: " in shown
    assert "\x1b[" not in shown


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
def test_ctrl_c_leaves_what_is_known_and_exits_with_130(tmp_path: Path, options: list[str]) -> None:
    script = ScriptedEngines(first_token_seconds=60.0)
    with (
        embedded_services(script) as services,
        subprocess.Popen(
            [VOICELAB, "doctor", *options],
            cwd=tmp_path,
            env={**os.environ, **account(services)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        assert services.request_log.wait_for(lambda log: bool(log.chat_requests), 60.0)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Traceback" not in err
    assert "Interrupted: run it again to know the rest." in out
    assert "heard “" in out or "heard \\u201c" in out
