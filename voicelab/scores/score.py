"""Scores: functions that say of an exchange how good it is, and what is declared of them."""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import EllipsisType
from typing import TYPE_CHECKING, Any, TypeVar

from voicelab.text.well_formed import well_formed

if TYPE_CHECKING:
    from voicelab.cases.case import Case
    from voicelab.exchange.exchange import Exchange

__all__ = [
    "DialogueScore",
    "Score",
    "ScoreFailure",
    "ScoreResult",
    "ScoreValue",
    "TurnScore",
    "called_tool",
    "checked_scores",
    "declare",
    "higher_is_better",
    "is_asynchronous",
    "is_of_dialogues",
    "least_value",
    "score_name",
    "value_names",
    "wrong_truth",
]

ScoreValue = bool | int | float | str
"""What a score may be: a truth, a number, words."""

ScoreResult = ScoreValue | Mapping[str, ScoreValue | None] | None
"""What a score returns: a value, several by their names, or `None` where it does not apply."""

TurnScore = Callable[["Exchange", "Case"], ScoreResult | Awaitable[ScoreResult]]
"""A function that is given an exchange and its case, once the turn is over."""

DialogueScore = Callable[[Sequence["Exchange"], "Case"], ScoreResult | Awaitable[ScoreResult]]
"""A function that is given the exchanges of a dialogue and its case; it is declared to be one."""

Score = TurnScore | DialogueScore
"""Either of them."""

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class ScoreFailure:
    """Why a score has no value: it raised an error, or returned what is no score."""

    reason: str
    """The kind of the error and its message, in one line."""


def declare(
    *,
    higher_is_better: bool | EllipsisType | None = ...,
    name: str = "",
    neither: Sequence[str] = (),
    of_dialogues: bool = False,
    value_names: Sequence[str] = (),
    least: float | None = None,
) -> Callable[[F], F]:
    """Declare of a score what tables and charts cannot tell from its values.

    Parameters
    ----------
    higher_is_better
        `False` where lower is better, `None` where neither is: a length, a language. Left out, nothing is
        declared of it.
    name
        What it is called, where that is not the function's own name.
    neither
        Of a score that returns a mapping, the names of values of which neither is better, such as how many
        words there were.
    of_dialogues
        Whether it is given all exchanges of a dialogue, in order, and its case, in place of one exchange
        after the other; what is no dialogue is one of one turn.
    value_names
        Of a score that returns a mapping, the names of all values that may be in it: then a check that names
        another is refused before anything is asked.
    least
        What no value is below, such as 0 of counts: the interval of their mean is not, either.

    Raises
    ------
    TypeError
        `higher_is_better` is something else, or `least` is no number.

    Examples
    --------
    >>> @declare(higher_is_better=False)
    ... def questions(exchange, case):
    ...     return exchange.reply.count("?")
    """
    if not any(higher_is_better is each for each in (True, False, None, ...)):
        raise TypeError(f"higher_is_better must be True, False or None, not {higher_is_better!r}")
    if least is not None and (not isinstance(least, int | float) or not math.isfinite(least)):
        raise TypeError(f"least must be a number, not {least!r}")
    said = {
        "neither": tuple(neither) or None,
        "of_dialogues": of_dialogues or None,
        "value_names": tuple(value_names) or None,
        "least": least,
    }

    def declared(score: F) -> F:
        if higher_is_better is not ...:
            vars(score)["higher_is_better"] = higher_is_better
        # What is not said here may be of the function within.
        vars(score).update({part: value for part, value in said.items() if value is not None})
        if name:
            score.__name__ = score.__qualname__ = name
        return score

    return declared


def higher_is_better(score: Score, value: str = "") -> bool | None:
    """Return whether more of a score is better; `None` where neither is, or nobody declared it.

    Parameters
    ----------
    value
        The name of one of its values, where it returns several.
    """
    declared: bool | None = _declared(score, "higher_is_better", None)
    return None if value in _declared(score, "neither", ()) else declared


def is_of_dialogues(score: Score) -> bool:
    """Whether a score is given all exchanges of a dialogue, and not one after the other."""
    return bool(_declared(score, "of_dialogues", False))


def least_value(score: Score) -> float:
    """Return what no value of a score is below; minus infinity where nobody declared it."""
    return float(_declared(score, "least", -math.inf))


def called_tool(score: Score) -> str | None:
    """Return the tool whose calls a score is about; `None` of any other score."""
    name: str | None = _declared(score, "called_tool", None)
    return name


def value_names(score: Score) -> tuple[str, ...] | None:
    """Return the names of the values that a score may return, ``""`` being the one of a score that has one.

    `None` where that is known once it was run: of a score of one's own, unless it was declared.
    """
    if declared := _declared(score, "value_names", ()):
        return tuple(declared)
    *_, function = _applied(score)
    is_built_in = str(getattr(function, "__module__", "")).startswith(f"{__package__}.")
    return ("",) if is_built_in else None


def wrong_truth(score: Score, value: str = "") -> bool | None:
    """Return which truth of a score says that something is wrong; `None` where neither does.

    It is `False`, unless it was declared that lower, or neither, is better.

    Parameters
    ----------
    value
        The name of one of its values, where it returns several.
    """
    is_declared = _declared(score, "higher_is_better", ...) is not ...
    better = higher_is_better(score, value) if is_declared else True
    return None if better is None else not better


def score_name(score: Score) -> str:
    """Return what a score is called: the ``__name__`` of its function.

    Raises
    ------
    ValueError
        It has none, as a lambda has none.
    """
    name = getattr(_named(score), "__name__", "")
    if not isinstance(name, str) or not name or name == "<lambda>":
        raise ValueError(f"a score is known by its function's name, but {score!r} has none: use def")
    return well_formed(name)


def checked_scores(scores: Sequence[Score]) -> dict[str, Score]:
    """Return scores by their names.

    Raises
    ------
    ValueError
        One has no name, or two have the same.
    TypeError
        One is no function.
    """
    named: dict[str, Score] = {}
    for score in scores:
        if not callable(score) or isinstance(score, type):
            raise TypeError(f"a score is a function of an exchange and a case, not {score!r}")
        name = score_name(score)
        if name in named:
            raise ValueError(f"two scores are called {name!r}; give one of them another name")
        named[name] = score
    return named


def is_asynchronous(score: Score) -> bool:
    """Whether a score waits for others, and several may wait side by side: it is awaited."""
    plain = _named(score)
    return inspect.iscoroutinefunction(plain) or inspect.iscoroutinefunction(type(plain).__call__)


def _named(score: Any) -> Any:
    """Return the function within partial applications of it, unless the outer one has a name of its own."""
    while isinstance(score, functools.partial) and not hasattr(score, "__name__"):
        score = score.func
    return score


def _applied(score: Any) -> Iterator[Any]:
    """Yield a partial application and what is applied in it, one after the other; the function comes last."""
    yield score
    while isinstance(score, functools.partial):
        score = score.func
        yield score


def _declared(score: Score, part: str, otherwise: Any) -> Any:
    """Return what is declared of a score: by itself, else by the function that it is an application of."""
    return next((getattr(each, part) for each in _applied(score) if hasattr(each, part)), otherwise)
