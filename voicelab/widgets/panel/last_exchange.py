"""The last exchange's sound with its words, to be seen and played."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicelab.audio.clip import Audio
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.timeline import Strip, timeline_of
from voicelab.widgets.page.es_modules import joined_modules
from voicelab.widgets.page.page_view import PageView
from voicelab.widgets.page.sounds import send_sound

if TYPE_CHECKING:
    from voicelab.log.session_log import SessionLog

__all__ = ["LastExchange"]

_HERE = Path(__file__).parent


class LastExchange(PageView):
    """The waveform of a session's last exchange; only its outline is sent, until it is played.

    Parameters
    ----------
    log
        The session's log: where it keeps no sound, none is shown.
    watch
        See `PageView`.
    """

    _esm = joined_modules(_HERE / "last_exchange.js")
    _css = (_HERE / "last_exchange.css").read_text("utf-8")

    def __init__(self, log: SessionLog, watch: Callable[[str], AbstractContextManager[None]]) -> None:
        self._log = log
        self._exchange: Exchange | None = None
        super().__init__(watch)

    def show(self, exchange: Exchange) -> None:
        """Show an exchange in place of the one before; one that was dropped has no reply to look at."""
        if exchange.outcome == "dropped":
            return
        if not self._log.keep_audio:
            exchange = exchange.replace(heard_audio=None, spoken_audio=None)
        self._exchange = exchange
        self.run_in_background("waveform", lambda: self._send_if_last(exchange))

    def snapshot(self) -> list[Mapping[str, object]]:
        """Return the last exchange."""
        if self._exchange is None:
            answered = (each for each in self._log.exchanges() if each.outcome != "dropped")
            self._exchange = next(iter(deque(answered, maxlen=1)), None)
        return [] if self._exchange is None else [_message(self._exchange)]

    def receive(self, message: dict[str, Any]) -> None:
        """Send one side's sound."""
        if message["type"] == "sound":
            self.run_in_background("sound", lambda: send_sound(self, message, self._find))

    def _send_if_last(self, exchange: Exchange) -> None:
        message = _message(exchange)
        with self._lock:
            if self._exchange is exchange:  # a longer one that came before may take longer
                self.send(message)

    def _find(self, name: str) -> Audio | None:
        exchange = self._exchange
        turn, _, side = name.partition("-")
        if exchange is None or turn != str(exchange.turn):
            return None
        return exchange.heard if side == "heard" else exchange.spoken


def _message(exchange: Exchange) -> Mapping[str, object]:
    timeline = timeline_of(exchange)
    gap = None
    if timeline.gap is not None:
        gap = {"start": timeline.gap[0], "end": timeline.gap[1], "text": timeline.gap_text}
    return {
        "type": "exchange",
        "number": exchange.turn,
        "seconds": timeline.seconds,
        "strips": [_strip(strip) for strip in timeline.strips],
        "gap": gap,
        "cut": timeline.cut_seconds,
        "description": timeline.description,
        "missing": timeline.missing,
    }


def _strip(strip: Strip) -> Mapping[str, object]:
    loudest = max(strip.peaks) or 1.0
    return {
        "side": strip.side,
        "start": strip.start_seconds,
        "seconds": strip.seconds,
        "peaks": [round(100 * peak / loudest) for peak in strip.peaks],
        "words": [
            [word.text, word.start_seconds, round(word.start_seconds + word.duration_seconds, 3)]
            for word in strip.words
        ],
    }
