"""A comparison as tables: word error rates."""

from __future__ import annotations

import pandas as pd
import pytest

from voicelab.comparison.frame import word_error_rate


@pytest.mark.parametrize(
    ("spoken", "heard", "rate"),
    [
        ("It is 8,849 metres high.", "it is 8849 metres high", 0.0),
        ("It's so.", "It’s so", 0.0),
        ("one two three four", "one too three", 0.5),
        ("Yes.", "", 1.0),
        ("one", "one two three", 2.0),
    ],
)
def test_misheard_words_are_counted_and_writing_is_not(spoken: str, heard: str, rate: float) -> None:
    assert word_error_rate(spoken, heard) == rate


def test_of_nothing_said_nothing_can_be_misheard() -> None:
    assert pd.isna(word_error_rate("…", "hello"))
