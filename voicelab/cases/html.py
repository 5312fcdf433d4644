"""How cases look in a notebook's cell: a table of the first ones, recordings with players."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from voicelab.audio.clip import Audio
from voicelab.callers.caller_turn import CallerTurn
from voicelab.callers.dialogue import Dialogue
from voicelab.callers.simulated_caller import SimulatedCaller
from voicelab.exchange.html import framed_html
from voicelab.text.direction import isolated
from voicelab.text.shortened import shortened

__all__ = ["cases_html"]

_SHOWN_CASES = 10
_SHOWN_LETTERS = 160
_PLAYED_SECONDS = 120.0
"""Sound that a table holds at most, in seconds: 5 MB of the page."""

_SMALL = Markup("<p><small>{}</small></p>")
_HEAD = Markup("<th class='voicelab-short'>{}</th>")
_CELL = Markup("<td dir='auto'>{}</td>")
_TABLE = Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>")
_ROW = Markup("<tr>{}</tr>")


def cases_html(title: str, cases: Sequence[Mapping[str, Any]]) -> str:
    """Return cases as HTML.

    Parameters
    ----------
    cases
        The columns of each; `input` is the text, the sound or the dialogue itself.
    """
    shown = cases[:_SHOWN_CASES]
    names = [name for name in dict.fromkeys(name for case in shown for name in case) if _is_told(name, shown)]
    rows, seconds = [], 0.0
    for case in shown:
        asked = case["input"]
        seconds += asked.duration_seconds if isinstance(asked, Audio) else 0.0
        cells = [_cell(case.get(name), is_played=seconds <= _PLAYED_SECONDS) for name in names]
        rows.append(_ROW.format(Markup().join(map(_CELL.format, cells))))
    table = _TABLE.format(Markup().join(map(_HEAD.format, names)), Markup().join(rows))
    rest = len(cases) - len(shown)
    return framed_html(
        _SMALL.format(isolated(title)),
        table if shown else "",
        _SMALL.format(f"The first {len(shown)} of {len(cases):,}; df has them all.") if rest else "",
    )


def _is_told(name: str, cases: Sequence[Mapping[str, Any]]) -> bool:
    values = [case.get(name) for case in cases]
    return any(value is not None and not (isinstance(value, str | tuple) and not value) for value in values)


def _cell(value: Any, *, is_played: bool) -> str:
    if isinstance(value, Audio):
        return value.player("The recording") if is_played else f"{value.duration_seconds:.1f} s of sound"
    if isinstance(value, Dialogue):
        return Markup("<br>").join(_turn(number, turn) for number, turn in enumerate(value.turns, start=1))
    if isinstance(value, SimulatedCaller):
        return shortened(value.label, _SHOWN_LETTERS)
    if isinstance(value, tuple):
        return Markup("<br>").join(shortened(each, _SHOWN_LETTERS) for each in value)
    return "" if value is None else shortened(str(value), _SHOWN_LETTERS)


def _turn(number: int, turn: CallerTurn) -> str:
    """Return what is said in a turn, and what is expected of the reply, in one line."""
    expected = f" → {' | '.join(turn.expected)}" if turn.expected else ""
    return shortened(f"{number}. {turn.label}{expected}", _SHOWN_LETTERS)
