"""What is left of conversations whose process is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from voicelab.testing import ScriptedEngines, embedded_services

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes"),
]


def check_kills(folder: Path, kills: int, at_once: int, *options: str) -> None:
    """Kill so many talks, and see that what was finished, and not deleted, is there with its sound."""
    script = ScriptedEngines(first_token_seconds=0.02, tokens_per_second=200.0, synthesis_pace=50.0)
    with embedded_services(script) as embedded:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "tests.conversation.kill_sessions"),
                *(str(folder), str(kills), "20261125", str(at_once), *options),
            ],
            input=f"{embedded.port}\n{embedded.key}\n",
            cwd=Path(__file__).parents[2],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert found["kills"] == kills
    assert found["reported"] >= kills
    assert (found["deleted"] > kills / 3) == bool(options)
    assert kills / 5 <= found["within"] <= kills, "kills must fall within turns, too"


def test_every_finished_exchange_outlives_its_process(tmp_path: Path) -> None:
    check_kills(tmp_path, 50, 5)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("options", [(), ("--deleting",)], ids=["talking", "deleting"])
@pytest.mark.parametrize("at_once", [1, 2, 4])
def test_every_finished_exchange_outlives_two_hundred_kills(
    tmp_path: Path, at_once: int, options: tuple[str, ...]
) -> None:
    check_kills(tmp_path, 200, at_once, *options)


FORKED = """
import os, sys
from voicelab import Session
from voicelab.errors import ConfigurationError
from voicelab.testing import embedded_services

with embedded_services() as embedded, Session(services=embedded.services, log=False) as session:
    session.ask("Hello.")
    child = os.fork()
    if not child:
        try:
            session.ask("Hello.")
        except ConfigurationError as error:
            assert "forked child" in error.message, error
        session.close()
        with Session(services=embedded.services, log=False) as own:
            assert own.ask("Hello.").outcome == "completed"
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), session.ask("Again.").outcome)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork there")
def test_a_forked_child_is_told_to_make_a_session_of_its_own() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FORKED], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "0 completed\n", done.stderr
