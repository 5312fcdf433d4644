"""Kinds of values: how people write them, and what an error says of them."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicelab.settings import DECLARATIONS, Settings
from voicelab.settings.kinds import Boolean, Choice, OrNone, RealNumber


@pytest.mark.parametrize("name", DECLARATIONS)
def test_a_default_is_what_its_setting_allows(name: str) -> None:
    declared = DECLARATIONS[name]
    kept = declared.kind.check(name, declared.default)
    assert (kept, type(kept)) == (declared.default, type(declared.default))


def test_every_field_is_declared() -> None:
    assert list(DECLARATIONS) == [field.name for field in dataclasses.fields(Settings)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "en-US"),
        ("language", ("en-US", "de-DE")),
        ("phrases", ("K2", "Broad Peak")),
        ("phrases", ()),
        ("phrases", ("Contoso, Ltd", 'the "K2"', "one\nother")),
        ("stop_phrase", "stop, please"),
        ("stop_phrase", ("stop, please", "halt")),
        ("temperature", 0.05),
        ("temperature", None),
        ("max_tokens", 64),
        ("history", False),
        ("deployment", "gpt-4o"),
        ("system_prompt", " Be brief, and kind. "),
        ("api", "responses"),
    ],
)
def test_what_is_written_is_read_again(name: str, value: object) -> None:
    kind = DECLARATIONS[name].kind
    assert kind.parse(kind.write(value)) == value


@pytest.mark.parametrize(
    ("word", "value"), [("yes", True), ("True", True), ("ON", True), ("no", False), ("False", False)]
)
def test_a_switch_is_read_from_the_words_for_yes_and_no(word: str, value: bool) -> None:
    assert Boolean().parse(word) is value


@given(number=st.floats(0.5, 2.0))
def test_a_number_is_read_as_it_was_written(number: float) -> None:
    kind = RealNumber(0.5, 2.0)
    assert kind.parse(kind.write(number)) == number


def test_none_is_a_word_or_nothing_where_it_is_allowed() -> None:
    kind = OrNone(RealNumber(0.0, 2.0))
    assert [kind.parse(word) for word in ("None", "", "0.5")] == [None, None, 0.5]
    assert kind.write(None) == ""
    with pytest.raises(ValueError, match=re.escape("x must be from 0.0 to 2.0, not 3; None is allowed, too")):
        kind.check("x", 3)


@pytest.mark.parametrize("name", [name for name in DECLARATIONS if "seconds" in name or "token" in name])
def test_a_number_too_large_for_a_float_is_refused_by_the_range(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be from .*, not a number of more than 40 digits"):
        Settings().replace(**{name: 10**5000})


def test_of_many_choices_the_nearest_come_first() -> None:
    with pytest.raises(ValueError, match="x 'pearl' is not one of the fruits: pear, apple"):
        Choice(("apple", "pear"), "the fruits").check("x", "pearl")
