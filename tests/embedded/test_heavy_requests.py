"""No request holds the embedded server up for the others, however heavy it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.embedded.heavy_requests import HEAVY, ScriptedServer, longest_wait, scripted_server

LONGEST_SECONDS = 1.0
"""How long another request may wait on a busy machine, in seconds."""
QUICK = (
    "900,000 s in SSML", "8 MB of [", "1,000,000 messages",
    "1,000 updates of a realtime session", "100,000 parts of a form",
    "2,400 MB, packed, without the key",
)  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    with scripted_server() as running:
        yield running


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in QUICK else [pytest.mark.soak]) for name in HEAVY]
)
def test_no_request_holds_the_others_up(server: ScriptedServer, name: str) -> None:
    assert longest_wait(server, HEAVY[name]) < LONGEST_SECONDS
