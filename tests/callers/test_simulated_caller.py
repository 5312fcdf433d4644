"""Simulated callers: what makes one, and what tells it from another."""

from __future__ import annotations

import dataclasses
import pickle
from typing import Any, cast

import numpy as np
import pytest

import voicelab as vl

CALLER = vl.SimulatedCaller(goal="Book a table.", persona="In a hurry.")


def test_fields_are_plain_and_blanks_are_none() -> None:
    given: Any = {
        "goal": " Book. \n",
        "most_turns": np.int64(3),
        "temperature": np.float32(0.5),
        "opening": " ",
    }
    caller = vl.SimulatedCaller(**given, voice="", language=None)

    assert (caller.goal, caller.opening, caller.voice) == ("Book.", None, None)
    assert (type(caller.most_turns), type(caller.temperature)) == (int, float)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"goal": " "}, "the goal is blank"),
        ({"goal": 3}, "goal must be a text"),
        ({"most_turns": 0}, "most_turns must be"),
        ({"most_turns": 2.5}, "most_turns must be"),
        ({"temperature": 3}, "temperature must be"),
        ({"temperature": float("nan")}, "temperature must be"),
        ({"voice": "no voice"}, "voice must be"),
        ({"language": "German"}, "language must be"),
        ({"language": ("de-DE", "en-US")}, "language must be a text"),
        ({"max_tokens": 0}, "max_tokens must be"),
    ],
)
def test_what_no_caller_can_be_made_of_is_refused(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises((ValueError, TypeError), match=message):
        vl.SimulatedCaller(**{"goal": "Book a table.", **wrong})


def test_callers_are_told_apart_by_each_of_their_fields() -> None:
    changed: dict[str, Any] = {
        "goal": "Book two.", "persona": "", "opening": "Hello.", "most_turns": 3, "voice": "en-GB-RyanNeural",
        "language": "de-DE", "deployment": "gpt-4o", "temperature": 0.5, "max_tokens": 10,
        "reasoning_effort": "low", "api": "responses",
    }  # fmt: skip
    others = [dataclasses.replace(CALLER, **{name: value}) for name, value in changed.items()]

    assert set(changed) == {field.name for field in dataclasses.fields(CALLER)}
    assert len({each.content for each in [CALLER, *others]}) == len(others) + 1


def test_a_caller_travels_to_other_processes() -> None:
    assert pickle.loads(pickle.dumps(CALLER)) == CALLER


@pytest.mark.parametrize("wrong", [None, "Hello", vl.Settings()])
def test_whom_it_cannot_call_is_refused_in_a_sentence(wrong: Any) -> None:
    with pytest.raises(TypeError, match=f"a Session, such as .*, not {type(wrong).__name__}"):
        CALLER.call(wrong)
    with pytest.raises(TypeError, match=r"prices must be Prices, not float"):
        CALLER.call(wrong, prices=cast("Any", 0.5))


def test_its_instructions_are_shown_in_the_language_of_the_talk() -> None:
    assert "in English, as people do" in CALLER.instructions()
    assert "in Spanish, as people do" in CALLER.instructions(vl.Settings(language=("es-ES", "en-US")))
    assert "Who you are: In a hurry." in CALLER.instructions()
