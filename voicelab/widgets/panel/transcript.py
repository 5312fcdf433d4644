"""The conversation's text as a cell's output: what is left of a panel where there is no kernel."""

from __future__ import annotations

import threading
import uuid
from collections import deque

from markupsafe import Markup

from voicelab.exchange.exchange import Exchange
from voicelab.notebook_html import notebook_html
from voicelab.text.direction import isolated_html
from voicelab.text.shortened import shortened

__all__ = ["PanelTranscript"]

_EXCHANGES_KEPT = 100
_HEAD = "voicelab transcript. Run the cell to have the panel."
_LONGEST = 500
"""Characters of a text that are kept: the notebook stays small, whatever is said."""


class PanelTranscript:
    """Keeps the text of a panel's exchanges in the notebook, in an output below the panel.

    The panel's page hides that output, so it shows where there is no panel: in a notebook that is opened
    without its kernel, on a web page, in a diff.
    """

    def __init__(self) -> None:
        self.name = f"voicelab-transcript-{uuid.uuid4().hex[:12]}"
        """The output's class in the page."""
        self._exchanges: deque[Exchange] = deque(maxlen=_EXCHANGES_KEPT)
        self._lock = threading.Lock()
        self._is_shown = False

    @property
    def _style(self) -> str:
        """Rule that hides the output before this one unless it is a panel: an error, without a kernel."""
        return (
            f".jp-OutputArea-child:has(+ .jp-OutputArea-child .{self.name}):not(:has(.voicelab-panel))"
            " { display: none; }"
        )

    def add(self, exchange: Exchange) -> None:
        """Add an exchange; to be published by `update`."""
        with self._lock:
            self._exchanges.append(exchange)

    def show(self) -> None:
        """Put the output into the running cell."""
        from IPython.display import display

        display(self.bundle(), raw=True, display_id=self.name)
        self._is_shown = True

    def update(self) -> None:
        """Publish what was added, wherever the output was shown."""
        from IPython.display import update_display

        if self._is_shown:
            update_display(self.bundle(), display_id=self.name, raw=True)

    def bundle(self) -> dict[str, str]:
        """Return the text by its MIME types."""
        with self._lock:
            turns = [(_cut(each.transcript), _cut(_replied(each))) for each in self._exchanges]
        line = Markup("<p><b>You</b> {}<br><b>Reply</b> {}</p>")
        lines = Markup().join(line.format(isolated_html(you), isolated_html(reply)) for you, reply in turns)
        head = Markup("<style>{}</style><p><small>{}</small></p>").format(self._style, _HEAD)
        return {
            "text/html": str(notebook_html(head, lines, name=self.name)),
            "text/plain": "\n".join(f"You: {you}\nReply: {reply}" for you, reply in turns)
            or "voicelab transcript: nothing was said yet",
        }


def _replied(exchange: Exchange) -> str:
    if exchange.heard_text is not None:
        return f"{exchange.heard_text} … (interrupted)"
    return exchange.reply or exchange.error_message or f"({exchange.outcome})"


def _cut(text: str) -> str:
    return shortened(text, _LONGEST)
