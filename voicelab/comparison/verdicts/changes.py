"""Changes: what is better and what is worse than in an earlier comparison, on the same cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from voicelab.comparison.failing_cells import failed
from voicelab.comparison.measures import Measure, measures
from voicelab.comparison.summary_html import notebook_tables
from voicelab.comparison.verdicts.cells_beside import SIDE, CellsBeside, cells_beside
from voicelab.comparison.verdicts.differences import labelled_difference
from voicelab.comparison.verdicts.matched_values import FAILED, MatchedCells, MatchedValues, matched_measure
from voicelab.comparison.verdicts.verdict_table import VerdictTable, difference_columns
from voicelab.statistics.pairwise import corrected
from voicelab.text.direction import isolated
from voicelab.text.shortened import one_line

if TYPE_CHECKING:
    from voicelab.comparison.score_columns import ScoreColumn

__all__ = ["Changes", "changes"]

_NOW, _BEFORE = 0, 1
"""Their rows among matched values: see `SIDE`."""
_LONGEST = 80
_MOST_NAMED = 6
"""Of what only one side has, and of cases that turned, so many are named; attributes have all."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Changes:
    """A comparison against an earlier one; made by `Comparison.against`."""

    df: VerdictTable
    """One row a score or measure: its means `before` and `now` on the same cases, their `difference` (now
    less before) with its interval, and the verdict."""
    turned: pd.DataFrame
    """One row for each case, with what it was matched by, that was right before and is not now
    (``regressed``), or the other way (``mended``). Right is what is right in more than half of the repeats.
    Where nobody declared which way a score is better, it is ``now true`` or ``now false``."""
    only_now: tuple[str, ...]
    """Cases and values of settings that the earlier comparison does not have; they take no part."""
    only_before: tuple[str, ...]
    """Those that this one does not have."""
    notes: tuple[str, ...]
    """What else to know: which settings are others than before, and what could not be compared."""

    @property
    def regressed(self) -> pd.DataFrame:
        """What was right before and is not now."""
        found: pd.DataFrame = self.turned[self.turned["turned"] == "regressed"]
        return found

    @property
    def mended(self) -> pd.DataFrame:
        """What is right now and was not before."""
        found: pd.DataFrame = self.turned[self.turned["turned"] == "mended"]
        return found

    def __repr__(self) -> str:
        return "\n".join([repr(self.df), *self._lines()])

    def _repr_html_(self) -> str:
        lines = map(Markup("<div dir='auto'><small>{}</small></div>").format, self._lines())
        return notebook_tables(self.df.html(), *lines)

    def _lines(self) -> Iterator[str]:
        for (score, turned), rows in self.turned.groupby(["score", "turned"], sort=False):
            yield f"{score}: {len(rows):,} {turned}: {_named(rows['case'].drop_duplicates().tolist())}"
        for side, names in (("now", self.only_now), ("before", self.only_before)):
            if names:
                yield f"only {side}, and left out: {_named(names)}"
        yield from self.notes


def changes(
    now: pd.DataFrame,
    before: pd.DataFrame,
    varied: Sequence[str],
    scores: Sequence[ScoreColumn],
    names: Sequence[str] = (),
    *,
    sequential: bool = False,
    currency: str = "",
) -> Changes:
    """Return what has changed; see `Comparison.against`.

    Raises
    ------
    ValueError
        They have no case or no measure in common, or there is no such measure.
    """
    both = cells_beside(now, before, varied)
    wanted = [matched_measure(name, scores) for name in names]
    usable, notes = _comparable(wanted or [FAILED, *measures(scores).values()], both, before, bool(wanted))
    cells = MatchedCells(both.cells, [SIDE], both.matched_by)
    found = {each: cells.values(each) for each in usable}
    matched = {each: values for each, values in found.items() if wanted or _has_both(values)}
    if not matched:
        raise ValueError("; ".join(["the two have no score and no measure in common", *notes]))
    differences = corrected(
        [
            labelled_difference(values, ("now", "before"), _NOW, _BEFORE, sequential=sequential)
            for values in matched.values()
        ]
    )
    rows = []
    for (each, values), difference in zip(matched.items(), differences, strict=True):
        is_now, was = values.means(_NOW, _BEFORE)
        columns = difference_columns(difference, each, currency)
        rows.append({"measure": each.name, "before": was, "now": is_now, **columns})
    truths = {each: values for each, values in matched.items() if each.is_share and each.is_score}
    return Changes(
        df=VerdictTable(rows),
        turned=_turned(both, truths),
        only_now=both.only_now,
        only_before=both.only_before,
        notes=(*_failed_as_a_whole(both), *_set_otherwise(both), *notes, *_same_replies(both)),
    )


def _comparable(
    wanted: Sequence[Measure], both: CellsBeside, before: pd.DataFrame, named: bool
) -> tuple[list[Measure], list[str]]:
    """Return the measures of which both have numbers, and in sentences why others are left out."""
    usable, notes = [], []
    for measure in wanted:
        if measure is FAILED:
            usable.append(measure)
        elif measure.name not in before.columns:
            if measure.is_score or named:
                notes.append(f"{measure.name}: the earlier comparison does not have it")
        elif measure.is_truth and not pd.api.types.is_bool_dtype(before[measure.name].dtype):
            notes.append(f"{measure.name}: its earlier values are no truths")
        elif not pd.api.types.is_numeric_dtype(before[measure.name].dtype):
            notes.append(f"{measure.name}: its earlier values are no numbers")
        else:
            usable.append(measure)
    return usable, notes


def _has_both(matched: MatchedValues) -> bool:
    return bool((~np.isnan(matched.values)).any(axis=1).all())


def _turned(both: CellsBeside, truths: Mapping[Measure, MatchedValues]) -> pd.DataFrame:
    frames = []
    for measure, matched in truths.items():
        now, before = matched.values
        known = ~np.isnan(now) & ~np.isnan(before)
        is_right, was_right = now > 0.5, before > 0.5
        places = np.flatnonzero(known & (is_right != was_right))
        cells = both.cells.iloc[matched.matched[places]].reset_index(drop=True)
        names = [name for name in ("case", "input", *both.matched_by) if name in cells]
        words = _WORDS[measure.higher_is_better]
        frames.append(
            cells[names].assign(
                score=measure.name,
                before=before[places],
                now=now[places],
                turned=[words[bool(right)] for right in is_right[places]],
            )
        )
    columns = ["score", "turned", "case", "input", *both.matched_by, "before", "now"]
    kept = [frame for frame in frames if len(frame)] or [pd.DataFrame(columns=columns)]
    joined = pd.concat(kept, ignore_index=True)
    turned: pd.DataFrame = joined[[name for name in columns if name in joined]]
    return turned


_WORDS: Mapping[bool | None, tuple[str, str]] = {
    True: ("regressed", "mended"),
    False: ("mended", "regressed"),
    None: ("now false", "now true"),
}
"""What is said of a truth that became false, and of one that became true, by which way is better."""


def _failed_as_a_whole(both: CellsBeside) -> Iterator[str]:
    """Yield of which side each cell failed, so that there are no replies to be compared."""
    has_failed = failed(both.cells)
    for side, when in ((_NOW, "now"), (_BEFORE, "before")):
        cells = has_failed[(both.cells[SIDE] == side).to_numpy(bool)]
        if len(cells) and cells.all():
            yield f"{when} each of {len(cells):,} cells failed: no replies are compared"


def _set_otherwise(both: CellsBeside) -> Iterator[str]:
    for change in both.set_otherwise:
        yield f"set otherwise, {change}"


def _same_replies(both: CellsBeside) -> Iterator[str]:
    """Yield how many replies are those of before: found in the log, and asked once."""
    keys = both.cells[["session", "turn"]].astype(str)
    is_now = both.cells[SIDE] == _NOW
    before = set(keys[~is_now].itertuples(index=False, name=None))
    replies = list(keys[is_now].itertuples(index=False, name=None))
    same = sum(key in before for key in replies)
    if same:
        yield f"{same:,} of {len(replies):,} replies are the very ones of before: the log had them"


def _named(names: Sequence[Any]) -> str:
    listed = ", ".join(isolated(one_line(str(name), _LONGEST)) for name in names[:_MOST_NAMED])
    return f"{listed} and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else listed
