"""``voicelab delete``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import run_command
from tests.exchanges import an_exchange
from voicelab.cli import delete
from voicelab.log.session_log import SessionLog


def delete_with(*arguments: str) -> int:
    """Run the command as the command line does."""
    return run_command(delete, "delete", *arguments)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a log of two sessions in its usual place."""
    monkeypatch.chdir(tmp_path)
    with SessionLog() as log:
        for session in ("first", "second"):
            for turn in (1, 2):
                log.append(an_exchange(session, turn))
    return tmp_path / "voicelab-log" / "exchanges.sqlite"


def keys(path: Path) -> list[tuple[str, int]]:
    with SessionLog(path) as log:
        return [(each.session, each.turn) for each in log.exchanges()]


def test_a_session_is_deleted_and_it_is_said_what_went(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert delete_with("first") == 0
    assert "Deleted: 2 exchanges, 4 recordings" in capsys.readouterr().err
    assert keys(kept) == [("second", 1), ("second", 2)]


def test_turns_of_a_session_are_deleted(kept: Path) -> None:
    assert delete_with("second", "--turn", "1", "--turn", "2", "--log", str(kept)) == 0
    assert keys(kept) == [("first", 1), ("first", 2)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["third"], "the log has no session 'third'"),
        (["first", "--turn", "9"], "the log has no turn 9"),
        (["first", "second", "--turn", "1"], "--turn is of one session"),
        (["first", "--log", "elsewhere.sqlite"], "There is no log elsewhere.sqlite"),
    ],
)
def test_what_is_not_there_is_refused_and_nothing_is_deleted(
    kept: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert delete_with(*arguments) == 2
    assert said in capsys.readouterr().err
    assert len(keys(kept)) == 4
