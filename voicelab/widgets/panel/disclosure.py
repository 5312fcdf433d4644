"""The line that stands for the settings, and shows or hides them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from voicelab.widgets.page.es_modules import joined_modules
from voicelab.widgets.page.page_view import PageView

__all__ = ["Disclosure"]

_HERE = Path(__file__).parent


class Disclosure(PageView):
    """A button that shows or hides the settings, with a summary of them.

    Whether they are shown is the page's own: a click waits for no kernel, and the browser remembers it.

    Parameters
    ----------
    summary
        What is set, in a line.
    watch
        See `PageView`.
    """

    _esm = joined_modules(_HERE / "disclosure.js")
    _css = (_HERE / "disclosure.css").read_text("utf-8")

    def __init__(self, summary: str, watch: Callable[[str], AbstractContextManager[None]]) -> None:
        self.summary = summary
        super().__init__(watch)

    def show(self, summary: str) -> None:
        """Say what is set now."""
        self.summary = summary
        self.send(self._message())

    def snapshot(self) -> list[Mapping[str, object]]:
        """Return the present state."""
        return [self._message()]

    def _message(self) -> Mapping[str, object]:
        return {"type": "summary", "text": self.summary}
