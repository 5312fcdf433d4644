"""Kill a process in the middle of conversations, again and again, and look at what its log kept.

Run: python -m tests.conversation.kill_sessions FOLDER KILLS SEED; prints what it found as JSON.

Each child converses with scripted services that run in this process's parent; it says on a pipe when a
turn begins and when its exchange is logged, and is killed at a time drawn by lot. A few do so at once.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from voicelab.conversation.session import Session
from voicelab.events import Event, ExchangeLogged, UtteranceHeard
from voicelab.log.session_log import SessionLog
from voicelab.services.services import Services
from voicelab.testing import speech

AT_ONCE = 5
"""Children that converse at once: most of a turn is waiting."""


def converse_forever(where: Services, path: Path, pipe: int) -> None:
    """Take one turn after the other, reporting when each begins and when it is logged."""

    def report(event: Event) -> None:
        if isinstance(event, UtteranceHeard):
            os.write(pipe, b"begin\n")
        elif isinstance(event, ExchangeLogged):
            os.write(pipe, f"done {event.exchange.session}\n".encode())

    session = Session(services=where, log=path)
    session.subscribe(report)
    while True:
        session.ask(speech(seconds=0.3))


def kill_some(where: Services, path: Path, lot: random.Random) -> list[tuple[str, int, bool]]:
    """Start children at once and kill each at its own time; return of each what `kill_one` does."""
    children = []
    for _ in range(AT_ONCE):
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            converse_forever(where, path, writing)
        os.close(writing)
        children.append((child, reading, lot.randint(1, 3), lot.uniform(0, 0.3)))
    with ThreadPoolExecutor(AT_ONCE) as threads:  # none of them is there when the next children are forked
        return list(threads.map(lambda each: kill_one(*each), children))


def kill_one(child: int, reading: int, wanted: int, seconds: float) -> tuple[str, int, bool]:
    """Kill a child some time after so many exchanges.

    Returns its session, the exchanges it reported, and if a turn had begun.
    """
    reported = b""
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while reported.count(b"done ") < wanted:
            more = pipe.read(4096)
            if not more:
                raise RuntimeError("the child ended by itself")
            reported += more
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := pipe.read(4096):
            reported += more
    done = [line.split()[1] for line in reported.decode().splitlines() if line.startswith("done")]
    return done[0], len(done), reported.count(b"begin\n") > len(done)


def main(folder: str, kills: str, seed: str) -> None:
    """Kill as often as asked, all on one log; the services' port and key come on standard input."""
    port, key = sys.stdin.readline(), sys.stdin.readline()
    where = Services.at_port(int(port), key=key.strip(), model="scripted")
    path, lot = Path(folder, "log.sqlite"), random.Random(int(seed))
    reported: dict[str, int] = {}
    within = 0
    for _ in range(int(kills) // AT_ONCE):
        for session, done, in_turn in kill_some(where, path, lot):
            reported[session] = done
            within += in_turn
    lost = []
    with SessionLog(path) as log:
        for session, done in reported.items():
            kept = [exchange for exchange in log.session(session).exchanges() if exchange.spoken is not None]
            if len(kept) not in (done, done + 1):
                lost.append(f"{session}: {done} were reported, {len(kept)} are kept")
    found = {"kills": len(reported), "reported": sum(reported.values()), "within": within, "lost": lost}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
