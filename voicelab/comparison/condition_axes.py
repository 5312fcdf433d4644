"""Conditions as axes of a comparison: recordings made harder, each in every combination once."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicelab.audio.clip import Audio
from voicelab.comparison.axes import check_size, distinct_values, plain_value, several_values
from voicelab.comparison.questions import Question
from voicelab.conditions.conditions import CONDITION_KINDS, Conditions
from voicelab.settings.kinds import OrNone

__all__ = ["CONDITION_AXES", "ConditionChoice", "condition_choices", "under_conditions"]

CONDITION_AXES = {("condition_seed" if name == "seed" else name): name for name in CONDITION_KINDS}
"""Fields of `Conditions` by what they are called beside settings: a seed alone would not say of what."""


@dataclass(frozen=True, slots=True)
class ConditionChoice:
    """One combination of conditions."""

    conditions: Conditions
    values: Mapping[str, Any]
    """What tables say of those that were given, by the names of their axes."""


def condition_choices(choices: Mapping[str, Any]) -> tuple[list[ConditionChoice], tuple[str, ...]]:
    """Return every combination of conditions, and the names of those that vary.

    Parameters
    ----------
    choices
        By names of `CONDITION_AXES`, one value each or several of them.

    Raises
    ------
    FileNotFoundError
        A recording of noise is missing.
    ValueError
        A value out of its range or given twice, none at all, or values without an order.
    """
    axes = {name: _values(name, given) for name, given in choices.items()}
    check_size(math.prod(map(len, axes.values())))
    combinations = [
        ConditionChoice(
            Conditions(**{CONDITION_AXES[name]: value for name, value in zip(axes, each, strict=True)}),
            {name: _shown(value) for name, value in zip(axes, each, strict=True)},
        )
        for each in itertools.product(*axes.values())
    ]
    return combinations, tuple(name for name, values in axes.items() if len(values) > 1)


def under_conditions(questions: Sequence[Question], choices: Iterable[ConditionChoice]) -> list[Question]:
    """Return each recording in each combination of conditions, which changes its sound.

    Raises
    ------
    ValueError
        One of the questions is a text or a dialogue.
    """
    others = [question.label for question in questions if question.audio is None]
    changed = []
    for choice, question in itertools.product(choices, questions):
        if choice.values and others:
            names = ", ".join(choice.values)
            raise ValueError(f"{names} can be set for recordings only, and {others[0]!r} is none")
        audio = question.audio
        if choice.values and audio is not None:
            heard = choice.conditions.apply(audio)
            question = dataclasses.replace(question, audio=heard, condition_values=choice.values)
        changed.append(question)
    return changed


def _values(name: str, given: Any) -> list[Any]:
    kind = CONDITION_KINDS[CONDITION_AXES[name]]
    plain = [plain_value(each, may_be_none=isinstance(kind, OrNone)) for each in several_values(name, given)]
    values = [kind.check(name, each) for each in plain]
    distinct_values(name, [_shown(value) for value in values])
    return values


def _shown(value: Any) -> Any:
    """Return what tables say: a recording of noise by its path, sound by its content."""
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Audio):
        return f"recorded noise {hashlib.sha256(value.to_pcm()).hexdigest()[:8]}"
    return value
