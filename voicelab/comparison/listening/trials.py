"""Trials of listening tests: what is heard and judged at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random

from voicelab.comparison.listening.methods import ListeningMethod
from voicelab.comparison.store import ExchangeKey

__all__ = ["REFERENCE", "REPLY", "UNALTERED", "Stimulus", "Trial", "in_order_for", "other_words"]

REPLY, REFERENCE = "reply", "reference"
UNALTERED = (REPLY, REFERENCE)
"""Kinds of stimuli that sound as the reply does; all others are anchors."""


@dataclass(frozen=True, slots=True)
class Stimulus:
    """A sound that is judged: a reply's, as it is or made worse."""

    reply: ExchangeKey
    kind: str = REPLY
    """``reply``; ``reference``, if it is the hidden reference; or the name of the anchor made of it."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Stimuli of one input, in the order in which they are shown."""

    question: str
    """What was asked."""
    stimuli: tuple[Stimulus, ...]
    reference: Stimulus | None = None
    """What all are compared with, named as such; `None` where there is no reference."""
    has_other_words: bool = False
    """Whether the replies' texts differ: then not what made them is judged alone."""


def in_order_for(
    rater: str, trials: Sequence[Trial], judged: Collection[frozenset[Stimulus]]
) -> tuple[list[Trial], int]:
    """Return trials in a rater's order, always the same, those that were judged first, and their number.

    Within a trial the stimuli are in an order drawn by lot, too.
    """
    random = Random(rater)  # noqa: S311  # no secret
    shuffled = [
        dataclasses.replace(trial, stimuli=tuple(random.sample(trial.stimuli, len(trial.stimuli))))
        for trial in random.sample(list(trials), len(trials))
    ]
    shuffled.sort(key=lambda trial: frozenset(trial.stimuli) not in judged)
    return shuffled, sum(frozenset(trial.stimuli) in judged for trial in shuffled)


def other_words(trials: Sequence[Trial], method: ListeningMethod) -> str:
    """Return a sentence on the trials whose replies differ in their words; empty if there are none."""
    count = sum(trial.has_other_words for trial in trials)
    which = f"in {count:,} of {method.counted(len(trials))} the replies differ in their words, too"
    return f"{which}; temperature=0 keeps them alike, as far as a model can" if count else ""
