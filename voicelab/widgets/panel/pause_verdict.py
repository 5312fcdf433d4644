"""PauseVerdict: whether the user seems to be done, from when that is judged until the next thing happens."""

from __future__ import annotations

from voicelab.events import (
    EndOfTurnJudged,
    Event,
    ExchangeLogged,
    HypothesisHeard,
    StateChanged,
    TurnWithdrawn,
    UtteranceHeard,
    UtteranceWaiting,
)
from voicelab.text.same_words import same_words

__all__ = ["PauseVerdict"]

_NEXT_THINGS = ExchangeLogged | StateChanged | TurnWithdrawn | UtteranceHeard | UtteranceWaiting


class PauseVerdict:
    """Follows a session's events."""

    def __init__(self) -> None:
        self.is_over: bool | None = None
        """Whether the user seems to be done; `None` where nobody judged the present pause."""
        self._words = ""

    def note(self, event: Event, locales: tuple[str, ...]) -> None:
        """Take note of an event; what is spoken tells which transcripts are of the same words."""
        if isinstance(event, EndOfTurnJudged):
            self.is_over = event.is_over
        elif isinstance(event, HypothesisHeard):
            # The final transcript of what is waited on comes in the same pause.
            if self.is_over is not None and not same_words(self._words, event.text, locales):
                self.is_over = None
            self._words = event.text
        elif isinstance(event, _NEXT_THINGS):
            self.is_over = None
