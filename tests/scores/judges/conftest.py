"""Services whose model judges by a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services

Judging = Callable[..., EmbeddedServices]


@pytest.fixture
def judging() -> Iterator[Judging]:
    """Return what runs services whose model gives answers, one a request, or a function of the messages."""
    with ExitStack() as running:

        def run(*answers: Any) -> EmbeddedServices:
            reply = answers[0] if callable(answers[0]) else list(answers)
            return running.enter_context(embedded_services(ScriptedEngines(reply=reply)))

        yield run
