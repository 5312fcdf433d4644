"""The panel's first line: what the session is doing, and on which services."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicelab.widgets.page.es_modules import joined_modules
from voicelab.widgets.page.page_view import PageView
from voicelab.widgets.page.tokens import TOKENS
from voicelab.widgets.panel.panel_state import PanelFacts, state_shown

if TYPE_CHECKING:
    from voicelab.services.services import Services

__all__ = ["Heading"]

_HERE = Path(__file__).parent


class Heading(PageView):
    """Says what the session is doing.

    Parameters
    ----------
    services
        What is said of them: their name, and on demand where they are.
    transcript
        Name of the output that stands in for the panel where there is no kernel; hidden beside the panel.
    watch
        See `PageView`.
    """

    _esm = joined_modules(_HERE / "heading.js")
    _css = TOKENS + "\n".join((_HERE / name).read_text("utf-8") for name in ("panel.css", "heading.css"))

    def __init__(
        self, services: Services, transcript: str, watch: Callable[[str], AbstractContextManager[None]]
    ) -> None:
        self._services = services
        self._transcript = transcript
        self._facts = PanelFacts()
        super().__init__(watch)

    @property
    def words(self) -> str:
        """What is shown."""
        return state_shown(self._facts)[1]

    @property
    def awaits_models(self) -> bool:
        """Whether nothing can be said before models are there that are being fetched."""
        return self._facts.arriving != ""

    def note(self, **changes: Any) -> None:
        """Note facts that have changed, and say what follows from them."""
        with self._lock:
            before, self._facts = self._facts, dataclasses.replace(self._facts, **changes)
            if state_shown(before) != state_shown(self._facts):
                self.send(self._status())

    def snapshot(self) -> list[Mapping[str, object]]:
        """Return the present state."""
        return [self._status()]

    def _status(self) -> Mapping[str, object]:
        state, words = state_shown(self._facts)
        return {
            "type": "status",
            "services": self._services.name,
            "details": self._services.describe(),
            "state": state,
            "words": words,
            "transcript": self._transcript,
        }
