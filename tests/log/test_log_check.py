"""The check of a log: what is whole is whole, what is not is named, and nothing is changed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from tests.log.damages import write
from tests.log.test_schema import OLDEST, a_file
from voicelab.errors import LogError
from voicelab.log.session_log import SessionLog


def test_a_whole_log_is_whole_while_it_is_written_and_afterwards(path: Path) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange())
        log.add_label(an_exchange(), thumbs_up=True)
        assert log.check()
    found = vl.check_log(path)
    assert found.is_whole
    assert (found.exchanges, found.damage, found.remarks) == (1, (), ())
    assert str(found) == f"{path} is whole: 1 exchange."


@pytest.mark.skipif(sys.version_info < (3, 11), reason="needs Python 3.11")
def test_a_check_keeps_no_copy_on_the_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange())
    monkeypatch.setattr("tempfile.tempdir", str(path / "nowhere"))
    assert vl.check_log(path)


def test_an_empty_file_is_no_whole_log(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    assert vl.check_log(path).damage == ("The file is empty.",)


def test_a_log_in_memory_is_checked() -> None:
    with SessionLog(None) as log:
        log.append(an_exchange())
        assert log.check().is_whole
        assert "The log in memory is whole" in str(log.check())


def test_a_changed_row_a_lost_sound_and_a_left_one_are_named(path: Path) -> None:
    with SessionLog(path) as log:
        first, second = log.append(an_exchange()), log.append(an_exchange(turn=2))
    write(path, "UPDATE exchanges SET reply = '<b>Everist</b>' WHERE turn = 1")
    assert second.heard_path is not None
    assert second.spoken_path is not None
    second.heard_path.unlink()
    second.spoken_path.write_bytes(b"RIFF")
    left = second.heard_path.with_name("0003-heard.wav")
    left.write_bytes(b"RIFF")
    found = vl.check_log(path)
    assert not found
    session = first.session
    assert found.damage == (
        f"the row of exchanges with session {session!r}, turn 1: it does not fit its checksum: "
        "it was changed since it was written.",
        f"The sound 'log-audio/{session}/0002-heard.wav' of the row of exchanges with session {session!r}, "
        "turn 2 is not there.",
        f"The sound 'log-audio/{session}/0002-spoken.wav' of the row of exchanges with session {session!r}, "
        "turn 2 is not as it was written.",
    )
    assert found.remarks == (
        f"No exchange has the file {str(left)!r}: its program was ended, or its row is lost.",
    )
    assert "<li>" not in found._repr_html_()
    assert "salvage_log" in str(found)
    assert all(line in str(found) for line in (*found.damage, *found.remarks))


def test_a_log_of_an_earlier_release_is_whole_and_has_no_checksums(tmp_path: Path) -> None:
    path = a_file(tmp_path / "log.sqlite", OLDEST.read_text())
    before = path.read_bytes()
    found = vl.check_log(path)
    assert path.read_bytes() == before
    assert "3 rows have no checksum: an earlier release wrote them." in found.remarks
    assert [each for each in found.damage if "is not there" not in each] == []
    assert found.exchanges == 1


def test_rows_without_a_checksum_are_looked_at(tmp_path: Path) -> None:
    path = a_file(tmp_path / "log.sqlite", OLDEST.read_text())
    for change, why in (
        ("outcome = 'hummed'", "outcome is none of"),
        ("started_utc = '2026-13-25T14:03:22.345678Z'", "cannot be understood"),
        ("words = '[1]'", "cannot be understood"),
        ("turn = '<b>'", "fits no table"),
    ):
        write(path, f"UPDATE exchanges SET {change}")
        assert any(why in each for each in vl.check_log(path).damage), change


@pytest.mark.skipif(os.name != "posix", reason="takes rights from a folder")
def test_a_log_on_a_shelf_that_nobody_may_write_to_is_checked(path: Path) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange())
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        assert vl.check_log(path)
    finally:
        path.parent.chmod(0o700)


@pytest.mark.parametrize("made", ["CREATE TRIGGER t AFTER INSERT ON exchanges BEGIN SELECT 1; END"])
def test_what_another_program_made_is_named(path: Path, made: str) -> None:
    SessionLog(path).close()
    write(path, made)
    assert "trigger 't'" in str(vl.check_log(path))


def test_where_there_is_no_log_a_sentence_says_so(tmp_path: Path) -> None:
    for path in (tmp_path / "log.sqlite", tmp_path):
        with pytest.raises(LogError):
            vl.check_log(path)
    assert list(tmp_path.iterdir()) == []
