"""A long conversation: what a session of many turns leaves behind in its process.

Run: make soak, or python -m benchmarks.soak [TURNS]. By default 2,000 turns, spoken and typed in turn, one in
twenty interrupted, on scripted services in this process; each row shows what its process holds then.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import tempfile
import threading
import time

import psutil

from benchmarks.document import ROOT, put, table
from voicelab.conversation.session import Session
from voicelab.events import Event, StateChanged
from voicelab.testing import ScriptedEngines, embedded_services, speech

CLIENT = "from benchmarks.soak import converse; converse()"
HEAD = ("after turn", "threads", "open files", "memory, MB", "Python objects")


def converse() -> None:
    """Take turns as the command line says, on the services whose address and key come on standard input."""
    from tests.conversation.kill_sessions import services

    port, key, log, turns = (sys.stdin.readline().strip() for _ in range(4))
    process = psutil.Process()
    with Session(services=services(int(port), key), log=log) as session:
        for turn in range(1, int(turns) + 1):
            _take_turn(session, turn)
            if turn in (1, 20) or turn % 100 == 0:
                gc.collect()
                held = (
                    process.num_threads(),
                    process.num_fds(),
                    process.memory_info().rss,
                    len(gc.get_objects()),
                )
                print(turn, *held, flush=True)


def _take_turn(session: Session, turn: int) -> None:
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
    began, rows = time.monotonic(), []
    script = ScriptedEngines(reply="A short reply. And one more sentence of it.")
    with (
        embedded_services(script) as embedded,
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, "-c", CLIENT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{embedded.port}\n{embedded.key}\n{folder}/log.sqlite\n{turns}\n")
        process.stdin.flush()
        for line in process.stdout:
            rows.append(_row(*map(int, line.split())))
            print(
                "  ".join(f"{name} {value}" for name, value in zip(HEAD, rows[-1], strict=True)), flush=True
            )
    print(f"{turns} turns in {time.monotonic() - began:.0f} s, exit code {process.returncode}")
    if process.returncode == 0:
        put("soak", table(HEAD, [*rows[:3], *rows[6::5]]))  # 1, 20, 100, and every 500th
    return process.returncode


def _row(turn: int, threads: int, files: int, memory: int, objects: int) -> tuple[str, ...]:
    return f"{turn:,}", str(threads), str(files), f"{memory / 1e6:.1f}", f"{objects:,}"


if __name__ == "__main__":
    sys.exit(main())
