"""HeldTurn: what is recognised while the user holds a talk key, which is one turn whatever its pauses."""

from __future__ import annotations

import dataclasses
import time

from voicelab.recognition.joined_utterances import as_hypothesis, joined_hypothesis, joined_utterances
from voicelab.recognition.recognizer import Hypothesis, NoMatch, Utterance

__all__ = ["HeldTurn"]


class HeldTurn:
    """A turn whose end the source marks, from the first words recognised in it to the last."""

    def __init__(self) -> None:
        self._parts: list[Utterance] = []
        self._nothing: NoMatch | None = None
        self.released_at: float | None = None
        """When the user said that all is said, by ``time.monotonic()``, in seconds."""

    def take(self, event: Hypothesis | Utterance | NoMatch) -> Hypothesis | None:
        """Keep what was recognised of it; returns what the user seems to have said in all so far."""
        if isinstance(event, NoMatch):
            self._nothing = event
            return None
        if isinstance(event, Utterance):
            self._parts.append(event)
            return as_hypothesis(joined_utterances(self._parts))
        return joined_hypothesis(self._parts, event)

    def whole(self) -> Utterance | NoMatch | None:
        """Return the turn when all of it is recognised; `None` if nothing was said in it.

        Who holds the key waits from its release on, so latencies count from there.
        """
        if not self._parts:
            return self._nothing
        whole, released_at = joined_utterances(self._parts), self.released_at
        ended_at = whole.ended_at if released_at is None else max(whole.ended_at, released_at)
        return dataclasses.replace(whole, ended_at=ended_at, arrived_at=max(ended_at, time.monotonic()))
