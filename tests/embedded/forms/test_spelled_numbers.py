"""Numbers that are spelled out."""

from __future__ import annotations

import pytest

from voicelab.embedded.forms.spelled_numbers import cardinal, digit_run, ordinal, ordinal_sign
from voicelab.text.number_words import cardinal as in_words
from voicelab.text.number_words import ordinal as ordinal_in_words

NUMBERS = [
    0,
    7,
    13,
    20,
    42,
    100,
    101,
    110,
    999,
    1_000,
    1_001,
    12_345,
    100_000,
    999_999,
    1_000_001,
    2_300_000_042,
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_in_words_is_read_back(number: int) -> None:
    words = (in_words(str(number), "en") or "").split()

    assert cardinal([*words, "apples"], 0) == (number, len(words))


@pytest.mark.parametrize("number", [1, 2, 3, 11, 12, 20, 21, 32, 90, 99])
def test_an_ordinal_in_words_is_read_back(number: int) -> None:
    words = (ordinal_in_words(str(number), "en") or "").split()

    assert ordinal(words, 0) == (number, len(words))


def test_ordinals_have_their_signs() -> None:
    assert [ordinal_sign(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 111)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "111th"),
    ]


def test_oh_is_zero_within_digits_only() -> None:
    assert digit_run(["one", "oh", "two", "o", "clock"], 0) == ("102", 3)
    assert digit_run(["oh", "one"], 0) == ("", 0)


def test_an_and_belongs_to_a_number_only_behind_hundreds() -> None:
    assert cardinal(["one", "hundred", "and", "five"], 0) == (105, 4)
    assert cardinal(["five", "and", "six"], 0) == (5, 1)
    assert cardinal(["one", "hundred", "and", "then"], 0) == (100, 2)
