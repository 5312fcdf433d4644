"""The form in which texts are searched."""

from __future__ import annotations

import pytest

from voicelab.text.search_form import search_form


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Où est la CAFÉTÉRIA ?", "ou est la cafeteria"),
        ("Die Straße nach Ω", "STRASSE nach ω"),
        ("an answer\n  in two lines", "answer in two"),
        ("Ｗｉｄｅ letters", "wide"),
        ("Tiếng Việt", "tieng viet"),
        ("e\u0301te\u0301", "été"),
        ("кафе Ёлка", "елка"),
        ("\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd", "\u05e9\u05dc\u05d5\u05dd"),
        ("서울역", "서울"),
    ],
)
def test_case_width_accents_and_line_breaks_make_no_difference(text: str, words: str) -> None:
    assert search_form(words) in search_form(text)


@pytest.mark.parametrize(("text", "words"), [("かき", "がき"), ("की", "का"), ("a b", "ab")])
def test_other_letters_and_words_that_are_joined_are_others(text: str, words: str) -> None:
    assert search_form(words) not in search_form(text)
