"""What the choices between pairs say: every one of them, and which values are preferred."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from voicelab.comparison.labels import known
from voicelab.comparison.listening.distinct_replies import distinct_replies
from voicelab.comparison.summary_columns import mean_columns, mean_values
from voicelab.statistics.interval import NOTHING_KNOWN
from voicelab.statistics.strengths import bradley_terry

if TYPE_CHECKING:
    from voicelab.comparison.listening.judgement_store import RatedTrial

__all__ = ["preferences_frame", "ranking_frame"]


def preferences_frame(
    frame: pd.DataFrame, rated: Sequence[RatedTrial], varied: Sequence[str]
) -> pd.DataFrame:
    """Return every choice between cells of a frame as a row, in their order.

    `a` and `b` are the cells' numbers, `choice` which of the two, or ``same``; the settings that vary stand
    there for both, as `voice_a` and `voice_b`, for example.
    """
    cells, places = distinct_replies(frame)
    rows: list[tuple[str, str, str]] = []
    sides: dict[str, list[int]] = {"a": [], "b": []}
    for pair in rated:
        if pair.method == "pairs" and all(stimulus.reply in places for stimulus in pair.stimuli):
            (a, of_a), (b, of_b) = pair.ratings
            rows.append(
                (pair.judged_utc, pair.rater, "same" if of_a == of_b else "a" if of_a > of_b else "b")
            )
            sides["a"].append(places[a.reply])
            sides["b"].append(places[b.reply])
    judged: pd.DataFrame = pd.DataFrame(rows, columns=["judged_utc", "rater", "choice"])
    judged["judged_utc"] = pd.to_datetime(judged["judged_utc"], utc=True)
    of_side = {side: cells.iloc[found].reset_index(drop=True) for side, found in sides.items()}
    judged.insert(2, "input", of_side["a"]["input"])
    for place, (side, replies) in enumerate(of_side.items(), start=3):
        judged.insert(place, side, replies["cell"])
    for name in varied:
        for side, replies in of_side.items():
            judged[f"{name}_{side}"] = replies[name]
    return judged


def ranking_frame(frame: pd.DataFrame, rated: Sequence[RatedTrial], by: str) -> pd.DataFrame:
    """Return how the values of a setting were judged, the strongest first; last those that nobody judged."""
    values = list(frame[by].drop_duplicates())
    number = {known(value): place for place, value in enumerate(values)}
    wins, ties = np.zeros((len(values), len(values))), np.zeros(len(values))
    judged = preferences_frame(frame, rated, (by,))
    for left, right, choice in zip(judged[f"{by}_a"], judged[f"{by}_b"], judged["choice"], strict=True):
        a, b = number[known(left)], number[known(right)]
        if a == b:
            continue
        if choice == "same":
            ties[[a, b]] += 1
        wins[a, b] += {"a": 1.0, "b": 0.0, "same": 0.5}[choice]
        wins[b, a] += {"a": 0.0, "b": 1.0, "same": 0.5}[choice]
    games = (wins + wins.T).sum(axis=1)
    heard = np.flatnonzero(games)
    strengths, shares = ([NOTHING_KNOWN] * len(values) for _ in range(2))
    if len(heard):
        for place, *found in zip(heard, *bradley_terry(wins[np.ix_(heard, heard)]), strict=True):
            strengths[place], shares[place] = found
    rows: list[dict[str, Any]] = [
        {
            by: value,
            "judgements": strength.count,
            "wins": round(wins[place].sum() - ties[place] / 2),
            "ties": round(ties[place]),
            **mean_values("strength", strength),
            **mean_values("share", share),
        }
        for place, (value, strength, share) in enumerate(zip(values, strengths, shares, strict=True))
    ]
    rows.sort(key=lambda row: math.inf if math.isnan(row["strength"]) else -row["strength"])
    means = (column for name in ("strength", "share") for column in mean_columns(name))
    ranked: pd.DataFrame = pd.DataFrame(rows, columns=[by, "judgements", "wins", "ties", *means])
    return ranked
