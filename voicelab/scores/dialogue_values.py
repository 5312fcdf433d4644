"""What a score says of the turns of a dialogue, as what it says of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import TYPE_CHECKING

from voicelab.scores.score import ScoreFailure

if TYPE_CHECKING:
    from voicelab.scores.score import ScoreValue

__all__ = ["ShareOfTurns", "dialogue_values"]


class ShareOfTurns(float):
    """In which share of the turns of a dialogue a truth holds, from 0 to 1."""


def dialogue_values(
    turns: Sequence[Mapping[str, ScoreValue | ScoreFailure]],
) -> dict[str, ScoreValue | ScoreFailure]:
    """Return the means of numbers, the shares of truths, and words, each once, one after the other.

    Turns to which the score does not apply do not count. Where it failed in one, it failed.

    Parameters
    ----------
    turns
        What the score said of each turn.

    Examples
    --------
    >>> dialogue_values([{"right": True}, {}, {"right": False}, {"right": True}])
    {'right': 0.6666666666666666}
    """
    values: dict[str, list[ScoreValue]] = {}
    for number, said in enumerate(turns, start=1):
        for name, value in said.items():
            if isinstance(value, ScoreFailure):
                return {name: ScoreFailure(f"turn {number}: {value.reason}")}
            values.setdefault(name, []).append(value)
    return {name: _whole(several) for name, several in values.items()}


def _whole(values: Sequence[ScoreValue]) -> ScoreValue:
    numbers = [value for value in values if not isinstance(value, str)]
    if all(isinstance(value, bool) for value in values):
        return ShareOfTurns(fmean(numbers))
    if len(numbers) == len(values):
        return fmean(numbers)
    return " / ".join(dict.fromkeys(map(str, values)))
