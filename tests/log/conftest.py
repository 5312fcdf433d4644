"""Nothing may block the loop that carries the sound."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.slow_callbacks import no_slow_callbacks


@pytest.fixture(autouse=True)
def loop_is_never_blocked(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which a callback held the session's loop up; debug mode would distort measured times."""
    if request.node.get_closest_marker("timed") is not None:
        yield
        return
    with no_slow_callbacks():
        yield
