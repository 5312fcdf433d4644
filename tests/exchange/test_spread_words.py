"""The times of words that nobody measured."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.exchanges import TEXTS
from voicelab.exchange.spread_words import spread_words


def test_time_is_shared_out_by_letters() -> None:
    words = spread_words("I am here.", 1.0, 3.0)
    assert [(word.text, word.start_seconds, word.duration_seconds) for word in words] == [
        ("I", 1.0, 0.25),
        ("am", 1.25, 0.5),
        ("here.", 1.75, 1.25),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("最高的山是什么？珠峰。", ["最", "高", "的", "山", "是", "什", "么？", "珠", "峰。"]),
        ("가장 높은 산은?", ["가장", "높은", "산은?"]),
        ("ما هو أعلى جبل؟", ["ما", "هو", "أعلى", "جبل؟"]),
        ("“Yes”, she said", ["“Yes”,", "she", "said"]),
        (" \n ", []),
    ],
)
def test_words_are_those_of_the_script(text: str, words: list[str]) -> None:
    assert [word.text for word in spread_words(text, 0.0, 2.0)] == words


@given(TEXTS)
def test_no_letter_is_lost_and_words_follow_each_other(text: str) -> None:
    words = spread_words(text, 0.5, 2.5)
    assert "".join(word.text for word in words) == "".join(text.split())
    assert [word.start_seconds for word in words] == sorted(word.start_seconds for word in words)
    assert all(0.5 <= word.start_seconds <= 2.5 for word in words)
