"""Combinations that come to the same, as what differs in them has no effect with their engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from voicelab.conversation.effect_notices import effect_sentences
from voicelab.settings import Settings
from voicelab.settings.engines import model_setting
from voicelab.settings.without_effect import effective_values, values_beyond, values_without_effect

__all__ = ["different_combinations", "effect_announcements"]


def different_combinations(combinations: Sequence[Settings], varied: Sequence[str]) -> list[Settings]:
    """Return the combinations, of those that come to the same only the one that says most of itself.

    That is the first of those of which the least has no effect: its columns have what is in effect.

    Raises
    ------
    ValueError
        Of something that varies all come to the same; says why.
    """
    effective = [effective_values(each) for each in combinations]
    for name in varied:
        if len({each[name] for each in effective}) == 1:
            why = next(
                (why for each in combinations if (why := _not_as_it_is(each).get(name))),
                f"It is {effective[0][name]!r} in all.",
            )
            raise ValueError(f"{name} varies, and comes to the same in every cell: give one value. {why}")
    alike: dict[tuple[Any, ...], list[Settings]] = {}
    for each, same in zip(combinations, effective, strict=True):
        alike.setdefault(tuple(same.values()), []).append(each)
    return [
        found[0] if len(found) == 1 else min(found, key=lambda each: len(_not_as_it_is(each)))
        for found in alike.values()
    ]


def _not_as_it_is(settings: Settings) -> dict[str, str]:
    """Return the settings whose value comes to another one, each with why."""
    return values_beyond(settings) | values_without_effect(settings)


def effect_announcements(combinations: Sequence[Settings], kept: int) -> Iterator[str]:
    """Yield what users are told ahead of a comparison, in sentences without a full stop.

    Not that the model of an engine which is compared has no effect with the others: each has its own.

    Parameters
    ----------
    kept
        How many of the combinations are asked.
    """
    first: dict[tuple[str, str], str] = {}  # one sentence is enough for all values that vary
    models = set(map(model_setting, combinations))
    for each in combinations:
        for name, sentence in effect_sentences(each).items():
            if name not in models:
                first.setdefault((each.engine, name), sentence)
    yield from (sentence.removesuffix(".") for sentence in first.values())
    if kept < len(combinations):
        count = len(combinations)
        yield f"{count:,} combinations come to {kept:,}: the others differ in what has no effect"
