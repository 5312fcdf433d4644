"""Kill processes that append to a log and delete from it, again and again, and look at what is left.

Run: python -m tests.log.kill_appends FOLDER KILLS SEED WRITERS [--deleting]; prints what it found as JSON.

Each child reports on a pipe when it begins an append or a deletion and when that has returned. After a number
of appends drawn by lot it is killed, a short time drawn by lot later, so that kills fall into every part of
them. Several children write to the file at once.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.exchanges import an_exchange
from voicelab.exchange.exchange import Exchange
from voicelab.log.session_log import SessionLog


@dataclass
class Reported:
    """What a child said that it did."""

    session: str
    began: set[int] = field(default_factory=set)
    appended: set[int] = field(default_factory=set)
    began_to_delete: set[int] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)

    @property
    def is_within(self) -> bool:
        """Whether it was killed in the middle of something."""
        return self.began != self.appended or self.began_to_delete != self.deleted

    def take(self, line: str) -> None:
        """Take a line that it wrote."""
        what, turn = line.split()
        getattr(self, what).add(int(turn))


def exchange_of(session: str, turn: int) -> Exchange:
    """Return what a child appends; a word of it stands nowhere else."""
    return an_exchange(session, turn, reply=f"{word_of(session, turn)} is the mountain.")


def word_of(session: str, turn: int) -> str:
    return f"word-{session}-{turn}-end"


def write_forever(path: Path, session: str, pipe: int, *, deleting: bool) -> None:
    """Append one exchange after the other, and delete every other one when the next is there."""
    log = SessionLog(path)
    turn = 0
    while True:
        turn += 1
        os.write(pipe, f"began {turn}\n".encode())
        kept = log.append(exchange_of(session, turn))
        os.write(pipe, f"appended {turn}\n".encode())
        if deleting and turn % 2:
            os.write(pipe, f"began_to_delete {turn}\n".encode())
            log.delete(kept)
            os.write(pipe, f"deleted {turn}\n".encode())


def start(path: Path, session: str, *, deleting: bool) -> tuple[int, int]:
    """Start a child; return its number and the pipe on which it reports."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        write_forever(path, session, writing, deleting=deleting)
    os.close(writing)
    return child, reading


def kill(child: int, reading: int, session: str, wanted: int, seconds: float) -> Reported:
    """Kill a child some time after so many appends."""
    lines = b""
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while lines.count(b"appended") < wanted:
            more = pipe.read(4096)
            if not more:
                raise RuntimeError("the child ended by itself")
            lines += more
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := pipe.read(4096):
            lines += more
    reported = Reported(session)
    for line in lines.decode().splitlines():
        reported.take(line)
    return reported


def look(path: Path, reported: Reported) -> list[str]:
    """Open the log and say what is wrong with what it has of a child."""
    wrong, session = [], reported.session
    with SessionLog(path) as log:
        kept = {each.turn: each for each in log.exchanges() if each.session == session}
    due = reported.appended - reported.began_to_delete
    if not due <= kept.keys() <= reported.began - reported.deleted:
        wrong.append(f"{session}: {sorted(due)} are due, there are {sorted(kept)}")
    for turn, each in kept.items():
        expected = exchange_of(session, turn)
        if each.replace(heard_path=None, spoken_path=None) != expected:
            wrong.append(f"{session}: turn {turn} is not what was appended")
        if (each.heard, each.spoken) != (expected.heard, expected.spoken):
            wrong.append(f"{session}: turn {turn} has not its sound")
    files = {file: file.read_bytes() for file in path.parent.glob("*.sqlite*")}
    for turn in reported.began_to_delete - kept.keys():
        left = [file.name for file, data in files.items() if word_of(session, turn).encode() in data]
        left += [file.name for file in path.parent.rglob(f"{session}/{turn:04d}-*")]
        wrong += [f"{session}: of turn {turn}, which was deleted, something is in {name}" for name in left]
    return wrong


def main(folder: str, kills: str, seed: str, writers: str, *options: str) -> None:
    """Kill as often as asked, all on one file."""
    path, lot, at_once = Path(folder, "log.sqlite"), random.Random(int(seed)), int(writers)
    SessionLog(path).close()
    every: list[Reported] = []
    wrong: list[str] = []
    while len(every) < int(kills):
        sessions = [f"kill-{len(every) + number:03d}" for number in range(at_once)]
        children = [
            (*start(path, session, deleting="--deleting" in options), session) for session in sessions
        ]
        lots = [(lot.randint(0, 6), lot.uniform(0, 0.008)) for _ in children]
        with ThreadPoolExecutor(at_once) as threads:  # none of them is there when the next are forked
            killed = list(threads.map(lambda each, by: kill(*each, *by), children, lots))
        every += killed
        for reported in killed:
            wrong += look(path, reported)
        connection = sqlite3.connect(path)
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            wrong.append(f"{sessions}: the file is damaged")
        connection.close()
    found = {
        "kills": len(every),
        "reported": sum(len(each.appended) for each in every),
        "deleted": sum(len(each.deleted) for each in every),
        "within": sum(each.is_within for each in every),
        "wrong": wrong,
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
