"""Measures: what is known of cells as numbers and truths, how each is shown, and which way is better."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from voicelab.comparison.summary_columns import MEASURES, mean_columns
from voicelab.nearest import known_name
from voicelab.statistics.interval import Interval

if TYPE_CHECKING:
    from voicelab.comparison.score_columns import ScoreColumn

__all__ = ["Measure", "known_measure", "mean_bounds", "measure_of_score", "measures"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of numbers or truths that has means."""

    name: str
    title: str
    """What heads of tables and charts call it, with its unit."""
    scale: float
    """What its values are multiplied by to be in that unit."""
    form: str
    """How a value in that unit is written, as `str.format` has it."""
    higher_is_better: bool | None
    """`None` where neither is, or nobody declared it."""
    is_truth: bool = False
    is_score: bool = False

    @property
    def is_share(self) -> bool:
        """Whether it is written in percent."""
        return self.form.endswith("%}")

    @property
    def direction(self) -> str:
        """Which way is better, in words; empty where that is not known."""
        return {True: "higher is better", False: "lower is better", None: ""}[self.higher_is_better]

    @property
    def axis_title(self) -> str:
        """What axes call it: its title, and which way is better."""
        return f"{self.title} ({self.direction})" if self.direction else self.title

    def mean(self, row: Mapping[Any, Any]) -> Interval:
        """Return its mean in a row of `Comparison.summary`, in its unit; it counts the row's cells."""
        value, low, high = (float(row[column]) * self.scale for column in mean_columns(self.name))
        return Interval(value, low, high, int(row["cells"]))

    def written(self, value: float) -> str:
        """Return a value of the column in the measure's unit; empty if it is missing."""
        return "" if pd.isna(value) else self.form.format(value * self.scale)


_SECONDS, _COUNT = "{:.2f}", "{:.1f}"
_ALWAYS = (
    Measure("first_token_ms", "first token, s", 0.001, _SECONDS, False),
    Measure("first_audio_ms", "first audio, s", 0.001, _SECONDS, False),
    Measure("end_of_turn_ms", "end of turn, s", 0.001, _SECONDS, False),
    Measure("done_ms", "done, s", 0.001, _SECONDS, False),
    Measure("turns", "turns", 1.0, "{:.2f}", False),
    Measure("cut_ins", "cut in", 1.0, "{:.2f}", False),
    Measure("discarded_tokens", "tokens thrown away", 1.0, _COUNT, False),
    Measure("completion_tokens", "tokens", 1.0, _COUNT, None),
    Measure("reply_words", "words", 1.0, _COUNT, None),
    Measure("cost", "cost", 1.0, "{:.6f}", False),
    Measure("round_trip_word_error_rate", "misheard", 1.0, "{:.1%}", False),
)


def measures(scores: Sequence[ScoreColumn] = ()) -> dict[str, Measure]:
    """Return all measures by their names, those of scores last; words have no mean and are none."""
    scored = (measure_of_score(column) for column in scores if column.kind != "words")
    return {each.name: each for each in (*_ALWAYS, *scored)}


def known_measure(name: str, scores: Sequence[ScoreColumn] = ()) -> Measure:
    """Return the measure of a name.

    Raises
    ------
    ValueError
        There is none; the message lists the nearest.
    """
    every = measures(scores)
    if not isinstance(name, str):
        raise ValueError(
            f"a measure or a score is given by its name, a text such as {_such(name, every)!r}, not {name!r}"
        )
    if any(column.name == name and column.kind == "words" for column in scores):
        raise ValueError(f"{name!r} has words, which have no mean: a check counts them, as {name}.count >= 1")
    return every[known_name("measure or score", name, every)]


def _such(given: object, names: Collection[str]) -> str:
    """Return a name that may be given: that of a function that was."""
    own = getattr(given, "__name__", "")
    return own if own in names else "cost"


def mean_bounds(name: str, scores: Mapping[str, ScoreColumn]) -> tuple[float, float]:
    """Return between which values the mean of a column is, as far as that is known."""
    if name in scores:
        return scores[name].bounds
    return (0.0 if name in MEASURES else -math.inf), math.inf  # no measure can be negative


def measure_of_score(column: ScoreColumn) -> Measure:
    """Return the measure that a score's truths or numbers are."""
    is_truth = column.kind == "truth"
    form = "{:.0%}" if column.is_of_truths else "{:.4g}"
    return Measure(column.name, column.name, 1.0, form, column.higher_is_better, is_truth, is_score=True)
