"""``voicelab log``: the check and the salvage from a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchanges import an_exchange
from tests.log.damages import write
from voicelab.cli.command_line import main
from voicelab.log.session_log import SessionLog


def test_a_log_is_checked_and_salvaged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, new = str(tmp_path / "log.sqlite"), str(tmp_path / "new.sqlite")
    with SessionLog(path) as log:
        for turn in (1, 2):
            log.append(an_exchange(turn=turn))
    assert main(["log", "check", path]) == 0
    assert capsys.readouterr().out == f"{path} is whole: 2 exchanges.\n"
    write(Path(path), "UPDATE exchanges SET session = 'a\x1b[2J' WHERE turn = 2")
    assert main(["log", "check", path]) == 1
    assert "\x1b" not in capsys.readouterr().out
    assert main(["log", "salvage", path, new]) == 0
    assert "1 of exchanges" in capsys.readouterr().out
    assert main(["log", "check", new]) == 0
    assert main(["log", "salvage", path, new]) == 1
    assert "not written over" in capsys.readouterr().err
