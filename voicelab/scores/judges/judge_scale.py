"""The scale of a judge: which values it may give, what they mean, and what several votes come to."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from voicelab.completion.answer_objects import bare_word, truth_in

__all__ = ["JudgeScale", "ScaleGiven"]

ScaleGiven = Literal["truth"] | tuple[int, int] | Mapping[int, str] | Mapping[bool, str]
"""How a scale is given: ``truth``; its lowest and highest number; or the meanings of its steps."""

_MOST_STEPS = 101
_TRUTH = ((1, "yes: what is asked holds"), (0, "no: it does not"))


@dataclass(frozen=True, slots=True)
class JudgeScale:
    """Values from the lowest to the highest, in whole steps, or a truth."""

    lowest: int
    highest: int
    meanings: tuple[tuple[int, str], ...]
    """What steps mean, those that somebody has described."""
    is_truth: bool = False

    @classmethod
    def of(cls, given: ScaleGiven) -> JudgeScale:
        """Return the scale that is given.

        Raises
        ------
        ValueError
            It is none, or has more than 101 steps, or fewer than two.
        """
        if given == "truth":
            return cls(0, 1, _TRUTH, is_truth=True)
        if isinstance(given, Mapping):
            return cls._of_meanings(given)
        ends = given if isinstance(given, tuple) else ()
        if len(ends) != 2 or not all(map(_is_whole, ends)):
            raise ValueError(
                f"a scale is 'truth', two whole numbers such as (1, 5), or meanings of steps, not {given!r}"
            )
        return _checked(cls(*ends, ((ends[0], "the least"), (ends[1], "the most"))))

    @classmethod
    def _of_meanings(cls, given: Mapping[Any, str]) -> JudgeScale:
        steps, words = list(given), list(given.values())
        if not all(isinstance(each, str) and each.strip() for each in words):
            raise ValueError(f"the meaning of each step must be said in words: {dict(given)!r}")
        meanings = tuple((int(step), " ".join(text.split())) for step, text in given.items())
        if len(steps) == 2 and all(isinstance(step, bool) for step in steps):
            return cls(0, 1, meanings, is_truth=True)
        if not steps or not all(map(_is_whole, steps)):
            raise ValueError(f"the steps of a scale are whole numbers, or True and False, not {steps!r}")
        return _checked(cls(min(steps), max(steps), tuple(sorted(meanings))))

    @property
    def values(self) -> str:
        """Which values there are, in words."""
        return "true or false" if self.is_truth else f"a whole number from {self.lowest} to {self.highest}"

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of a value; services take no bounds of numbers in a strict one, but lists."""
        if self.is_truth:
            return {"type": "boolean"}
        return {"type": "integer", "enum": list(range(self.lowest, self.highest + 1))}

    def describe(self) -> str:
        """Return the scale in words, a line for each step whose meaning is said."""
        steps = [f"{self._written(step)}: {meaning}" for step, meaning in self.meanings]
        return "\n".join([f"{self.values.capitalize()}.", *steps])

    def value_of(self, given: Any) -> bool | int | None:
        """Return a value that was given in JSON or in words; `None` where it is none of the scale."""
        if isinstance(given, str):
            given = _spoken(given)
        if isinstance(given, bool):
            return given if self.is_truth else None
        if not isinstance(given, int | float) or given != given or given not in (self._range):
            return None
        return bool(given) if self.is_truth else int(given)

    def combined(self, votes: Sequence[bool | int]) -> bool | int | float | None:
        """Return what votes come to: of truths the majority, `None` if there is none; else the median."""
        middle = statistics.median(votes)
        if self.is_truth:
            return None if middle == 0.5 else bool(middle)
        return int(middle) if middle == int(middle) else middle

    def agreement(self, votes: Sequence[bool | int], value: float) -> float:
        """Return how near votes are to what they came to: 1 where all are alike, of truths the share.

        In general 1 less their mean distance from it, as a share of the scale's width.
        """
        distance = statistics.fmean(abs(vote - value) for vote in votes)
        return round(1.0 - distance / (self.highest - self.lowest), 4)

    @property
    def _range(self) -> range:
        return range(self.lowest, self.highest + 1)

    def _written(self, step: int) -> str:
        return str(bool(step)).lower() if self.is_truth else str(step)


def _checked(scale: JudgeScale) -> JudgeScale:
    steps = scale.highest - scale.lowest + 1
    if not 2 <= steps <= _MOST_STEPS:
        raise ValueError(
            f"a scale has 2 to {_MOST_STEPS} steps, the lowest first, not {scale.lowest} to {scale.highest}"
        )
    return scale


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _spoken(word: str) -> Any:
    """Return what a word stands for; `None` for others."""
    if (truth := truth_in(word)) is not None:
        return truth
    try:
        return float(bare_word(word).replace("−", "-"))
    except ValueError:
        return None
