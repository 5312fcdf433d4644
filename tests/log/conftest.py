"""Logs in a file and in memory; and nothing may block the loop that carries the sound."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.slow_callbacks import no_slow_callbacks
from voicelab.log.session_log import SessionLog


@pytest.fixture(autouse=True)
def loop_is_never_blocked(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which a callback held the session's loop up; debug mode would distort measured times."""
    if request.node.get_closest_marker("timed") is not None:
        yield
        return
    with no_slow_callbacks():
        yield


@pytest.fixture(params=["file", "memory"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SessionLog]:
    with SessionLog(tmp_path / "log.sqlite" if request.param == "file" else None) as log:
        yield log


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "log.sqlite"
