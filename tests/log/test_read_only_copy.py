"""A log that may not be written is read, however it was left; and says that it can only be read."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from tests.log.test_schema import OLDEST, a_file
from tests.mounts import read_only
from voicelab.audio.clip import Audio
from voicelab.errors import LogError
from voicelab.log.session_log import SessionLog


def a_log(path: Path) -> Path:
    with SessionLog(path) as log:
        log.append(an_exchange())
        log.append(an_exchange(turn=2))
    return path


def test_a_log_on_a_read_only_mount_is_read_with_its_sound(path: Path) -> None:
    a_log(path)
    with read_only(path.parent), SessionLog(path) as log:
        assert [exchange.heard for exchange in log.exchanges()] == [Audio.silence(0.2)] * 2
        assert list(log.df["turn"]) == [1, 2]
        assert len(log.session("20261125-140312-7f3a")) == 2
        log.to_csv(path.parent.parent / "log.csv")
    assert sorted(file.name for file in path.parent.iterdir()) == ["log-audio", "log.sqlite"]


def test_what_would_write_to_it_is_refused_in_a_sentence(path: Path) -> None:
    a_log(path)
    with read_only(path.parent), SessionLog(path) as log:
        exchange = log.exchange("20261125-140312-7f3a", 1)
        for write in (
            lambda: log.append(an_exchange(turn=3)),
            lambda: log.add_label(exchange, notes="Seen."),
            lambda: log.delete(exchange),
            lambda: log.begin(""),
            lambda: vl.Session(log=path),
        ):
            with pytest.raises(LogError, match="It can only be read") as caught:
                write()
            assert caught.value.code == "log-unwritable"
        assert len(log) == 2


@pytest.mark.parametrize("beside", ["-wal and -shm", "-wal"])
def test_what_a_killed_process_left_in_the_wal_is_read_too(path: Path, beside: str) -> None:
    log = SessionLog(path)
    log.append(an_exchange())
    left = shutil.copytree(path.parent, path.parent.parent / "left")
    log.close()
    assert (left / "log.sqlite-wal").stat().st_size > 0
    if beside == "-wal":
        (left / "log.sqlite-shm").unlink()
    with read_only(left), SessionLog(left / "log.sqlite") as log:
        assert list(log.df["turn"]) == [1]


def test_a_log_of_an_older_release_is_read_there_and_stays_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    before = a_file(path, OLDEST.read_text()).read_bytes()
    with read_only(path.parent), SessionLog(path) as log:
        assert list(log.df["transcript"]) == ["What is the tallest mountain?"]
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_no_log_there_either(path: Path) -> None:
    path.parent.mkdir()
    a_file(path, "CREATE TABLE songs (title TEXT)")
    with read_only(path.parent), pytest.raises(LogError) as caught:
        SessionLog(path)
    assert caught.value.code == "log-foreign"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_reads_it_too(path: Path) -> None:
    a_log(path)
    with read_only(path.parent), SessionLog(path) as log:
        child = os.fork()
        if not child:
            os._exit(0 if len(log) == 2 else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
