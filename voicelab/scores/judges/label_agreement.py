"""Agreement of a score with people: whether it passes what they gave a thumb up."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from voicelab.scores.run_scores import SCORES_AT_ONCE, run_scores
from voicelab.scores.score import (
    ScoreFailure,
    ScoreValue,
    checked_scores,
    higher_is_better,
    is_asynchronous,
)
from voicelab.statistics.agreement import krippendorff_alpha
from voicelab.statistics.rates import pass_rate

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.cases.case import Case
    from voicelab.exchange.exchange import Exchange
    from voicelab.log.labelled_log import LabelledLog
    from voicelab.scores.score import Score
    from voicelab.statistics.interval import Interval

__all__ = ["LabelAgreement", "agreement_with_labels"]

_OF_PEOPLE = ("thumbs_up", "rater")
"""What of a case says how people judged: a score that is compared with them does not see it."""


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """How far a score and people agree; says of itself what that comes to."""

    score: str
    """What the score is called."""
    alpha: float
    """Krippendorff's alpha of the score and the people's last thumbs: 1 where they always agree, 0 where as
    often as by chance; ``NaN`` where there was nothing to disagree on."""
    raters_alpha: float
    """That of the people among each other; ``NaN`` where no two labelled the same."""
    agreed: Interval
    """In which share of the exchanges they agree, 0 to 1, with its 95 % interval."""
    df: pd.DataFrame = field(repr=False, compare=False)
    """A row an exchange: `session`, `turn`, `thumbs_up`, whether it `passes`, the score's `value`, its
    `reason` or why it failed, `asked` and `reply`."""
    left_out: int = 0
    """How many dialogues of comparisons have a thumb: they were asked in several turns, and are no case."""

    @property
    def wrongly_passed(self) -> int:
        """How many replies the score passes that people gave a thumb down."""
        return int((self.df["passes"] & ~self.df["thumbs_up"]).sum())

    @property
    def wrongly_failed(self) -> int:
        """How many replies the score does not pass that people gave a thumb up."""
        return int((~self.df["passes"] & self.df["thumbs_up"]).sum())

    def __str__(self) -> str:
        """Return the counts in a sentence or two."""
        missing = int(self.df["passes"].isna().sum())
        count = self.agreed.count
        dialogues = f" Without {self.left_out} labelled as a whole: dialogues." if self.left_out else ""
        if not count:
            nothing = "no reply has a thumb and a value"
            return f"{self.score} and people cannot be compared: {nothing}{dialogues and '.'}{dialogues}"
        agreed = round(self.agreed.value * count)
        low, high = (f"{100 * end:.0f}" for end in (self.agreed.low, self.agreed.high))
        alpha = "" if math.isnan(self.alpha) else f"; Krippendorff's alpha {self.alpha:.2f}"
        return (
            f"{self.score} agrees with people in {agreed} of {count} replies "
            f"({100 * self.agreed.value:.0f} %, {low} to {high}){alpha}. It passes "
            f"{self.wrongly_passed} with a thumb down, and fails {self.wrongly_failed} with a thumb up."
            + (f" {missing} have no value." if missing else "")
            + dialogues
        )


def agreement_with_labels(
    score: Score, log: LabelledLog, *, passes: Callable[[Any], bool] | None = None
) -> LabelAgreement:
    """Run a score on the exchanges that people gave a thumb, and return how far they agree.

    Dialogues of comparisons, which are labelled as a whole, are left out, and counted as such. The score sees
    the expected answers of the labels, and neither the thumbs nor the notes.

    Parameters
    ----------
    score
        A judge, or any other; of several values, ``value`` counts.
    log
        With the labels: a log, or one session of it.
    passes
        Says of a value whether it is a good one: ``lambda value: value >= 4``. By default a truth is, or its
        contrary where lower is better.

    Raises
    ------
    ValueError
        The score's values are no truths, and `passes` is not given; or it has no name.
    TypeError
        It is no score.
    RuntimeError
        Called on the loop of conversations.

    Examples
    --------
    >>> print(agreement_with_labels(judge("Is it polite?"), session.log))  # doctest: +SKIP
    """
    import pandas as pd

    (name,) = checked_scores([score])
    labelled = [case for case in log.cases(labelled=True) if "thumbs_up" in case.fields]
    rated = [(log.exchange(case.fields["session"], case.fields["turn"]), case) for case in labelled]
    thumbs_given = log.labels.dropna(subset=["thumbs_up"]).drop_duplicates(["session", "turn"])
    places = zip(thumbs_given["session"], map(int, thumbs_given["turn"]), strict=True)

    def values_of(pair: tuple[Exchange, Case]) -> Mapping[str, ScoreValue | ScoreFailure]:
        return run_scores([score], pair[0], _as_scored(pair[1]))

    with ThreadPoolExecutor(SCORES_AT_ONCE if is_asynchronous(score) else 1, "voicelab-score") as pool:
        found = list(pool.map(values_of, rated))
    rows = []
    for (exchange, case), values in zip(rated, found, strict=True):
        value = values.get(name, values.get(f"{name}.value"))
        failure = value.reason if isinstance(value, ScoreFailure) else values.get(f"{name}.error")
        value = None if isinstance(value, ScoreFailure) else value
        rows.append(
            {
                "session": exchange.session,
                "turn": exchange.turn,
                "thumbs_up": case.fields["thumbs_up"],
                "passes": None if value is None else _passes(name, value, score, passes),
                "value": value,
                "reason": values.get(f"{name}.reason", failure),
                "asked": exchange.transcript,
                "reply": exchange.reply,
            }
        )
    names = ["session", "turn", "thumbs_up", "passes", "value", "reason", "asked", "reply"]
    frame = pd.DataFrame(rows, columns=names).astype({"thumbs_up": "boolean", "passes": "boolean"})
    thumbs, verdicts = (_numbers(frame[side]) for side in ("thumbs_up", "passes"))
    alike = [None if b is None else a == b for a, b in zip(thumbs, verdicts, strict=True)]
    return LabelAgreement(
        score=name,
        alpha=krippendorff_alpha([thumbs, verdicts]),
        raters_alpha=krippendorff_alpha(_by_rater(log.labels)),
        agreed=pass_rate(alike),
        df=frame,
        left_out=sum(log.exchange(*place).cell_kind == "dialogue" for place in places),
    )


def _as_scored(case: Case) -> Case:
    """Return a case without what gives the people's judgement away."""
    fields = {name: value for name, value in case.fields.items() if name not in _OF_PEOPLE}
    return dataclasses.replace(case, notes="", tags=(), fields=fields)


def _passes(name: str, value: ScoreValue, score: Score, passes: Callable[[Any], bool] | None) -> bool:
    if passes is not None:
        return bool(passes(value))
    if not isinstance(value, bool):
        raise ValueError(
            f"{name} gives {value!r}, which is no truth: say which values are good, such as "
            "passes=lambda value: value >= 4"
        )
    return value is not (higher_is_better(score) is False)


def _by_rater(labels: pd.DataFrame) -> list[list[float | str | None]]:
    """Return the thumbs of each rater, one place for each exchange that has any."""
    given = labels.dropna(subset=["thumbs_up"])
    places = given.groupby(["session", "turn"], sort=False).ngroup()
    rows: list[list[float | str | None]] = []
    for _, own in given.groupby(given["rater"].fillna("")):
        row: list[float | str | None] = [None] * (int(places.max()) + 1)
        for place, thumb in zip(places[own.index], own["thumbs_up"], strict=True):
            row[place] = float(thumb)
        rows.append(row)
    return rows


def _numbers(truths: pd.Series) -> list[float | str | None]:
    return [None if isna else float(truth) for truth, isna in zip(truths, truths.isna(), strict=True)]
