"""Fixtures of the comparisons: services, and a comparison to look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import voicelab as vl
from tests.comparison.scored_grid import SCRIPT, scored_grid
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services

JENNY, RYAN = "en-US-JennyMultilingualNeural", "en-GB-RyanNeural"
REPLY = "=1+1 <script>alert('x')</script> is 'so'."
TEXTS = ["What is it?", "Who is there?"]


@pytest.fixture(scope="package")
def grid() -> Iterator[vl.Comparison]:
    """Compare two voices and two limits, once for all tests that only look."""
    script = ScriptedEngines(reply=REPLY, transcripts=["One plus one is so."])
    with embedded_services(script) as embedded:
        compared = vl.compare(
            ["<b>What</b> is it?", "Who is there?"],
            voice=[JENNY, RYAN],
            max_tokens=[16, 64],
            repeats=2,
            services=embedded.services,
            log=False,
            quiet=True,
        )
        compared.round_trip()
        yield compared


@pytest.fixture(scope="package")
def scored() -> Iterator[vl.Comparison]:
    """Compare two prompts, with scores, once for all tests that only look for what is wrong."""
    with embedded_services(SCRIPT) as embedded:
        yield scored_grid(embedded)


@pytest.fixture(scope="module")
def services() -> Iterator[EmbeddedServices]:
    script = ScriptedEngines(transcripts=["What is said?"], reply="It is this. And it is that.")
    with embedded_services(script) as running:
        yield running


@pytest.fixture
def embedded(services: EmbeddedServices) -> Iterator[EmbeddedServices]:
    services.faults.clear()
    services.request_log.clear()
    yield services
    services.faults.clear()


def compared(embedded: EmbeddedServices, inputs: Any = TEXTS, **arguments: Any) -> vl.Comparison:
    """Compare with usual arguments."""
    usual = {"services": embedded.services, "log": False, "quiet": True}
    return vl.compare(inputs, **{**usual, **arguments})
