"""What ratings of replies say: every one of them, means by values, and how reliable raters are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from voicelab.comparison.listening.distinct_replies import distinct_replies
from voicelab.comparison.listening.methods import METHODS
from voicelab.comparison.listening.trials import REFERENCE, UNALTERED
from voicelab.comparison.summary_columns import mean_columns, mean_values
from voicelab.nearest import nearest_first
from voicelab.statistics.crossed import crossed_mean
from voicelab.text.rater_name import rater_names

if TYPE_CHECKING:
    from voicelab.comparison.listening.judgement_store import RatedTrial

__all__ = ["opinions_frame", "raters_frame", "ratings_frame", "unreliable_raters", "without_raters"]

_LOWEST_OF_REFERENCE = 90
_MOST_MISSED = 0.15
"""ITU-R BS.1534: who rates the hidden reference below 90 in more than 15 % of the trials did not hear it."""


def ratings_frame(frame: pd.DataFrame, rated: Sequence[RatedTrial], varied: Sequence[str]) -> pd.DataFrame:
    """Return every rating of a cell of a frame as a row, in their order, those of a trial together.

    `trial` numbers what was judged at once, from 1; `cell` is the number of the cell whose reply was rated,
    `stimulus` what was made of it: ``reply``, ``reference`` where it was the hidden reference, or an anchor.
    The settings that vary follow.
    """
    cells, places = distinct_replies(frame)
    columns = list(dict.fromkeys(("input", "cell", *varied)))
    rows: list[tuple[Any, ...]] = []
    found: list[int] = []
    for number, trial in enumerate(rated, start=1):
        if trial.method == "pairs" or any(stimulus.reply not in places for stimulus, _ in trial.ratings):
            continue
        for stimulus, rating in trial.ratings:
            rows.append((trial.judged_utc, trial.rater, trial.method, number, stimulus.kind, rating))
            found.append(places[stimulus.reply])
    ratings = pd.DataFrame(rows, columns=["judged_utc", "rater", "method", "trial", "stimulus", "rating"])
    ratings["judged_utc"] = pd.to_datetime(ratings["judged_utc"], utc=True)
    ratings["trial"] = pd.factorize(ratings["trial"])[0] + 1
    known = cells[columns].iloc[found].reset_index(drop=True)
    joined: pd.DataFrame = ratings[["judged_utc", "rater", "method", "trial"]].join(
        [known, ratings[["stimulus", "rating"]]]
    )
    return joined


def without_raters(ratings: pd.DataFrame, leave_out: str | Iterable[str]) -> pd.DataFrame:
    """Return ratings without those of some raters.

    Raises
    ------
    ValueError
        One of them has rated nothing.
    """
    names = rater_names(leave_out)
    raters = list(dict.fromkeys(ratings["rater"]))
    if unknown := sorted(map(str, names - set(raters))):
        listed = ", ".join(map(repr, nearest_first(unknown[0], raters))) or "none"
        raise ValueError(f"{unknown[0]!r} has rated nothing; those who have: {listed}")
    kept: pd.DataFrame = ratings[~ratings["rater"].isin(names)]
    return kept


def opinions_frame(ratings: pd.DataFrame, by: str, method: str) -> pd.DataFrame:
    """Return the mean rating of each value, the best first, with the ends of its 95 % interval.

    Raters and inputs were both drawn from many: the intervals count that (`crossed_mean`), and end where the
    scale does. Of anchors, which are made of the same replies, the value is missing.
    """
    scale = METHODS[method]
    of_method = ratings[ratings["method"] == method]
    values = of_method[by].where(of_method["stimulus"].isin(UNALTERED))
    rows = []
    groups = of_method.assign(**{by: values}).groupby([by, "stimulus"], dropna=False, sort=False)
    for (value, stimulus), group in groups:
        inputs = group["input"] if by != "input" else group["cell"]
        mean = crossed_mean(group["rating"], rows=group["rater"], columns=inputs)
        mean = mean.within(scale.lowest, scale.highest)
        rows.append(
            {
                by: value,
                "stimulus": stimulus,
                "ratings": len(group),
                "raters": group["rater"].nunique(),
                **mean_values("mean", mean),
            }
        )
    rows.sort(key=lambda row: -row["mean"])
    columns = [by, "stimulus", "ratings", "raters", *mean_columns("mean")]
    opinions: pd.DataFrame = pd.DataFrame(rows, columns=columns)
    return opinions if method == "mushra" else opinions.drop(columns="stimulus")


def raters_frame(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each rater: how many trials were judged, and whether the hidden reference was heard.

    `missed_reference` is the share of the trials with a hidden reference in which it was rated below 90, and
    `is_reliable` whether that is no more than 15 %; both are missing where there was none.
    """
    references = ratings[ratings["stimulus"] == REFERENCE]
    missed = (references["rating"] < _LOWEST_OF_REFERENCE).groupby(references["rater"]).mean()
    trials = ratings.groupby("rater")["trial"].nunique()
    found: pd.DataFrame = pd.DataFrame({"rater": ratings["rater"].drop_duplicates().reset_index(drop=True)})
    found["trials"] = found["rater"].map(trials).astype("Int64")
    found["missed_reference"] = found["rater"].map(missed).astype("Float64")
    found["is_reliable"] = found["missed_reference"] <= _MOST_MISSED
    return found


def unreliable_raters(ratings: pd.DataFrame) -> Iterator[str]:
    """Yield a sentence on each rater who did not hear the hidden reference."""
    unreliable = raters_frame(ratings).query("~is_reliable")
    for rater, share in zip(unreliable["rater"], unreliable["missed_reference"], strict=True):
        yield (
            f"{rater!r} rated the hidden reference below {_LOWEST_OF_REFERENCE} in {share:.0%} of the "
            f"trials, more than {100 * _MOST_MISSED:.0f} %; leave_out=[{rater!r}] leaves these ratings out"
        )
