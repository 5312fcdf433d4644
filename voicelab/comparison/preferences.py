"""Listening tests: which replies are put side by side, and what the choices say."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from voicelab.comparison.labels import known
from voicelab.exchange.plain_values import plain_whole
from voicelab.statistics.strengths import bradley_terry

if TYPE_CHECKING:
    from voicelab.comparison.store import ComparisonStore, ExchangeKey

__all__ = ["Pair", "other_words", "pairs", "preferences_frame", "ranking_frame"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two replies to one input, in the order in which they are heard."""

    question: str
    """What was asked."""
    a: ExchangeKey
    b: ExchangeKey
    has_other_words: bool = False
    """Whether their texts differ: then not what made them is judged alone."""


def pairs(frame: pd.DataFrame, by: str, varied: Sequence[str], max_pairs: int) -> list[Pair]:
    """Draw pairs of spoken replies that differ in one setting, in random order and on random sides.

    Every two values are compared about equally often, also if only some pairs are drawn.

    Raises
    ------
    ValueError
        No two such replies, or less than one pair is wanted.
    """
    if plain_whole("max_pairs", max_pairs) < 1:
        raise ValueError(f"max_pairs must be 1 or more, not {max_pairs!r}")
    same = ["input", "repeat", *(name for name in varied if name != by)]
    spoken = frame[frame["outcome"].isin(["completed", "filtered"]) & (frame["spoken_characters"] > 0)]
    drawn: dict[tuple[object, object], list[Pair]] = {}
    replies: set[frozenset[ExchangeKey]] = set()
    for _, alike in spoken.groupby(same, sort=False, dropna=False):
        rows = list(alike[[by, "transcript", "session", "turn", "reply"]].itertuples(index=False, name=None))
        for pair in itertools.combinations(rows, 2):
            compared = (known(pair[0][0]), known(pair[1][0]))
            both = frozenset((str(row[2]), int(row[3])) for row in pair)
            if compared[0] == compared[1] or len(both) == 1 or both in replies:
                continue
            replies.add(both)
            first, second = random.sample(pair, 2)
            drawn.setdefault(compared, []).append(
                Pair(
                    str(first[1]),
                    (str(first[2]), int(first[3])),
                    (str(second[2]), int(second[3])),
                    first[4] != second[4],
                )
            )
    if not drawn:
        raise ValueError(f"there are no two spoken replies that differ in {by!r} and in nothing else")
    for each in drawn.values():
        random.shuffle(each)
    in_turn = itertools.chain.from_iterable(itertools.zip_longest(*drawn.values()))
    chosen = [pair for pair in in_turn if pair is not None][: int(max_pairs)]
    random.shuffle(chosen)
    return chosen


def other_words(drawn: Sequence[Pair]) -> str:
    """Return a sentence on the pairs whose replies differ in their words; empty if there are none."""
    count = sum(pair.has_other_words for pair in drawn)
    which = f"in {count:,} of {len(drawn):,} pairs the replies differ in their words, too"
    return f"{which}; temperature=0 keeps them alike, as far as a model can" if count else ""


def preferences_frame(frame: pd.DataFrame, store: ComparisonStore, varied: Sequence[str]) -> pd.DataFrame:
    """Return every choice between cells of a frame as a row, in their order.

    `a` and `b` are the cells' numbers, `choice` which of the two, or ``same``; the settings that vary stand
    there for both, as `voice_a` and `voice_b`, for example.
    """
    # Cells that ask the same share a reply.
    cells = frame.drop_duplicates(["session", "turn"]).set_index(["session", "turn"])
    rows = []
    for judged_utc, rater, a, b, choice in store.preferences(frame["session"].unique()):
        if a in cells.index and b in cells.index:
            left, right = cells.loc[a], cells.loc[b]
            row = {"judged_utc": judged_utc, "rater": rater, "input": left["input"]}
            row |= {"a": left["cell"], "b": right["cell"], "choice": choice}
            for name in varied:
                row |= {f"{name}_a": left[name], f"{name}_b": right[name]}
            rows.append(row)
    columns = ["judged_utc", "rater", "input", "a", "b", "choice"]
    columns += [f"{name}_{side}" for name in varied for side in "ab"]
    judged: pd.DataFrame = pd.DataFrame(rows, columns=columns)
    judged["judged_utc"] = pd.to_datetime(judged["judged_utc"], utc=True)
    return judged


def ranking_frame(frame: pd.DataFrame, store: ComparisonStore, by: str) -> pd.DataFrame:
    """Return how the values of a setting were judged, the strongest first."""
    values = list(frame[by].drop_duplicates())
    number = {known(value): place for place, value in enumerate(values)}
    wins, ties = np.zeros((len(values), len(values))), np.zeros(len(values))
    judged = preferences_frame(frame, store, (by,))
    for left, right, choice in zip(judged[f"{by}_a"], judged[f"{by}_b"], judged["choice"], strict=True):
        a, b = number[known(left)], number[known(right)]
        if a == b:
            continue
        if choice == "same":
            ties[[a, b]] += 1
        wins[a, b] += {"a": 1.0, "b": 0.0, "same": 0.5}[choice]
        wins[b, a] += {"a": 0.0, "b": 1.0, "same": 0.5}[choice]
    strengths, shares = bradley_terry(wins)
    rows: list[dict[str, Any]] = [
        {
            by: value,
            "judgements": strength.count,
            "wins": round(wins[place].sum() - ties[place] / 2),
            "ties": round(ties[place]),
            **dict(zip(_ENDS["strength"], (strength.value, strength.low, strength.high), strict=True)),
            **dict(zip(_ENDS["share"], (share.value, share.low, share.high), strict=True)),
        }
        for place, (value, strength, share) in enumerate(zip(values, strengths, shares, strict=True))
    ]
    rows.sort(key=lambda row: -row["strength"])
    ranked: pd.DataFrame = pd.DataFrame(rows)
    return ranked


_ENDS = {name: (name, f"{name}_low", f"{name}_high") for name in ("strength", "share")}
