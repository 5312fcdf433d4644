"""AwaitedWords: whether more words are waited for, as the user was judged not to be done."""

from __future__ import annotations

from voicelab.events import (
    EndOfTurnJudged,
    Event,
    ExchangeLogged,
    HypothesisHeard,
    StateChanged,
    TurnWithdrawn,
    UtteranceWaiting,
)
from voicelab.text.same_words import same_words

__all__ = ["AwaitedWords"]

# That a turn begins is the session's next state, which follows: between the two there is nothing else to say.
_NEXT_THINGS = ExchangeLogged | StateChanged | TurnWithdrawn | UtteranceWaiting


class AwaitedWords:
    """Follows a session's events."""

    def __init__(self) -> None:
        self.are_awaited = False
        """Whether more words are waited for."""
        self._words = ""

    def note(self, event: Event, locales: tuple[str, ...]) -> None:
        """Take note of an event; what is spoken tells which transcripts are of the same words."""
        if isinstance(event, EndOfTurnJudged):
            # Who is done is answered: the next state says so.
            self.are_awaited = self.are_awaited or not event.is_over
        elif isinstance(event, HypothesisHeard):
            # The final transcript of what is waited on comes in the same pause.
            if self.are_awaited and not same_words(self._words, event.text, locales):
                self.are_awaited = False
            self._words = event.text
        elif isinstance(event, _NEXT_THINGS):
            self.are_awaited = False
