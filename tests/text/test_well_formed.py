"""Halves of characters, as JSON and file names may have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicelab.text.well_formed import WellFormed, well_formed

HALVES = st.text(st.characters() | st.sampled_from("\ud800\ud83d\ude00\udfff😀a\ufeff"), max_size=20)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("", ""),
        ("plain 😀 \ufeff", "plain 😀 \ufeff"),
        ("\ufeffmark", "\ufeffmark"),
        ("caf\udce9", "caf\ufffd"),
        ("\ud83d\ude00!", "😀!"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("a\ud83d\ud83d\ude00", "a\ufffd😀"),
    ],
)
def test_halves_are_joined_or_replaced(text: str, whole: str) -> None:
    assert well_formed(text) == whole


@given(st.lists(HALVES))
def test_however_it_comes_the_text_is_the_same_and_utf8_holds_it(pieces: list[str]) -> None:
    whole = WellFormed()
    joined = "".join([*map(whole.feed, pieces), whole.finish()])
    assert joined == well_formed("".join(pieces))
    assert joined.encode().decode() == joined
