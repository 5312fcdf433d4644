"""Conditions as axes of a comparison: what is spoken made harder to hear, each in every combination once."""

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
from voicelab.audio.sources import SAMPLE_RATE_HZ, to_audio
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
    """Return each question in each combination of conditions.

    The sound of recordings is changed here, that of a dialogue turn by turn as it is spoken.

    Raises
    ------
    ValueError
        One of the questions is typed, or a recording of noise is silent.
    """
    typed = [question for question in questions if question.is_typed]
    is_dialogue = any(question.caller is not None for question in questions)
    changed: list[Question] = []
    for choice in choices:
        if not choice.values:
            changed += questions
            continue
        if typed:
            names, hint = ", ".join(choice.values), "; give it a voice" if typed[0].caller is not None else ""
            raise ValueError(f"{names} can be set for what is spoken, and {typed[0].label!r} is typed{hint}")
        of_turns = _of_turns(choice.conditions) if is_dialogue else choice.conditions
        for question in questions:
            told = question.conditions if question.caller is None else of_turns
            heard = None if question.audio is None else choice.conditions.apply(question.audio)
            changed.append(
                dataclasses.replace(question, audio=heard, conditions=told, condition_values=choice.values)
            )
    return changed


def _of_turns(conditions: Conditions) -> Conditions:
    """Return conditions with noise as sound, since workers may run where its file is not."""
    if conditions.noise_db is not None and isinstance(conditions.noise, Path):
        noise = to_audio(Audio.from_file(conditions.noise))
        conditions = dataclasses.replace(conditions, noise=noise)
    conditions.apply(Audio.silence(0.1, SAMPLE_RATE_HZ))  # what cannot be is refused before it is paid for
    return conditions


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
