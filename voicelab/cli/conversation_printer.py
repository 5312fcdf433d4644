"""A conversation in the terminal, in the words of Microsoft's quickstart."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from voicelab.cli.terminal import printable, write_line

if TYPE_CHECKING:
    from voicelab.events import Event
    from voicelab.exchange.exchange import Exchange
    from voicelab.services.services import Services
    from voicelab.settings import Settings

__all__ = ["ConversationPrinter"]

_CANCELED = {
    "recognition": "Speech recognition canceled",
    "completion": "The reply was canceled",
    "synthesis": "Speech synthesis canceled",
}
"""What the quickstart says of a stage that failed."""


class ConversationPrinter:
    """Prints a session's events.

    Parameters
    ----------
    live
        Whether somebody speaks, and may be silent for too long.
    """

    def __init__(self, services: Services, settings: Settings, *, live: bool) -> None:
        self._who, self._whose = {
            "azure": ("Azure OpenAI", "Azure OpenAI"),
            "embedded": ("The local model", "The local model's"),
        }.get(services.kind, ("The model", "The model's"))
        if services.replies_from:
            self._who, self._whose = f"The model at {services.replies_from}", "The model's"
        self._silence_seconds = settings.initial_silence_seconds
        self._live = live
        self._told: str | None = None

    def __call__(self, event: Event) -> None:
        """Print an event."""
        from voicelab.events import ExchangeLogged, Failed, Notice, StateChanged, UtteranceHeard

        if isinstance(event, StateChanged) and event.state == "listening":
            silent = f", or be silent for {self._silence_seconds:g} s," if self._live else ""
            write_line(
                f"{self._who} is listening. Say 'Stop' or press Ctrl-Z{silent} to end the conversation."
            )
        elif isinstance(event, UtteranceHeard):
            write_line(f"Recognized speech: {event.text}")
        elif isinstance(event, ExchangeLogged):
            self._print_exchange(event.exchange)
        elif isinstance(event, Failed) and str(event.error) != self._told:
            stage = getattr(event.error, "stage", "")
            write_line(f"{_CANCELED.get(stage, 'Conversation canceled')}: {event.error.code}")
            write_line(f"Error details: {event.error}")
        elif isinstance(event, Notice):
            sys.stderr.write(f"{printable(event.message)}\n")

    def _print_exchange(self, exchange: Exchange) -> None:
        if exchange.reply:
            write_line(f"{self._whose} response: {' '.join(exchange.reply.split())}")
        if exchange.outcome == "completed" and exchange.spoken_text:
            write_line(f"Speech synthesized to speaker for text [{exchange.spoken_text}]")
        elif exchange.outcome == "no-match":
            write_line(f"No speech could be recognized: {exchange.error_message}")
        elif exchange.outcome == "interrupted":
            write_line(f"Speech synthesis interrupted after [{exchange.heard_text}]")
        elif exchange.error_code:
            stage = _CANCELED.get(exchange.error_stage or "", "The turn was canceled")
            write_line(f"{stage}: {exchange.error_code}")
            write_line(f"Error details: {exchange.error_message}")
            self._told = exchange.error_message
