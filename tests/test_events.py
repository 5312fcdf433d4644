"""Events: frozen values, all of them in the union."""

from __future__ import annotations

import dataclasses
import inspect
import typing

import pytest

from voicelab import events

CLASSES = [
    value for value in vars(events).values() if inspect.isclass(value) and value.__module__ == events.__name__
]


def test_the_union_holds_every_event_and_nothing_else() -> None:
    assert set(typing.get_args(events.Event)) == set(CLASSES)
    assert len(CLASSES) >= 8


@pytest.mark.parametrize("kind", CLASSES)
def test_every_event_is_exported_and_cannot_be_changed(kind: type) -> None:
    assert kind.__name__ in events.__all__
    assert dataclasses.is_dataclass(kind)
    values = {field.name: field.name for field in dataclasses.fields(kind)}
    event = kind(**values)
    assert event == kind(**values)
    for name in values:
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(event, name, "another")


@pytest.mark.parametrize("name", ["State", "EndReason"])
def test_each_word_for_a_state_or_an_end_is_listed_once(name: str) -> None:
    words = typing.get_args(getattr(events, name))
    assert len(words) == len(set(words)) > 1
    assert all(word == word.lower() and " " not in word for word in words)
