"""One that is to be alone, and others that may be many."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.room import Room


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True), (True, True)])
def test_who_is_alone_waits_and_is_waited_for(tmp_path: Path, first: bool, second: bool) -> None:
    came_in = threading.Event()

    def come_in() -> None:
        with Room(tmp_path, 1, 2).taken(alone=second):
            came_in.set()

    other = threading.Thread(target=come_in)
    with Room(tmp_path, 0, 2).taken(alone=first):
        other.start()
        assert not came_in.wait(0.3)
    assert came_in.wait(5)
    other.join()


def test_others_run_side_by_side(tmp_path: Path) -> None:
    with Room(tmp_path, 0, 2).taken(alone=False), Room(tmp_path, 1, 2).taken(alone=False):
        pass
