"""The log's file: shared by threads and processes, on the disk in time, its errors plain."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchanges import an_exchange
from voicelab.audio.clip import Audio
from voicelab.errors import LogError
from voicelab.log.failures import IN_MEMORY, as_log_errors
from voicelab.log.session_log import SessionLog


def test_exchanges_can_be_appended_while_others_are_read(log: SessionLog) -> None:
    for turn in range(1, 601):
        log.append(an_exchange(turn=turn, heard_audio=None, spoken_audio=None))
    seen = 0
    for seen, exchange in enumerate(log.exchanges(), start=1):  # noqa: B007
        if seen % 100 == 0:
            log.append(an_exchange(turn=1000 + seen, heard_audio=None, spoken_audio=None))
    assert seen == 600, "a reader sees what was there when it began"
    assert len(log) == 606


def test_threads_share_a_log(log: SessionLog) -> None:
    errors: list[Exception] = []

    def append(session: str) -> None:
        try:
            for turn in range(1, 41):
                log.append(an_exchange(session, turn, heard_audio=None))
        except Exception as error:
            errors.append(error)

    sessions = [log.begin("") for _ in range(4)]
    threads = [threading.Thread(target=append, args=[session]) for session in sessions]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        frame = log.df
        assert frame.groupby("session")["turn"].max().sum() == len(frame), "whole sessions up to some turn"
    assert not errors
    assert list(log.df.groupby("session")["turn"].count()) == [40] * 4


APPENDING = """
import sys
from tests.exchanges import an_exchange
from voicelab.log.session_log import SessionLog
with SessionLog(sys.argv[1]) as log:
    session = log.begin(sys.argv[2])
    for turn in range(1, 51):
        log.append(an_exchange(session, turn, spoken_audio=None))
"""


def test_processes_share_a_file_that_none_of_them_found(path: Path) -> None:
    running = [subprocess.Popen([sys.executable, "-c", APPENDING, path, str(number)]) for number in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    with SessionLog(path) as log:
        assert sorted(log.sessions["services"]) == ["0", "1", "2", "3"]
        assert list(log.sessions["exchanges"]) == [50] * 4
        assert all(exchange.heard == Audio.silence(0.2) for exchange in log.exchanges())


FORKING = """
import os, sys
from tests.exchanges import an_exchange
from voicelab.log.session_log import SessionLog
log = SessionLog(sys.argv[1])
log.append(an_exchange("parent", 1))
child = os.fork()
for turn in range(2, 30):
    log.append(an_exchange("parent" if child else "child", turn))
if child:
    assert os.waitpid(child, 0)[1] == 0
    log.append(an_exchange("parent", 30))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_goes_on_with_a_connection_of_its_own(path: Path) -> None:
    subprocess.run([sys.executable, "-c", FORKING, path], check=True)
    with SessionLog(path) as log:
        assert list(log.df.groupby("session")["turn"].count()) == [28, 30]


FORKING_WITHOUT_FILES = """
import os, resource, sys
from tests.exchanges import an_exchange
from voicelab.errors import LogError
from voicelab.log.session_log import SessionLog
log = SessionLog(sys.argv[1])
log.append(an_exchange("parent", 1, heard_audio=None, spoken_audio=None))
child = os.fork()
if child:
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
parents = log._store._opened.connection
limits = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (3, limits[1]))
for _ in range(2):
    try:
        len(log)
    except LogError:
        continue
    sys.exit("it read through the parent's connection")
resource.setrlimit(resource.RLIMIT_NOFILE, limits)
log.append(an_exchange("child", 1, heard_audio=None, spoken_audio=None))
assert log._store._opened.connection is not parents
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_that_cannot_open_the_log_keeps_off_its_parents_connection(path: Path) -> None:
    subprocess.run([sys.executable, "-c", FORKING_WITHOUT_FILES, path], check=True)
    with SessionLog(path) as log:
        assert [exchange.session for exchange in log.exchanges()] == ["parent", "child"]


def test_a_turn_that_two_append_at_once_keeps_its_sound(path: Path) -> None:
    exchange = an_exchange()
    with SessionLog(path) as log, SessionLog(path) as other:
        write = log._sound_store.write

        def write_while_another_appends(name: str, audio: Audio) -> str:
            log._sound_store.write = write  # type: ignore[method-assign]
            other.append(exchange)
            return write(name, audio)

        log._sound_store.write = write_while_another_appends  # type: ignore[method-assign]
        with pytest.raises(LogError, match="refused a row"):
            log.append(exchange)
        (kept,) = other.exchanges()
        assert kept.heard == exchange.heard
        assert log.check()


def test_commits_are_on_the_disk_when_append_returns(path: Path) -> None:
    with SessionLog(path) as log:
        assert log._store.query("PRAGMA synchronous") == [(2,)]
        assert log._store.query("PRAGMA journal_mode") == [("wal",)]
        log.append(an_exchange())
        with sqlite3.connect(path) as other:
            assert other.execute("SELECT count(*) FROM exchanges").fetchone() == (1,)
        other.close()


def test_a_log_that_is_let_go_closes_itself(path: Path) -> None:
    SessionLog(path).append(an_exchange())
    assert sorted(file.name for file in path.parent.iterdir()) == ["log-audio", "log.sqlite"]


def test_a_closed_log_says_so(path: Path) -> None:
    log = SessionLog(path)
    log.close()
    with pytest.raises(LogError, match="is closed") as caught:
        log.append(an_exchange())
    assert caught.value.code == "log-closed"
    assert "closed" in repr(log)
    log.close()


def test_a_folder_that_cannot_be_made_is_a_plain_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LogError) as caught:
        SessionLog(tmp_path / "file" / "log.sqlite")
    assert caught.value.code == "log-unwritable"
    assert caught.value.hint


@pytest.fixture
def ordinary_user(tmp_path: Path) -> Iterator[None]:
    """Run as a user to whom permissions apply."""
    if os.name != "posix" or os.geteuid() != 0:
        yield
        return
    for folder in (tmp_path, *tmp_path.parents[:-1]):
        folder.chmod(folder.stat().st_mode | 0o055)
    os.seteuid(65534)
    yield
    os.seteuid(0)


def test_a_read_only_folder_is_a_plain_error(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    folder = tmp_path / "shelf"
    folder.mkdir()
    folder.chmod(0o555)
    request.getfixturevalue("ordinary_user")
    with pytest.raises(LogError) as caught:
        SessionLog(folder / "log.sqlite")
    assert caught.value.code == "log-unwritable"
    assert str(folder) in caught.value.message
    assert "folder that you may write to" in caught.value.hint


def test_a_read_only_file_is_read_and_not_written(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    folder = tmp_path / "shelf"
    with SessionLog(folder / "log.sqlite") as log:
        log.append(an_exchange())
    (folder / "log.sqlite").chmod(0o444)
    folder.chmod(0o555)
    request.getfixturevalue("ordinary_user")
    with SessionLog(folder / "log.sqlite") as log:
        assert len(log) == 1
        with pytest.raises(LogError, match="It can only be read") as caught:
            log.append(an_exchange(turn=2))
    assert caught.value.code == "log-unwritable"
    assert str(folder) in caught.value.message
    assert "folder that you may write to" in caught.value.hint


def test_a_full_disk_is_a_plain_error_and_leaves_the_log_as_it_was(path: Path) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange())
        pages = log._store.query("PRAGMA page_count")[0][0]
        log._store.query(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(LogError) as caught:
            log.append(an_exchange(turn=2, reply="x" * 100_000))
        assert caught.value.code == "log-full"
        assert len(log) == 1


OPENING = """
import multiprocessing, sys, tempfile
from pathlib import Path
from voicelab.log.session_log import SessionLog

def work(path, barrier, said):
    barrier.wait()
    try:
        SessionLog(path).close()
        said.put("")
    except BaseException as error:
        said.put(f"{error}: {error.__cause__}")

fork = multiprocessing.get_context("fork")
for number in range(25):
    path, barrier, said = Path(sys.argv[1], str(number), "log.sqlite"), fork.Barrier(8), fork.Queue()
    workers = [fork.Process(target=work, args=(path, barrier, said)) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        print(said.get(), end="")
"""


@pytest.mark.skipif(os.name != "posix", reason="forks")
def test_a_new_file_opens_in_several_processes_at_once(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPENING, tmp_path], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""


def test_a_row_that_contradicts_what_is_there_is_not_called_damage(path: Path) -> None:
    with SessionLog(path) as log:
        with pytest.raises(LogError, match="contradicts") as caught, log._store.transaction() as connection:
            connection.execute("INSERT INTO settings (id, json) VALUES (1, 'a'), (1, 'b')")
        assert caught.value.code == "log"
        assert "Move it" not in caught.value.hint
        assert len(log) == 0


LIMITED = """
import resource, signal, sys
from pathlib import Path
import pytest
from tests.exchanges import an_exchange
from voicelab.audio.clip import Audio
from voicelab.errors import LogError
from voicelab.log.session_log import SessionLog, read_csv

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

folder = Path(sys.argv[1])
with SessionLog(folder / "log.sqlite") as log:
    log.append(an_exchange())
    limit(folder.joinpath("log.sqlite-wal").stat().st_size + 100)
    for number in range(2):
        sounds = {"heard_audio": Audio.silence(0.1), "spoken_audio": Audio.silence(9)}
        exchange = an_exchange(turn=2 + number, reply="x" * 200_000, **sounds)
        with pytest.raises(LogError, match="Free some space") as caught:
            log.append(exchange)
        assert caught.value.code == "log-full"
        log.hold(exchange)
    with pytest.raises(LogError, match="Free some space"):
        log.append(an_exchange(turn=9))
    limit(100)
    for write, name in ((log.to_csv, "a.csv"), (log.to_json, "a.json"), (log.to_parquet, "a.parquet")):
        with pytest.raises(LogError, match="Free some space"):
            write(folder / name)
    assert len(log) == 1 and log.waiting == 2
    names = sorted(path.name for path in folder.rglob("*") if path.is_file() and "sqlite" not in path.name)
    assert names == ["0001-heard.wav", "0001-spoken.wav"], names
    limit(resource.RLIM_INFINITY)
    log.append(an_exchange(turn=4))
    assert log.waiting == 0
    assert list(log.df["turn"]) == [1, 2, 3, 4]
    assert all(each.heard.duration_seconds > 0 for each in log.exchanges())
print("done")
"""


@pytest.mark.skipif(os.name != "posix", reason="sets a limit to files' sizes")
def test_what_a_full_disk_refuses_leaves_nothing_torn_and_is_written_when_there_is_space(
    tmp_path: Path,
) -> None:
    done = subprocess.run([sys.executable, "-c", LIMITED, tmp_path], capture_output=True, text=True)
    assert done.stdout == "done\n", done.stderr


def test_what_waits_is_written_when_the_log_is_closed_or_reported_as_lost(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with SessionLog(path) as log:
        log.hold(an_exchange())
        assert len(log) == 0
    log = SessionLog(path)
    assert len(log) == 1
    pages = log._store.query("PRAGMA page_count")[0][0]
    log._store.query(f"PRAGMA max_page_count = {pages}")
    log.hold(an_exchange(turn=2, reply="x" * 100_000))
    with pytest.raises(LogError, match="1 exchange is lost"):
        log.close()
    log = SessionLog(path)
    log.hold(an_exchange(turn=2))
    del log
    assert "1 exchange is lost" in caplog.text


def test_who_has_no_file_is_not_told_to_move_it() -> None:
    with pytest.raises(LogError) as caught, as_log_errors(IN_MEMORY):
        raise sqlite3.DatabaseError("database disk image is malformed")
    assert (caught.value.code, "away" in caught.value.hint) == ("log-damaged", False)


_NO_SHARED_MEMORY = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <sys/mman.h>
void *mmap(void *at, size_t size, int rights, int flags, int file, off_t from) {
    if ((flags & MAP_SHARED) && file >= 0 && (rights & PROT_WRITE)) { errno = ENODEV; return MAP_FAILED; }
    void *(*of_system)(void *, size_t, int, int, int, off_t) = dlsym(RTLD_NEXT, "mmap");
    return of_system(at, size, rights, flags, file, from);
}
void *mmap64(void *at, size_t size, int rights, int flags, int file, off_t from) {
    return mmap(at, size, rights, flags, file, from);
}
"""


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("gcc") is None, reason="needs gcc on Linux")
def test_a_folder_in_which_files_are_not_shared_is_told(tmp_path: Path) -> None:
    source, library = tmp_path / "disk.c", tmp_path / "disk.so"
    source.write_text(_NO_SHARED_MEMORY)
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    done = subprocess.run(
        [sys.executable, "-c", "import voicelab as vl; vl.SessionLog('log.sqlite').begin('')"],
        cwd=tmp_path,
        env=os.environ | {"LD_PRELOAD": str(library)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode
    assert "disk I/O error" in done.stderr
    assert "shared with a virtual machine" in done.stderr
