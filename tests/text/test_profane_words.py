"""Which words are profane."""

from __future__ import annotations

from voicelab.text.profane_words import is_profane


def test_a_word_of_a_language_without_a_list_is_profane_only_in_english() -> None:
    assert (is_profane("fuck", "fi-FI"), is_profane("perkele", "fi-FI")) == (True, False)
