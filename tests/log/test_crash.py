"""What is left of a log when processes that write to it are killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")


def check_kills(folder: Path, kills: int, writers: int, *options: str) -> None:
    """Kill so often, and see that no exchange is lost, none is torn, and none that was deleted is left."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.log.kill_appends"),
            *(str(folder), str(kills), "20261125", str(writers), *options),
        ],
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
    )
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert found["kills"] == kills
    assert found["reported"] > kills
    assert (found["deleted"] > kills / 2) == bool(options)
    assert kills / 6 <= found["within"] <= kills, "kills must fall into appends, too"


@pytest.mark.parametrize(("kills", "writers"), [(24, 1), (12, 2), (12, 4)])
def test_no_exchange_is_lost_when_processes_are_killed(tmp_path: Path, kills: int, writers: int) -> None:
    check_kills(tmp_path, kills, writers)


def test_a_deletion_in_which_its_process_is_killed_is_done_or_not_done(tmp_path: Path) -> None:
    check_kills(tmp_path, 12, 2, "--deleting")


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("options", [(), ("--deleting",)], ids=["appending", "deleting"])
@pytest.mark.parametrize("writers", [1, 2, 4])
def test_two_hundred_kills_lose_and_leave_nothing(
    tmp_path: Path, writers: int, options: tuple[str, ...]
) -> None:
    check_kills(tmp_path, 200, writers, *options)
