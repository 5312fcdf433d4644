"""What the notebooks of the tests import of comparisons: a grid on scripted services."""

from __future__ import annotations

import atexit
import contextlib
import json
from typing import Any

import voicelab as vl
from tests.comparison.scored_grid import SCRIPT, scored_grid
from voicelab.testing import ScriptedEngines, embedded_services

VOICES = ["en-US-JennyMultilingualNeural", "en-GB-RyanNeural"]
HEBREW = "\u05de\u05d4 \u05d2\u05d5\u05d1\u05d4 \u05d4\u05d4\u05e8?"
_running = contextlib.ExitStack()
atexit.register(_running.close)


def grid(inputs: int = 2, **arguments: Any) -> vl.Comparison:
    """Compare two voices."""
    script = ScriptedEngines(reply="<b>It is</b> so & so.")
    embedded = _running.enter_context(embedded_services(script))
    usual: dict[str, Any] = {"voice": VOICES, "log": False, "quiet": True}
    texts = [f"Question {number}?" for number in range(inputs - 1)] + [HEBREW]
    return vl.compare(texts, services=embedded.services, **{**usual, **arguments})


def scored() -> vl.Comparison:
    """Compare two prompts, with scores."""
    return scored_grid(_running.enter_context(embedded_services(SCRIPT)))


def emit(value: object) -> None:
    """Print a value for the test."""
    print("result:" + json.dumps(value))  # noqa: T201
