"""Kill a process that appends to a log, again and again, and look at what is left.

Run: python -m tests.log.kill_appends FOLDER KILLS SEED; prints what it found as JSON.

A child reports on a pipe when it begins an append and when `append` has returned. After a number of appends
drawn by lot it is killed, a short time drawn by lot later, so that kills fall into every part of an append.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
import time
from pathlib import Path

from tests.exchanges import an_exchange
from voicelab.log.session_log import SessionLog


def append_forever(path: Path, session: str, pipe: int) -> None:
    """Append one exchange after the other, reporting each."""
    log = SessionLog(path)
    turn = 0
    while True:
        turn += 1
        os.write(pipe, b"begin\n")
        log.append(an_exchange(session, turn))
        os.write(pipe, b"done\n")


def kill_one(path: Path, session: str, lot: random.Random) -> tuple[int, bool]:
    """Start a child and kill it; return how many appends it reported as done, and whether one had begun."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        append_forever(path, session, writing)
    os.close(writing)
    wanted = lot.randint(0, 6)
    reported = b""
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while reported.count(b"done\n") < wanted:
            more = pipe.read(4096)
            if not more:
                raise RuntimeError("the child ended by itself")
            reported += more
        time.sleep(lot.uniform(0, 0.008))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := pipe.read(4096):
            reported += more
    return reported.count(b"done\n"), reported.count(b"begin\n") > reported.count(b"done\n")


def look(path: Path, session: str, done: int) -> list[str]:
    """Open the log and say what is wrong with it."""
    wrong = []
    with SessionLog(path) as log:
        exchanges = [each for each in log.exchanges() if each.session == session]
        if [each.turn for each in exchanges] not in (list(range(1, done + 1)), list(range(1, done + 2))):
            wrong.append(f"{session}: {done} were reported, there are {[each.turn for each in exchanges]}")
        for each in exchanges:
            expected = an_exchange(session, each.turn)
            if each.replace(heard_path=None, spoken_path=None) != expected:
                wrong.append(f"{session}: turn {each.turn} is not what was appended")
            if (each.heard, each.spoken) != (expected.heard, expected.spoken):
                wrong.append(f"{session}: turn {each.turn} has not its sound")
    connection = sqlite3.connect(path)
    if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        wrong.append(f"{session}: the file is damaged")
    connection.close()
    return wrong


def main(folder: str, kills: str, seed: str) -> None:
    """Kill as often as asked, all on one file."""
    path, lot = Path(folder, "log.sqlite"), random.Random(int(seed))
    SessionLog(path).close()
    done, within = 0, 0
    wrong: list[str] = []
    for number in range(int(kills)):
        session = f"kill-{number:03d}"
        reported, in_append = kill_one(path, session, lot)
        done, within = done + reported, within + in_append
        wrong += look(path, session, reported)
    with SessionLog(path) as log:
        found = {"kills": int(kills), "reported": done, "within": within, "kept": len(log), "wrong": wrong}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
