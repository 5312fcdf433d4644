"""A long conversation in one process leaves nothing behind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from voicelab.testing import ScriptedEngines, embedded_services

TURNS = """
import gc, json, os, sys, threading
import psutil
from voicelab import Services, Session
from voicelab.testing import speech

where = Services.at_port(int(sys.argv[1]), key=sys.stdin.readline().strip(), model="scripted")
process = psutil.Process()

def measure():
    gc.collect()
    return {"threads": process.num_threads(), "files": process.num_fds(), "rss": process.memory_info().rss,
            "objects": len(gc.get_objects())}

with Session(services=where, log=sys.argv[2]) as session:
    measures = []
    for turn in range(1, 201):
        exchange = session.ask(speech(seconds=0.3) if turn % 2 else f"Question {turn}?")
        assert exchange.outcome == "completed", exchange.error_message
        if turn in (20, 110, 200):
            measures.append(measure())
print(json.dumps(measures))
"""


@pytest.mark.heavy
def test_two_hundred_turns_leave_no_thread_file_or_memory_behind(tmp_path: Path) -> None:
    script = ScriptedEngines(reply="A short reply. And one more sentence of it.")
    with embedded_services(script) as embedded:
        done = subprocess.run(
            [sys.executable, "-c", TURNS, str(embedded.port), str(tmp_path / "log.sqlite")],
            input=f"{embedded.key}\n",
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=170,
        )
    assert (done.returncode, done.stderr) == (0, "")
    first, middle, last = json.loads(done.stdout)
    assert last["threads"] <= first["threads"]
    assert last["files"] <= first["files"]
    assert last["objects"] - first["objects"] < 2_000
    assert last["rss"] - middle["rss"] < 4_000_000
    assert last["rss"] - first["rss"] < 12_000_000
