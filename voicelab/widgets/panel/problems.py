"""What went wrong in a panel, as long as its cause lasts."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from voicelab.errors import VoicelabError, described
from voicelab.widgets.page.es_modules import joined_modules
from voicelab.widgets.page.page_view import PageView

__all__ = ["Problems"]

_HERE = Path(__file__).parent
_KEPT = 3


class Problems(PageView):
    """Shows errors, each under the name of what failed, until that succeeds or the user dismisses them."""

    _esm = joined_modules(_HERE / "problems.js")
    _css = (_HERE / "problems.css").read_text("utf-8")

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self.last_error: Exception | None = None
        super().__init__(self.watch)

    @contextlib.contextmanager
    def watch(self, cause: str) -> Iterator[None]:
        """Show an error that is raised within the block, which ends there; success solves the last one."""
        try:
            yield
        except Exception as error:
            self.show(error, cause)
        else:
            self.solve(cause)

    def show(self, error: Exception, cause: str) -> None:
        """Show an error, by its own sentences where it has them, in place of the last one of its cause."""
        self.last_error = error
        known = isinstance(error, VoicelabError | ValueError)
        text = str(error) if known else described(error)
        with self._lock:
            self._texts.pop(cause, None)
            self._texts[cause] = text
            while len(self._texts) > _KEPT:
                del self._texts[next(iter(self._texts))]
            self._send_all()

    def show_or_solve(self, error: Exception | None, cause: str) -> None:
        """Show an error, or remove the last one of its cause where there is none."""
        if error is None:
            self.solve(cause)
        else:
            self.show(error, cause)

    def solve(self, *causes: str) -> None:
        """Remove the errors of these causes: they are gone."""
        with self._lock:
            before = len(self._texts)
            for cause in causes:
                self._texts.pop(cause, None)
            if len(self._texts) < before:
                self._send_all()

    @property
    def texts(self) -> list[str]:
        """What is shown, the latest last; what is the same is said once."""
        with self._lock:
            return list(dict.fromkeys(self._texts.values()))

    def snapshot(self) -> list[Mapping[str, object]]:
        """Return the present state."""
        return [{"type": "problems", "texts": self.texts}]

    def receive(self, message: dict[str, Any]) -> None:
        """Dismiss what is shown."""
        if message["type"] == "dismiss":
            with self._lock:
                self._texts.clear()
                self._send_all()

    def _send_all(self) -> None:
        self.send({"type": "problems", "texts": self.texts})
