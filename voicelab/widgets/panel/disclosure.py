"""The line that stands for the settings, shows or hides them, and has those without effect explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from voicelab.widgets.page.es_modules import joined_modules
from voicelab.widgets.page.page_view import PageView
from voicelab.widgets.panel.unused_controls import UnusedControls

__all__ = ["Disclosure"]

_HERE = Path(__file__).parent


class Disclosure(PageView):
    """A button that shows or hides the settings, with a summary of them.

    The page explains which controls have no effect: ipywidgets' tooltips are heard by nobody.

    Whether they are shown is the page's own: a click waits for no kernel, and the browser remembers it.

    Parameters
    ----------
    summary
        What is set, in a line.
    unused
        Which controls have no effect.
    watch
        See `PageView`.
    """

    _esm = joined_modules(_HERE / "disclosure.js")
    _css = (_HERE / "disclosure.css").read_text("utf-8")

    def __init__(
        self, summary: str, unused: UnusedControls, watch: Callable[[str], AbstractContextManager[None]]
    ) -> None:
        self.summary = summary
        self.unused = unused
        super().__init__(watch)

    def show(self, summary: str, unused: UnusedControls) -> None:
        """Say what is set now, and which controls have no effect."""
        self.summary = summary
        self.unused = unused
        for message in self.snapshot():
            self.send(message)

    def snapshot(self) -> list[Mapping[str, object]]:
        """Return the present state."""
        return [{"type": "summary", "text": self.summary}, {"type": "unused", "unused": self.unused}]
