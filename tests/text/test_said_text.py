"""A text in words as they may be said, and where two texts say the same."""

from __future__ import annotations

import pytest

from voicelab.text.said_text import SaidText


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, world!", ["hello", "world"]),
        ("“Don’t,” he said…", ["don't", "he", "said"]),
        ("A well-known e-mail/fax", ["a", "well", "known", "e", "mail", "fax"]),
        ("Uh-huh, uh, yes", ["uh-huh", "yes"]),
        ("Uh, uh, yes", ["yes"]),
        ("Uh huh, yes", ["uh", "huh", "yes"]),
        ("$5 or 50% at -3.5 °C", ["5", "$", "or", "50%", "at", "-3.5", "°c"]),
        ("It is (8,849) metres.", ["it", "is", "8,849", "metres"]),
        ("C++, not C# 😀", ["c++", "not", "c#"]),
        ("What the f***! **Bold** ****", ["what", "the", "f***", "bold", "****"]),
        ("…", []),
    ],
)
def test_words_are_without_punctuation_and_fillers(text: str, words: list[str]) -> None:
    assert [word.text for word in SaidText(text, "en").words] == words


def test_of_scripts_without_spaces_characters_are_words() -> None:
    assert [word.text for word in SaidText("东京、8 度。", "zh").words] == ["东", "京", "8", "度"]


def test_marks_within_words_and_between_thousands_make_no_other_word() -> None:
    keys = [SaidText(text, "en").words[0].key for text in ("8,849", "8849", "Dr.", "dr")]

    assert keys == ["8849", "8849", "dr", "dr"]
    assert SaidText("8.849", "de").words[0].key == "8849"


def test_words_that_say_the_same_end_together() -> None:
    one, other = (
        SaidText("it is 8,849 m high", "en"),
        SaidText("it's eight thousand eight hundred forty nine metres", "en"),
    )

    assert (2, 1) in one.alike_ends(0, 5, other, 0, 8)
    assert (3, 7) in one.alike_ends(2, 5, other, 1, 8)
    assert (4, 8) in one.alike_ends(2, 5, other, 1, 8)
    assert one.alike_ends(4, 5, other, 1, 8) == []
    assert one.alike_ends(2, 3, other, 1, 6) == []
