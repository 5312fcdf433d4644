"""The panel's first line: what the session is doing, on which services, and what went wrong."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypedDict

from voicelab.errors import VoicelabError
from voicelab.widgets.page.es_modules import joined_modules
from voicelab.widgets.page.page_view import PageView

__all__ = ["Heading"]

_HERE = Path(__file__).parent
_PROBLEMS_KEPT = 3
_STATES = {
    "idle": "press Talk, or type",
    "stop-phrase": "ended: you said stop",
    "end-of-input": "ended: the microphone is off",
    "interrupted": "ended: interrupted",
    "stopped": "stopped",
    "no-match": "ended: nothing was understood",
    "failed": "ended by an error",
    "closed": "closed: make a new Session",
}


class _Problem(TypedDict):
    kind: Literal["notice", "error"]
    text: str


class Heading(PageView):
    """Says what the session is doing, and keeps what went wrong until it is dismissed or all goes well.

    Parameters
    ----------
    place
        Where the services are, in a few words.
    transcript
        Name of the output that stands in for the panel where there is no kernel; hidden beside the panel.
    """

    _esm = joined_modules(_HERE / "heading.js")
    _css = "\n".join((_HERE / name).read_text("utf-8") for name in ("panel.css", "heading.css"))

    def __init__(self, place: str, transcript: str) -> None:
        self._place = place
        self._transcript = transcript
        self._state = "idle"
        self._problems: list[_Problem] = []
        self._lock = threading.Lock()
        self.last_error: Exception | None = None
        super().__init__(self.show_error)

    def show_state(self, state: str) -> None:
        """Say what the session is doing, or why it ended."""
        self._state = state
        self.send(self._status())

    def show_notice(self, text: str) -> None:
        """Say something that ends nothing; it goes with the next turn."""
        self._add({"kind": "notice", "text": text})

    def show_error(self, error: Exception) -> None:
        """Show an error: its own sentences where it has them."""
        self.last_error = error
        known = isinstance(error, VoicelabError | ValueError)
        self._add({"kind": "error", "text": str(error) if known else f"{type(error).__name__}: {error}"})

    def clear(self, *, errors: bool) -> None:
        """Remove the notices; the errors only if all goes well again."""
        with self._lock:
            self._problems = [] if errors else [each for each in self._problems if each["kind"] == "error"]
        self._send_problems()

    def snapshot(self) -> list[Mapping[str, object]]:
        """Return the present state."""
        return [self._status(), {"type": "problems", "problems": list(self._problems)}]

    def receive(self, message: dict[str, Any]) -> None:
        """Dismiss what is shown."""
        if message["type"] == "dismiss":
            self.clear(errors=True)

    def _add(self, problem: _Problem) -> None:
        with self._lock:
            others = [each for each in self._problems if each != problem]
            self._problems = [*others, problem][-_PROBLEMS_KEPT:]
        self._send_problems()

    def _send_problems(self) -> None:
        self.send({"type": "problems", "problems": list(self._problems)})

    def _status(self) -> Mapping[str, object]:
        return {
            "type": "status",
            "place": self._place,
            "state": self._state,
            "words": _STATES.get(self._state, self._state),
            "transcript": self._transcript,
        }
