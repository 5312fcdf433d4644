"""Profanity, masked, removed and in tags."""

from __future__ import annotations

import pytest

from voicelab.embedded.forms.profanity import filtered, is_profane

CASES = [
    ("Well, shit, it broke.", "Well, ****, it broke.", "Well, it broke."),
    ("What the fuck?", "What the ****?", "What the?"),
    ("Fuck you.", "**** you.", "You."),
    ("Shit!", "****!", ""),
    ("Oh shit shit.", "Oh **** ****.", "Oh."),
    ("This fucking thing, you know.", "This ******* thing, you know.", "This thing, you know."),
    ("FUCK that shit", "**** that ****", "That"),
]


@pytest.mark.parametrize(("text", "masked", "removed"), CASES)
def test_profane_words_are_masked_or_removed(text: str, masked: str, removed: str) -> None:
    modes = ("raw", "masked", "removed")

    assert [filtered(text, "en-US", mode) for mode in modes] == [text, masked, removed]


def test_tags_stand_around_profane_words() -> None:
    assert filtered("Oh shit.", "en-US", "tags") == "Oh <profanity>shit</profanity>."


@pytest.mark.parametrize(
    "text", ["A class in Scunthorpe.", "The cocktail of Dick Assange.", "Hell, damn it.", ""]
)
def test_words_that_only_look_alike_stay(text: str) -> None:
    assert filtered(text, "en-US", "masked") == text


@pytest.mark.parametrize(
    ("text", "locale", "masked"),
    [
        ("Das Ass ist Scheiße.", "de-DE", "Das Ass ist *******."),
        ("Putain, c'est tôt.", "fr-FR", "******, c'est tôt."),
        ("¡Qué mierda!", "es-ES", "¡Qué ******!"),
        ("他妈的，不行。", "zh-CN", "***，不行。"),
        ("La città di Troia.", "it-IT", "La città di Troia."),
        ("Was für ein Fuck-up.", "de-DE", "Was für ein ****-up."),
    ],
)
def test_each_language_has_its_own_words(text: str, locale: str, masked: str) -> None:
    assert filtered(text, locale, "masked") == masked


def test_a_word_of_a_language_without_a_list_is_profane_only_in_english() -> None:
    assert (is_profane("fuck", "fi-FI"), is_profane("perkele", "fi-FI")) == (True, False)
