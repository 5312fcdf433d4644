"""Kill processes in the middle of conversations, again and again, and look at what their log kept.

Run: python -m tests.conversation.kill_sessions FOLDER KILLS SEED AT_ONCE [--deleting]; prints what it found
as JSON.

Each child converses with scripted services that run in this process's parent; it says on a pipe when a
turn begins and when its exchange is logged, and is killed at a time drawn by lot. Some do so at once: most of
a turn is waiting. They may delete every other exchange when the next is asked for.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from voicelab.conversation.session import Session
from voicelab.events import Event, ExchangeLogged, UtteranceHeard
from voicelab.exchange.exchange import Exchange
from voicelab.log.session_log import SessionLog
from voicelab.services.services import Services
from voicelab.testing import speech


@dataclass
class Reported:
    """What a child said of its session."""

    session: str = ""
    begun: int = 0
    logged: set[int] = field(default_factory=set)
    deleting: set[int] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)

    def take(self, line: str) -> None:
        """Take a line that it wrote."""
        what, session, turn = line.split()
        if what == "begin":
            self.begun += 1
        else:
            self.session = session
            getattr(self, what).add(int(turn))


def converse_forever(where: Services, path: Path, pipe: int, *, deleting: bool) -> None:
    """Take one turn after the other, reporting when each begins and when it is logged."""

    def say(what: str, exchange: Exchange | None = None) -> None:
        of = f"{exchange.session} {exchange.turn}" if exchange is not None else "- 0"
        try:
            os.write(pipe, f"{what} {of}\n".encode())
        except BrokenPipeError:  # nobody is there to kill it
            os._exit(1)

    def report(event: Event) -> None:
        if isinstance(event, UtteranceHeard):
            say("begin")
        elif isinstance(event, ExchangeLogged):
            say("logged", event.exchange)

    session = Session(services=where, log=path)
    session.subscribe(report)
    while True:
        exchange = session.ask(speech(seconds=0.3))
        if deleting and exchange.turn % 2:
            say("deleting", exchange)
            session.log.delete(exchange)
            say("deleted", exchange)


def kill_some(
    where: Services, path: Path, lot: random.Random, at_once: int, *, deleting: bool
) -> list[Reported]:
    """Start children at once and kill each at its own time; return what each said."""
    children = []
    for _ in range(at_once):
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            converse_forever(where, path, writing, deleting=deleting)
        os.close(writing)
        children.append((child, reading, lot.randint(1, 3), lot.uniform(0, 0.3)))
    with ThreadPoolExecutor(at_once) as threads:  # none of them is there when the next children are forked
        return list(threads.map(lambda each: kill_one(*each), children))


def kill_one(child: int, reading: int, wanted: int, seconds: float) -> Reported:
    """Kill a child some time after so many exchanges."""
    lines = b""
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while lines.count(b"logged ") < wanted:
            more = pipe.read(4096)
            if not more:
                raise RuntimeError("the child ended by itself")
            lines += more
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := pipe.read(4096):
            lines += more
    reported = Reported()
    for line in lines.decode().splitlines():
        reported.take(line)
    return reported


def main(folder: str, kills: str, seed: str, at_once: str, *options: str) -> None:
    """Kill as often as asked, all on one log; the services' port and key come on standard input."""
    port, key = sys.stdin.readline(), sys.stdin.readline()
    where = Services.at_port(int(port), key=key.strip(), model="scripted")
    path, lot = Path(folder, "log.sqlite"), random.Random(int(seed))
    every: list[Reported] = []
    while len(every) < int(kills):
        every += kill_some(where, path, lot, int(at_once), deleting="--deleting" in options)
    wrong = []
    with SessionLog(path) as log:
        for each in every:
            kept = {kept.turn for kept in log.session(each.session).exchanges() if kept.spoken is not None}
            due = each.logged - each.deleting
            if not due <= kept <= {*each.logged, max(each.logged) + 1} - each.deleted:
                wrong.append(f"{each.session}: {sorted(due)} are due, {sorted(kept)} are kept")
    found = {
        "kills": len(every),
        "reported": sum(len(each.logged) for each in every),
        "deleted": sum(len(each.deleted) for each in every),
        "within": sum(each.begun > len(each.logged) for each in every),
        "wrong": wrong,
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
