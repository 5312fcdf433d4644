"""Axes: the values of settings that a comparison goes through, and their combinations."""

from __future__ import annotations

import collections
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, MappingView, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np

from voicelab.conversation.inputs import python_values
from voicelab.exchange.plain_values import is_missing
from voicelab.settings import Settings, declaration_of
from voicelab.settings.kinds import OrNone

__all__ = [
    "check_size",
    "distinct_settings",
    "distinct_values",
    "plain_value",
    "several_values",
    "varied_settings",
]

_MOST_CELLS = 1_000_000
_NONE_TWICE = object()


def check_size(cells: int, questions: int = 1) -> None:
    """Refuse a comparison that is too large to be meant, before it is made.

    Raises
    ------
    ValueError
        It has more than 1,000,000 cells.
    """
    if cells * questions > _MOST_CELLS:
        inputs = f" for each of {questions:,} inputs" if questions > 1 else ""
        raise ValueError(
            f"values times repeats are {cells:,} cells{inputs}, and a comparison has {_MOST_CELLS:,} "
            "at most: give fewer values, repeats or inputs"
        )


def varied_settings(
    settings: Settings, choices: Mapping[str, Any], repeats: int = 1
) -> tuple[list[Settings], tuple[str, ...]]:
    """Return every combination of choices, and the names of the settings that vary.

    Parameters
    ----------
    choices
        Fields of `Settings`, each with one value or several of them.

    Raises
    ------
    TypeError
        A field that does not exist.
    ValueError
        Too many values, one out of its range or given twice, none at all, or values without an order.
    """
    several = {
        name: several_values(name, given, accepts_tuples=declaration_of(name).kind.accepts_tuples)
        for name, given in choices.items()
    }
    check_size(math.prod(map(len, several.values())) * repeats)
    values = {name: _values(settings, name, given) for name, given in several.items()}
    combinations = [
        settings.replace(**dict(zip(values, combination, strict=True)))
        for combination in itertools.product(*values.values())
    ]
    return combinations, tuple(name for name, each in values.items() if len(each) > 1)


def _values(settings: Settings, name: str, given: list[Any]) -> list[Any]:
    """Return the values that a setting takes, as the settings hold them."""
    may_be_none = isinstance(declaration_of(name).kind, OrNone)
    plain = [plain_value(each, may_be_none=may_be_none) for each in given]
    values = [getattr(settings.replace(**{name: each}), name) for each in plain]
    distinct_values(name, values)
    return values


def distinct_values(name: str, values: list[Any]) -> None:
    """Check that there are values to compare, none of them twice.

    Raises
    ------
    ValueError
        There are none, or one is there twice.
    """
    if not values:
        raise ValueError(f"{name} has no values to compare")
    counts = collections.Counter(values)
    twice = next((value for value, count in counts.items() if count > 1), _NONE_TWICE)
    if twice is not _NONE_TWICE:
        raise ValueError(f"{name} has {twice!r} twice; to ask everything more than once: repeats=2")


def distinct_settings(given: Sequence[Settings], resolved: Sequence[Settings], names: Iterable[str]) -> None:
    """Check that settings which differ do so with these services, too.

    Parameters
    ----------
    resolved
        What each of them comes to.
    names
        The settings that vary.

    Raises
    ------
    ValueError
        Two come to the same.
    """
    first: dict[Settings, Settings] = {}
    for each, same in zip(given, resolved, strict=True):
        other = first.setdefault(same, each)
        if other is not each:
            name = next(name for name in names if getattr(other, name) != getattr(each, name))
            one, another = getattr(other, name), getattr(each, name)
            raise ValueError(
                f"{name} {one!r} and {another!r} are both {getattr(same, name)!r} with these services: "
                "leave out one of them"
            )


def plain_value(value: Any, *, may_be_none: bool = True) -> Any:
    """Return a value as a setting takes it; a column has one that is left to the service as missing.

    Parameters
    ----------
    may_be_none
        Whether it may be left to the service.
    """
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, float) and math.isinf(plain):
        return plain  # the setting refuses it
    return None if may_be_none and is_missing(plain) else plain


def several_values(name: str, given: Any, *, accepts_tuples: bool = False) -> list[Any]:
    """Return one value or several as a list.

    Parameters
    ----------
    accepts_tuples
        Whether one value may be several texts.

    Raises
    ------
    ValueError
        The values have no order, or several columns.
    """
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        return [given]
    if isinstance(given, Mapping) or hasattr(given, "columns"):
        raise ValueError(f"{name} wants a list of values to compare, not a {type(given).__name__}")
    if isinstance(given, AbstractSet) and not isinstance(given, MappingView):
        raise ValueError(f"{name} wants its values in an order: a list, not a set")
    if isinstance(given, tuple) and accepts_tuples:
        return [given]
    if isinstance(given, Iterator):
        several = list(itertools.islice(given, _MOST_CELLS + 1))
    else:
        several = python_values(given)
    if accepts_tuples:
        if _is_one_value(name, several):
            return [tuple(several)]
        return [tuple(each) if isinstance(each, list) else each for each in several]
    return several


def _is_one_value(name: str, several: list[Any]) -> bool:
    """Say whether texts are one value of a setting that takes several texts and never one."""
    return isinstance(getattr(Settings(), name), tuple) and all(isinstance(each, str) for each in several)
