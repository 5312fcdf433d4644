"""A long conversation: what a session of many turns leaves behind in its process.

Run: make soak, or python -m benchmarks.soak [TURNS SPEECH_TO_SPEECH_TURNS]. By default 2,000 turns of the
cascade and 500 of each speech-to-speech engine, spoken and typed in turn, one in twenty interrupted, on
scripted services in this process; each row shows what its process holds then. Ends with 1 where that grows.
"""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass

import psutil

from benchmarks.document import ROOT, put, table
from voicelab.conversation.session import Session
from voicelab.event_loop import session_loop
from voicelab.events import Event, StateChanged
from voicelab.services.services import Services
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services, speech

CLIENT = "from benchmarks.soak import converse; converse()"
HEAD = ("after turn", "threads", "tasks", "open files", "memory, MB", "Python objects")
_SETTLED_TURN = 20
"""By then all that is made once is made."""


@dataclass(frozen=True)
class Held:
    """What a process holds after a turn."""

    turn: int
    threads: int
    tasks: int
    """Of the event loop."""
    files: int
    """Open ones, sockets among them."""
    memory_bytes: int
    objects: int

    @property
    def row(self) -> tuple[str, ...]:
        """What stands in the table."""
        counts = (str(each) for each in (self.threads, self.tasks, self.files))
        return f"{self.turn:,}", *counts, f"{self.memory_bytes / 1e6:.1f}", f"{self.objects:,}"

    def growth_since(self, before: Held) -> list[str]:
        """Return what has grown, memory apart, of which the allocator keeps some."""
        names = ("threads", "tasks", "files")
        grown = [name for name in names if getattr(self, name) > getattr(before, name)]
        return grown + ["objects"] * (self.objects > 1.02 * before.objects)


def converse() -> None:
    """Take turns as the command line says, on the services whose address and key come on standard input."""
    port, key, log, turns, engine = (sys.stdin.readline().strip() for _ in range(5))
    process = psutil.Process()
    services = Services.at_port(int(port), key=key, model="scripted")
    with Session(services=services, log=log, engine=engine) as session:
        for turn in range(1, int(turns) + 1):
            _take_turn(session, turn)
            if turn in (1, _SETTLED_TURN) or turn % 100 == 0:
                gc.collect()
                print(
                    turn,
                    process.num_threads(),
                    len(asyncio.all_tasks(session_loop())),
                    process.num_fds(),
                    process.memory_info().rss,
                    len(gc.get_objects()),
                    flush=True,
                )


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
    turns, others = map(int, sys.argv[1:3] or (2_000, 500))
    texts, failed = [], False
    script = ScriptedEngines(reply="A short reply. And one more sentence of it.")
    with embedded_services(script) as embedded:
        for engine, most in (("cascade", turns), ("realtime", others), ("voice-live", others)):
            print(f"{engine}: {most} turns", flush=True)
            rows = _soak(embedded, engine, most)
            texts.append(f'`engine="{engine}"`:\n\n{_shown(rows)}')
            grown = rows[-1].growth_since(rows[1]) if len(rows) > 1 and rows[-1].turn == most else ["no end"]
            failed |= bool(grown)
            print(f"grown: {', '.join(grown) or 'nothing'}", flush=True)
    if not failed:
        put("soak", "\n\n".join(texts))
    return int(failed)


def _soak(embedded: EmbeddedServices, engine: str, turns: int) -> list[Held]:
    """Converse in a process of its own; return what it held at times."""
    began, rows = time.monotonic(), list[Held]()
    with (
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
        order = (embedded.port, embedded.key, f"{folder}/log.sqlite", turns, engine)
        print(*order, sep="\n", file=process.stdin, flush=True)
        for line in process.stdout:
            rows.append(Held(*map(int, line.split())))
            print(*(f"{name} {value}" for name, value in zip(HEAD, rows[-1].row, strict=True)), flush=True)
    print(f"{turns} turns in {time.monotonic() - began:.0f} s, exit code {process.returncode}")
    return rows


def _shown(rows: list[Held]) -> str:
    """Return the table: turns 1, 20, 100, and every 500th."""
    return table(HEAD, [held.row for held in [*rows[:3], *rows[6::5]]])


if __name__ == "__main__":
    sys.exit(main())
