"""The runner of scores: each gives a value, nothing, or the reason why it failed."""

from __future__ import annotations

import asyncio
import inspect
import math
import numbers
import operator
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from voicelab.cases.turn_cases import turn_cases
from voicelab.errors import described
from voicelab.event_loop import call, check_not_on_loop
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.plain_values import is_missing
from voicelab.scores.dialogue_values import dialogue_values
from voicelab.scores.score import Score, ScoreFailure, ScoreValue, checked_scores, is_of_dialogues
from voicelab.text.shortened import shortened
from voicelab.text.well_formed import well_formed

if TYPE_CHECKING:
    from voicelab.cases.case import Case

__all__ = ["SCORES_AT_ONCE", "run_scores"]

_Number = TypeVar("_Number", int, float)

SCORES_AT_ONCE = 20
"""Asynchronous scores that wait side by side, such as a model's."""
_LONGEST_REASON = 500
"""Characters of an error that are kept."""
_LARGEST = 1e100
"""Beyond it, the squares of which variances are made would not be finite."""
_OTHERS_TO_END = (KeyboardInterrupt, asyncio.CancelledError)
"""What is raised from without, to end a score: no reason of its own."""


def run_scores(
    scores: Sequence[Score], exchange: Exchange | Sequence[Exchange], case: Case
) -> dict[str, ScoreValue | ScoreFailure]:
    """Return the values of scores by their names; several of one score as ``name.key``.

    What is `None`, or pandas' ``NA``, is left out: the score does not apply. An error is caught, also one
    that would end the program, and is the reason of a `ScoreFailure`, as ``NaN`` and infinity are; the other
    scores are run all the same. Asynchronous scores are awaited on the loop of conversations, others run
    here.

    Of a dialogue, a score says something of each turn: numbers have their mean, truths the share of the turns
    in which they hold, of those to which they apply. One that is declared to be of dialogues is given all.

    Parameters
    ----------
    exchange
        An exchange, or those of a dialogue, in order.

    Raises
    ------
    ValueError
        Two scores have the same name, or one has none.
    TypeError
        One is no function.
    RuntimeError
        Called on the loop of conversations, which scores would hold up: call it in a thread.
    """
    check_not_on_loop()
    values: dict[str, ScoreValue | ScoreFailure] = {}
    for name, score in checked_scores(scores).items():
        if is_of_dialogues(score):
            every = [exchange] if isinstance(exchange, Exchange) else exchange
            values.update(_values(name, score, every, case))
        elif isinstance(exchange, Exchange):
            values.update(_values(name, score, exchange, case))
        else:
            turns = zip(exchange, turn_cases(case, exchange), strict=True)
            values.update(dialogue_values([_values(name, score, *turn) for turn in turns]))
    return values


def _values(
    name: str, score: Any, given: Exchange | Sequence[Exchange], case: Case
) -> dict[str, ScoreValue | ScoreFailure]:
    """Return what one score says of what it is given."""
    try:
        # What a score changes in further fields is its own: the cells of a case share it.
        result: Any = score(given, replace(case) if case.fields else case)
        if inspect.isawaitable(result):
            return call(_awaited(name, result))
        return _plain_values(name, result)
    except _OTHERS_TO_END:
        raise
    except BaseException as error:  # whatever it is: others wrote the score, and the turn was paid for
        return {name: ScoreFailure(_reason(error))}


async def _awaited(name: str, result: Awaitable[Any]) -> dict[str, ScoreValue | ScoreFailure]:
    """Return the same of a result that is awaited; `SystemExit` would end the loop, so it is caught there."""
    try:
        return _plain_values(name, await result)
    except _OTHERS_TO_END:
        raise
    except BaseException as error:
        return {name: ScoreFailure(_reason(error))}


def _plain_values(name: str, result: Any) -> dict[str, ScoreValue | ScoreFailure]:
    """Return what a score returned, as plain values by their names."""
    if not isinstance(result, Mapping):
        return {} if _is_none(result) else {name: _plain(result)}
    return {f"{name}.{_checked(key)}": _plain(value) for key, value in _known(result)}


def _known(result: Mapping[Any, Any]) -> Iterator[tuple[Any, Any]]:
    return ((key, value) for key, value in result.items() if not _is_none(value))


def _is_none(value: Any) -> bool:
    return is_missing(value) and not isinstance(value, numbers.Real | Decimal)


def _checked(key: Any) -> str:
    if not isinstance(key, str) or not key:
        raise TypeError(f"the names of a score's values are texts, not {key!r}")
    return well_formed(str.__str__(key))


def _plain(value: Any) -> ScoreValue:
    """Return a truth, a number or words as a plain one; NumPy's and pandas' are none."""
    value = value.value if isinstance(value, Enum) else value
    if isinstance(value, str):
        return well_formed(str.__str__(value))
    is_scalar = callable(getattr(value, "item", None)) and getattr(value, "ndim", 0) == 0
    plain = value.item() if is_scalar else value
    if isinstance(plain, bool):
        return plain
    try:
        return _bounded(operator.index(plain))
    except TypeError:
        pass
    if isinstance(plain, str) or not hasattr(plain, "__float__"):
        raise TypeError(
            f"a score is a number, a truth, words, several by their names, or None, not {value!r}"
        )
    number = float(plain)
    if not math.isfinite(number):
        raise ValueError(f"{number} is no value of a score; one that does not apply returns None")
    return _bounded(number)


def _bounded(number: _Number) -> _Number:
    if abs(number) > _LARGEST:
        raise ValueError(f"a number beyond {_LARGEST:.0e} is no value of a score")
    return number


def _reason(error: BaseException) -> str:
    return shortened(well_formed(described(error)), _LONGEST_REASON)
