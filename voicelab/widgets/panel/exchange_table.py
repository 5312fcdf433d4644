"""The session's exchanges, a table that grows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicelab.audio.clip import Audio
from voicelab.exchange.exchange import Exchange
from voicelab.widgets.page.es_modules import joined_modules
from voicelab.widgets.page.page_view import PageView
from voicelab.widgets.page.sounds import send_sound

if TYPE_CHECKING:
    from voicelab.log.session_log import SessionLog

__all__ = ["ExchangeTable"]

_HERE = Path(__file__).parent
_ROWS_SHOWN = 50
_PIECE_BYTES = 192_000


class ExchangeTable(PageView):
    """A row for each of a session's latest exchanges, with its sound, and an export of them all.

    Parameters
    ----------
    log, session
        The session's log, and the session's identifier in it.
    watch
        See `PageView`.
    """

    _esm = joined_modules(_HERE / "exchange_table.js")
    _css = (_HERE / "exchange_table.css").read_text("utf-8")

    def __init__(
        self, log: SessionLog, session: str, watch: Callable[[str], AbstractContextManager[None]]
    ) -> None:
        self._log = log
        self._session = session
        super().__init__(watch)

    def add(self, exchange: Exchange) -> None:
        """Add a row."""
        self.send({"type": "row", "row": _row(exchange), "most": _ROWS_SHOWN})

    def snapshot(self) -> list[Mapping[str, object]]:
        """Return the latest rows, in order."""
        latest = deque(self._log.exchanges(), maxlen=_ROWS_SHOWN)
        return [{"type": "row", "row": _row(exchange), "most": _ROWS_SHOWN} for exchange in latest]

    def receive(self, message: dict[str, Any]) -> None:
        """Send a sound, or the log as a file."""
        if message["type"] == "sound":
            self.run_in_background("sound", lambda: send_sound(self, message, self._find))
        elif message["type"] == "export":
            self.run_in_background("export", self._export)

    def _export(self) -> None:
        """Write the file where the kernel runs, and send it to the page, which may be elsewhere."""
        path = Path(f"voicelab-{self._session}.csv")
        self._log.to_csv(path)
        content = path.read_bytes()
        for start in range(0, len(content), _PIECE_BYTES):
            last = start + _PIECE_BYTES >= len(content)
            message = {"type": "file", "name": path.name, "last": last}
            self.send(message, [content[start : start + _PIECE_BYTES]])

    def _find(self, name: str) -> Audio | None:
        return self._log.exchange(self._session, int(name)).spoken


def _row(exchange: Exchange) -> dict[str, object]:
    return {
        "turn": exchange.turn,
        "heard": exchange.transcript,
        "reply": exchange.reply,
        "error": exchange.error_message or "",
        "tokens": exchange.usage.completion_tokens,
        "finish": exchange.finish_reason if exchange.outcome == "completed" else exchange.outcome,
        "latency": exchange.latency.heard_seconds,
        "cut_in": exchange.cut_in,
        "sound": exchange.spoken_audio is not None or exchange.spoken_path is not None,
    }
