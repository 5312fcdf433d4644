"""The scores of a suite: built-in ones by name, judges by their questions, one's own by where they stand."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from voicelab.nearest import nearest_first
from voicelab.scores.built_in_scores import built_in_scores, score_makers
from voicelab.scores.score import Score, checked_scores, declare, score_name
from voicelab.suite.own_functions import own_function
from voicelab.toml_table import TomlTable

if TYPE_CHECKING:
    from voicelab.exchange.pricing import Prices

__all__ = ["scores_of"]

_OBJECTS = ("services", "prompt", "prices", "timeouts")
"""Arguments of makers of scores that no TOML file can hold."""


def scores_of(table: TomlTable, prices: Prices | None) -> list[Score]:
    """Return the scores that a suite lists as ``scores``: each a name, or a table with arguments.

    Parameters
    ----------
    prices
        The suite's own, by which scores go that are about costs.

    Raises
    ------
    FileNotFoundError, ValueError
        There is no such score, or it does not take an argument; the message names the place.
    """
    given = table.of_kind("scores", list, "a list of names and tables") or []
    scores = []
    for number, each in enumerate(given, start=1):
        place = f"{table.place}, scores, item {number}"
        if not isinstance(each, str | dict):
            raise ValueError(f"{place}: a score is a name, or a table with arguments, not {each!r}")
        values = {"score": each} if isinstance(each, str) else each
        scores.append(_score(TomlTable(values, place, table.folder), prices))
    with table.placed("scores"):
        return list(checked_scores(scores).values())


def _score(entry: TomlTable, prices: Prices | None) -> Score:
    name = entry.text("score")
    if not name:
        raise ValueError(f"{entry.place} has no key score, which names it")
    given = entry.text("name")
    arguments = {key: value for key, value in entry.values.items() if key not in ("score", "name")}
    if ":" in name:
        with entry.placed("score"):
            own = own_function(name, entry.folder, what="a score")
            _check_arguments(own, name, arguments)
            return _bound(own, arguments, given)
    built_in, makers = built_in_scores(), score_makers()
    if name in built_in:
        entry.check_keys(["score", "name", *_parameters(built_in[name], keyword_only=True)])
        return _bound(built_in[name], arguments, given)
    if name not in makers:
        nearest = ", ".join(nearest_first(name, [*built_in, *makers]))
        raise ValueError(
            f"{entry.place}, key score: there is no score {name!r}; there are: {nearest}, and "
            "your own, as 'file.py:function' or 'module:function'"
        )
    return _made(entry, makers[name], arguments, given, prices)


def _made(
    entry: TomlTable,
    maker: Any,
    arguments: Mapping[str, Any],
    given: str,
    prices: Prices | None,
) -> Score:
    """Return what a maker of scores makes of its arguments."""
    parameters = _parameters(maker)
    known = [each for each in parameters if each not in _OBJECTS]
    entry.check_keys(dict.fromkeys(["score", "name", *known]))
    if missing := [
        each
        for each in known
        if parameters[each].default is inspect.Parameter.empty and each not in arguments
    ]:
        raise ValueError(f"{entry.place} has no key {missing[0]}, which {entry.text('score')} needs")
    further: dict[str, Any] = {"name": given or None, "prices": prices}
    try:
        plain = {key: _scale(value) if key == "scale" else value for key, value in arguments.items()}
        plain |= {key: value for key, value in further.items() if key in parameters and value is not None}
        score: Score = maker(**plain)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{entry.place}: {error}") from None
    return score if "name" in parameters else _bound(score, {}, given)


def _parameters(function: Any, *, keyword_only: bool = False) -> dict[str, inspect.Parameter]:
    return {
        name: each
        for name, each in inspect.signature(function).parameters.items()
        if not keyword_only or each.kind is inspect.Parameter.KEYWORD_ONLY
    }


def _check_arguments(score: Any, name: str, arguments: Mapping[str, Any]) -> None:
    """Check that a score takes an exchange, a case and some arguments, before a reply is paid for.

    Raises
    ------
    TypeError
        It does not.
    """
    try:
        signature = inspect.signature(score)
    except (ValueError, TypeError):  # of what is written in C, or is no function, nothing is known
        return
    try:
        signature.bind("exchange", "case", **arguments)
    except TypeError as error:
        given = ", ".join(("an exchange", "a case", *arguments))
        raise TypeError(f"{name} does not take {given}: {error}") from None


def _bound(score: Score, arguments: Mapping[str, Any], name: str) -> Score:
    """Return a score with arguments bound and a name of its own, where there are any."""
    if not arguments and not name:
        return score
    return declare(name=name or score_name(score))(functools.partial(score, **arguments))


def _scale(given: Any) -> Any:
    """Return a judge's scale: TOML has no tuples, and keys are texts."""
    if isinstance(given, list):
        return tuple(given)
    if isinstance(given, dict):
        return {_step(key): meaning for key, meaning in given.items()}
    return given


def _step(key: str) -> Any:
    """Return the step of a scale that a key means."""
    if key in ("true", "false"):
        return key == "true"
    if not key.removeprefix("-").isdecimal():
        raise ValueError(f"the steps of a scale are whole numbers, or true and false, not {key!r}")
    return int(key)
