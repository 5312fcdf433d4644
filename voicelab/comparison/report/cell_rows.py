"""The cells of a report: what was asked and replied, with players, and how they are searched and filtered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from voicelab.audio.player import player_html
from voicelab.comparison.cell_facts import facts, failure
from voicelab.comparison.failing_cells import failed, failing_cells
from voicelab.comparison.labels import Labels, known
from voicelab.comparison.means_table import head
from voicelab.comparison.spoken_cells import spoken_cells
from voicelab.exchange.plain_values import plain_whole
from voicelab.settings import DECLARATIONS
from voicelab.text.xml_characters import UNKNOWN, xml_characters

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.comparison.score_columns import ScoreColumn
    from voicelab.comparison.store import ExchangeKey

__all__ = ["cell_rows", "cells_with_sound", "most_sounds"]

_FAILED, _FAILURES = "failed", "failures"
"""Marks of rows, by which they are filtered: cells that failed; those, and cells of which scores say so."""


def most_sounds(audio: bool | int) -> int | None:
    """Return how many cells have a player at most, by what was given as ``audio``; `None` for all.

    Raises
    ------
    ValueError
        It is neither a truth nor a whole number from 0 on.
    """
    if isinstance(audio, bool):
        return None if audio else 0
    most = plain_whole("audio", audio)
    if most < 0:
        raise ValueError(f"audio must be True, False or how many cells have a player, not {audio!r}")
    return most


def cells_with_sound(cells: pd.DataFrame, varied: Sequence[str], most: int | None) -> set[int]:
    """Return the numbers of the cells whose sound is played, as many of each combination as of another.

    Parameters
    ----------
    most
        How many at most; `None` for all.
    """
    spoken = cells[spoken_cells(cells)]
    rank = (
        spoken.groupby(list(varied), dropna=False, sort=False, observed=True).cumcount()
        if varied
        else spoken["cell"]
    )
    in_turn = spoken.loc[rank.sort_values(kind="stable").index, "cell"]
    return {int(cell) for cell in in_turn.iloc[:most]}


def cell_rows(
    cells: pd.DataFrame,
    varied: Sequence[str],
    currency: str,
    scores: Sequence[ScoreColumn],
    sounds: Collection[int],
    sound: Callable[[ExchangeKey], Audio | None],
) -> Iterator[Markup]:
    """Return the cells as a table, piece by piece: their sound may be large.

    Parameters
    ----------
    sounds
        The numbers of the cells with a player.
    sound
        Returns the sound of a reply.
    """
    truths = [column for column in scores if column.is_of_truths]
    yield _tools(truths)
    yield Markup("<table class='cells'>{}<tbody>\n").format(head(["#", "Input", "With", "Reply", "Measures"]))
    labels = Labels(cells, varied)
    # Settings that do not vary stand once above; turning them into rows would take longer than all else.
    shown = cells.drop(columns=[name for name in DECLARATIONS if name in cells and name not in varied])
    found = {_FAILED: failed(cells), _FAILURES: failing_cells(cells, scores)}
    for place, record in enumerate(shown.to_dict("records")):
        played = sound((record["session"], record["turn"])) if record["cell"] in sounds else None
        marks = [*(mark for mark, of_cell in found.items() if of_cell[place]), *_answers(record, truths)]
        yield _row(record, labels.of(record), currency, scores, marks, played)
    yield Markup("</tbody></table>\n")


def _row(
    record: Mapping[Any, Any],
    which: str,
    currency: str,
    scores: Sequence[ScoreColumn],
    marks: Sequence[str],
    audio: Audio | None,
) -> Markup:
    error = failure(record)
    label = f"The reply of cell {record['cell']}"
    return _ROW.format(
        " ".join(marks),
        record["cell"],
        _text(record["input"]),
        _EXPECTED.format(_text(record["expected"])) if known(record["expected"]) else "",
        _text(which),
        _text(record["reply"]),
        Markup("<div class='error'>{}</div>").format(_text(error)) if error else "",
        "" if audio is None else player_html(audio.to_wav(), label=label, preload="none"),
        _text(facts(record, currency, scores)),
    )


def _text(text: str) -> str:
    """Return a text without control characters, for which HTML has no form, as XML has none."""
    return xml_characters(text, UNKNOWN)


def _answers(record: Mapping[Any, Any], truths: Sequence[ScoreColumn]) -> Iterator[str]:
    """Yield which truths hold of a cell and which do not; of the turns of a dialogue, both may be."""
    for number, column in enumerate(truths):
        value = known(record[column.name])
        if value is not None:
            yield from (_mark(number, holds=holds) for holds in (False, True) if value != (not holds))


def _mark(number: int, *, holds: bool) -> str:
    return f"{'yes' if holds else 'no'}-{number}"


def _tools(truths: Sequence[ScoreColumn]) -> Markup:
    """Return what cells are searched and filtered with; without a script it does not show."""
    kinds = {"": "all cells", _FAILURES: "only failures", _FAILED: "only failed cells"}
    for number, column in enumerate(truths):
        kinds |= {
            _mark(number, holds=holds): f"{column.name}: {answer}"
            for holds, answer in ((False, "no"), (True, "yes"))
        }
    option = Markup("<option value='{}'>{}</option>").format
    return _TOOLS.format(Markup().join(option(mark, name) for mark, name in kinds.items()))


_EXPECTED = Markup("<small class='expected' dir='auto'>expected: {}</small>")
_ROW = Markup(
    "<tr data-marks='{}'><td>{}</td><td dir='auto'>{}{}</td><td>{}</td>"
    "<td class='reply'><div dir='auto'>{}</div>{}{}</td><td><small class='facts'>{}</small></td></tr>\n"
)
_TOOLS = Markup("""<form class="tools" role="search">
<label>Search <input type="search" name="search"></label>
<label>Show <select name="mark">{}</select></label>
<label>On a page <select name="size"><option>50</option><option>200</option>
<option value="Infinity">all</option></select></label>
<button type="button" name="previous">‹ Previous</button>
<button type="button" name="next">Next ›</button>
<output name="status" role="status"></output>
</form>
""")
