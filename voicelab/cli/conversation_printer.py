"""A conversation in the terminal, in the words of Microsoft's quickstart."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from voicelab.cli.terminal import OutputError, report, write_line

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
    destination
        Where the replies' sound goes: the speaker, or a file's name; empty if nowhere.
    reads_ctrl_z
        Whether Ctrl-Z ends the conversation.
    on_output_lost
        Called when the output takes no more, once; nothing is printed from then on.
    """

    def __init__(
        self,
        services: Services,
        settings: Settings,
        *,
        live: bool,
        destination: str = "speaker",
        reads_ctrl_z: bool = False,
        on_output_lost: Callable[[], object] = lambda: None,
    ) -> None:
        self._who, self._whose = {
            "azure": ("Azure OpenAI", "Azure OpenAI"),
            "embedded": ("The local model", "The local model's"),
        }.get(services.kind, ("The model", "The model's"))
        if services.replies_from:
            self._who, self._whose = f"The model at {services.replies_from}", "The model's"
        self._silence_seconds = settings.initial_silence_seconds
        self._live = live
        self._destination = f" to {destination}" if destination else ""
        self._ends = "Say 'Stop' or press Ctrl-Z" if reads_ctrl_z else "Say 'Stop'"
        self._on_output_lost = on_output_lost
        self._shown_error: str | None = None
        self._is_listening = False
        self._is_listening_said = False
        self._predicted: set[int] = set()
        """Turns that began ahead of their final transcript, until that is printed."""
        self.output_error: OutputError | None = None
        """Why the output takes no more: a session's subscriber raises to nobody."""

    def __call__(self, event: Event) -> None:
        """Print an event."""
        if self.output_error is not None:
            return
        try:
            self._print(event)
        except OutputError as error:
            self.output_error = error
            self._on_output_lost()

    def _print(self, event: Event) -> None:
        from voicelab.events import (
            ExchangeLogged,
            Failed,
            Notice,
            StateChanged,
            ToolReturned,
            TurnWithdrawn,
            UtteranceHeard,
            UtteranceWaiting,
        )

        if isinstance(event, StateChanged):
            self._is_listening = event.state == "listening"
            if self._live:
                self._print_listening()
        elif isinstance(event, UtteranceWaiting | UtteranceHeard | ExchangeLogged):
            self._print_listening()  # after the last recording nobody speaks
        if isinstance(event, UtteranceWaiting) and event.text:  # else its transcript is still to come
            self._say(f"Waiting for its turn: {event.text}")
        elif isinstance(event, UtteranceHeard):
            self._print_heard(event.turn, event.text, is_final=event.is_final)
        elif isinstance(event, TurnWithdrawn):
            self._predicted.discard(event.turn)
        elif isinstance(event, ExchangeLogged):
            self._print_exchange(event.exchange)
        elif isinstance(event, Failed) and str(event.error) != self._shown_error:
            stage = getattr(event.error, "stage", "")
            self._say(f"{_CANCELED.get(stage, 'Conversation canceled')}: {event.error.code}")
            self._say(f"Error details: {event.error}")
        elif isinstance(event, ToolReturned):
            self._say(f"Tool called: {event.use.call_line}: {event.use.came_to_line}")
        elif isinstance(event, Notice):
            report(event.message)

    def _say(self, line: str) -> None:
        write_line(line)
        self._is_listening_said = False

    def _print_heard(self, turn: int, text: str, *, is_final: bool) -> None:
        """Print what was recognised once it is final: a turn that is withdrawn before leaves no line.

        Of speech that has no transcript there is none, but a notice.
        """
        if not is_final:
            self._predicted.add(turn)
            return
        self._predicted.discard(turn)
        if text:
            self._say(f"Recognized speech: {text}")

    def _print_listening(self) -> None:
        if self._is_listening and not self._is_listening_said:
            silent = f", or be silent for {self._silence_seconds:g} s," if self._live else ""
            self._say(f"{self._who} is listening. {self._ends}{silent} to end the conversation.")
            self._is_listening_said = True
        self._is_listening = False

    def _print_exchange(self, exchange: Exchange) -> None:
        if exchange.turn in self._predicted:  # it was stopped before its final transcript came
            self._print_heard(exchange.turn, exchange.transcript, is_final=True)
        if exchange.reply:
            self._say(f"{self._whose} response: {' '.join(exchange.reply.split())}")
        if exchange.outcome == "completed" and exchange.spoken_text:
            self._say(f"Speech synthesized{self._destination} for text [{exchange.spoken_text}]")
        elif exchange.outcome == "no-match":
            self._say(f"No speech could be recognized: {exchange.error_message}")
        elif exchange.outcome == "dropped":
            self._say(f"Not answered: {exchange.transcript}")
        elif exchange.outcome == "interrupted":
            self._say(f"Speech synthesis interrupted after [{exchange.heard_text}]")
        elif exchange.error_code:
            stage = _CANCELED.get(exchange.error_stage or "", "The turn was canceled")
            self._say(f"{stage}: {exchange.error_code}")
            self._say(f"Error details: {exchange.error_message}")
            self._shown_error = exchange.error_message
