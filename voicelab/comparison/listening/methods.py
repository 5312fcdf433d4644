"""Methods of listening tests: which ratings there are, and how alike two of them are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from voicelab.settings.kinds import Choice
from voicelab.statistics.agreement import Level

__all__ = ["METHODS", "ListeningMethod", "method_named"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeningMethod:
    """How stimuli are judged in a trial."""

    name: str
    """What it is called."""
    lowest: int
    """The lowest rating that a stimulus can have."""
    highest: int
    """The highest; of pairs, that of the one that is preferred."""
    level: Level
    """Which disagreements of two raters count."""
    trial_word: str = "trial"
    """What a trial is called."""

    def counted(self, trials: int) -> str:
        """Return so many trials in words."""
        return f"{trials:,} {self.trial_word}{'s' * (trials != 1)}"

    def check(self, ratings: Sequence[Any]) -> None:
        """Check the ratings of a trial's stimuli.

        Raises
        ------
        ValueError
            One is no whole number of the scale, or both stimuli of a pair are preferred.
        """
        for rating in ratings:
            if type(rating) is not int or not self.lowest <= rating <= self.highest:
                raise ValueError(
                    f"ratings are whole numbers from {self.lowest} to {self.highest}, and one is {rating!r}"
                )
        if self.name == "pairs" and sum(ratings) > 1:
            raise ValueError("both of a pair are preferred")


METHODS = {
    method.name: method
    for method in (
        ListeningMethod(name="pairs", lowest=0, highest=1, level="nominal", trial_word="pair"),
        ListeningMethod(name="opinion", lowest=1, highest=5, level="ordinal"),
        ListeningMethod(name="mushra", lowest=0, highest=100, level="interval"),
    )
}
"""Pairs, of which one is preferred; opinions of one stimulus alone, as ITU-T P.800's absolute category
ratings (ACR); and all stimuli of an input side by side, after ITU-R BS.1534 (MUSHRA)."""

_NAMES = Choice(tuple(METHODS))


def method_named(name: Any) -> ListeningMethod:
    """Return the method of a name.

    Raises
    ------
    ValueError
        There is none; the message lists those that there are.
    """
    return METHODS[_NAMES.check("method", name)]
