"""A long conversation: what a session of many turns leaves behind in its process.

Run: make soak, or python -m benchmarks.soak [TURNS]. By default 2,000 turns, spoken and typed in turn, one in
twenty interrupted, on scripted services in this process; each line tells what the process holds then.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from voicelab.events import Event, StateChanged
from voicelab.session import Session
from voicelab.testing import ScriptedEngines, embedded_services, speech

CLIENT = "from benchmarks.soak import converse; converse()"


def converse() -> None:
    """Take turns as the command line says, on the services whose address and key come on standard input."""
    from tests.kill_sessions import services

    port, key, log, turns = (sys.stdin.readline().strip() for _ in range(4))
    process = psutil.Process()
    with Session(services=services(int(port), key), log=log) as session:
        for turn in range(1, int(turns) + 1):
            _take(session, turn)
            if turn in (1, 20) or turn % 100 == 0:
                gc.collect()
                print(
                    f"turn {turn:5}  threads {process.num_threads():3}  files {process.num_fds():3}  "
                    f"memory {process.memory_info().rss / 1e6:6.1f} MB  objects {len(gc.get_objects()):7}",
                    flush=True,
                )


def _take(session: Session, turn: int) -> None:
    asked = speech(seconds=0.3) if turn % 2 else f"Question {turn}?"
    if turn % 20:
        outcome = session.ask(asked).outcome
        assert outcome == "completed", outcome
        return
    speaking = threading.Event()

    def watch(event: Event) -> None:
        if event == StateChanged("speaking"):
            speaking.set()

    unsubscribe = session.subscribe(watch)
    asking = threading.Thread(target=session.ask, args=(asked,))
    asking.start()
    speaking.wait(30)
    session.interrupt()
    asking.join(30)
    unsubscribe()


def main() -> int:
    """Run the soak; return the exit code."""
    turns = sys.argv[1] if len(sys.argv) > 1 else "2000"
    began = time.monotonic()
    script = ScriptedEngines(reply="A short reply. And one more sentence of it.")
    with embedded_services(script) as embedded, tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", CLIENT],
            input=f"{embedded.port}\n{embedded.key}\n{folder}/log.sqlite\n{turns}\n",
            text=True,
            cwd=Path(__file__).parent.parent,
            check=False,
        )
    print(f"{turns} turns in {time.monotonic() - began:.0f} s, exit code {done.returncode}")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
