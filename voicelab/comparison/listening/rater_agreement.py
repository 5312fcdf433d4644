"""How much raters agree."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from voicelab.comparison.listening.methods import METHODS
from voicelab.comparison.listening.trials import REPLY
from voicelab.statistics.agreement import krippendorff_alpha

if TYPE_CHECKING:
    from voicelab.comparison.listening.judgement_store import RatedTrial
    from voicelab.comparison.store import ExchangeKey

__all__ = ["agreement_frame"]


def agreement_frame(rated: Sequence[RatedTrial], replies: Collection[ExchangeKey]) -> pd.DataFrame:
    """Return Krippendorff's alpha of each method by which something was judged.

    Of pairs, the choices are names; opinions are places in an order, and ratings of MUSHRA numbers. Anchors
    and hidden references are left out: raters know them, and would seem to agree.

    Parameters
    ----------
    replies
        What counts: judgements of other replies are left out.
    """
    rows = []
    for method in METHODS.values():
        raters: dict[str, dict[Hashable, float | str]] = {}
        for trial in rated:
            if trial.method == method.name and all(each.reply in replies for each in trial.stimuli):
                raters.setdefault(trial.rater, {}).update(_judged(trial))
        if not raters:
            continue
        units = list(dict.fromkeys(unit for ratings in raters.values() for unit in ratings))
        table = [[ratings.get(unit) for unit in units] for ratings in raters.values()]
        shared = sum(sum(row[place] is not None for row in table) > 1 for place in range(len(units)))
        rows.append((method.name, method.level, len(raters), shared, krippendorff_alpha(table, method.level)))
    columns = ["method", "level", "raters", "judged_by_several", "alpha"]
    agreement: pd.DataFrame = pd.DataFrame(rows, columns=columns)
    return agreement


def _judged(trial: RatedTrial) -> dict[Hashable, float | str]:
    """Return the judgements of a trial by what is judged, on whichever side it was."""
    if trial.method != "pairs":
        return {stimulus: float(rating) for stimulus, rating in trial.ratings if stimulus.kind == REPLY}
    (first, of_first), (second, of_second) = sorted(trial.ratings, key=lambda each: each[0].reply)
    choice = "same" if of_first == of_second else "first" if of_first > of_second else "second"
    return {(first, second): choice}
