"""What the notebooks of the panel's tests import: panels on services that follow a script."""

from __future__ import annotations

import atexit
import contextlib
from collections.abc import Callable
from typing import Any

from tests.widgets.kernel_side import busy, emit, wait_until
from voicelab.conversation.session import Session
from voicelab.events import Event, Notice
from voicelab.testing import EmbeddedServices, Refuse, ScriptedEngines, embedded_services
from voicelab.widgets.panel.panel import SessionPanel

__all__ = ["Refuse", "ShownPanel", "busy", "emit", "wait_until"]

QUESTIONS = ["What is the tallest mountain?", "And the second one?", "And the third?", "Stop."]
REPLIES = ["Mount Everest is the tallest mountain on Earth.", "K2, in the Karakoram.", "Kangchenjunga."]
LONG = " ".join(f"Sentence number {n} of a long reply." for n in range(1, 13))

_running = contextlib.ExitStack()
atexit.register(_running.close)


class ShownPanel:
    """A panel, its session, and the services that it uses."""

    def __init__(
        self,
        *,
        reply: str | list[str] | None = None,
        transcripts: list[str] | None = None,
        detector: Callable[[str], float] | None = None,
        **settings: Any,
    ) -> None:
        script = ScriptedEngines(
            transcripts=transcripts or QUESTIONS, reply=reply or REPLIES, end_of_turn=detector
        )
        self.services: EmbeddedServices = _running.enter_context(embedded_services(script))
        self.session = Session(services=self.services.services, log=False, **settings)
        self.panel: SessionPanel = self.session.panel()
        self.notices: list[str] = []
        self.session.subscribe(self._record)

    @property
    def rows(self) -> list[list[Any]]:
        """What the log holds."""
        return [[each.transcript, each.reply, each.outcome] for each in self.session.log.exchanges()]

    def _ipython_display_(self) -> None:
        self.panel._ipython_display_()

    def _record(self, event: Event) -> None:
        if isinstance(event, Notice):
            self.notices.append(event.message)
