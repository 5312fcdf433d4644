"""Letters of all scripts."""

from __future__ import annotations

import re

import pytest

from voicelab.text.letters import LETTER, SPOKEN_SIGNS, WORD, WORD_CHARACTER, lowered


@pytest.mark.parametrize(
    "word", ["किताबें", "เล่ม", "எனக்கு", "مَرْحَبًا", "שָׁלוֹם", "ကျွန်တော်", "cafe\u0301", "می‌خواهم"]
)
def test_a_word_is_letters_with_their_marks(word: str) -> None:
    assert re.fullmatch(f"{LETTER}+", word)


def test_a_mark_behind_a_picture_is_no_word() -> None:
    assert re.findall(WORD, "❤\ufe0f हिन्दी ☕\ufe0f") == ["हिन्दी"]


def test_the_signs_of_all_currencies_are_spoken() -> None:
    assert re.findall(f"[{SPOKEN_SIGNS}]", "a€b₹c$d₽.e%-f") == ["€", "₹", "$", "₽", "%"]


@pytest.mark.parametrize("text", ["a b", "a_b", "a.b", "a-b", "a।b"])
def test_marks_between_words_are_none(text: str) -> None:
    assert re.fullmatch(f"{WORD_CHARACTER}+", text) is None


def test_turkish_has_two_kinds_of_i() -> None:
    assert (lowered("ISPARTA İL", "tr"), lowered("ISPARTA İL", "de")) == ("ısparta il", "isparta il")
