"""Profanity, masked, removed and in tags."""

from __future__ import annotations

import pytest

from voicelab.embedded.forms.profanity import filtered, filtered_words

CASES = [
    ("Well, shit, it broke.", "Well, ****, it broke.", "Well, it broke."),
    ("What the fuck?", "What the ****?", "What the?"),
    ("Fuck you.", "**** you.", "You."),
    ("Shit!", "****!", ""),
    ("Oh shit shit.", "Oh **** ****.", "Oh."),
    ("This fucking thing, you know.", "This ******* thing, you know.", "This thing, you know."),
    ("FUCK that shit", "**** that ****", "That"),
    ("The fuck's going on?", "The ****'s going on?", "The going on?"),
    ("Bitch's brew.", "*****'s brew.", "Brew."),
    ("Kick-ass movie.", "Kick-*** movie.", "Movie."),
    ("That's fucked-up.", "That's ******-up.", "That's."),
    ("It's fuckin' great.", "It's ******' great.", "It's great."),
    ('"Fuck," he said.', '"****," he said.', "He said."),
    ('"Fuck you," he said.', '"**** you," he said.', '"You," he said.'),
    ('He said, "Oh shit."', 'He said, "Oh ****."', 'He said, "Oh."'),
    ("I left. Shit, it broke. Shit! Well.", "I left. ****, it broke. ****! Well.", "I left. It broke. Well."),
    ("It broke (shit) again.", "It broke (****) again.", "It broke again."),
    ("Shit... fuck!", "****... ****!", ""),
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
        ("L'enculé.", "fr-FR", "L'******."),
        ("fuckです。", "ja-JP", "****です。"),
        ("fuck です。", "ja-JP", "**** です。"),
        ("这是fuck什么？", "zh-CN", "这是****什么？"),
        ("Was für ein Fuck-up.", "de-DE", "Was für ein ****-up."),
    ],
)
def test_each_language_has_its_own_words(text: str, locale: str, masked: str) -> None:
    assert filtered(text, locale, "masked") == masked


@pytest.mark.parametrize(
    ("text", "locale", "removed"),
    [
        ("¡Mierda! Se rompió.", "es-ES", "Se rompió."),
        ("他妈的，我忘了。", "zh-CN", "我忘了。"),
        ("今天他妈的，我忘了。", "zh-CN", "今天，我忘了。"),
        ("Das ist Scheiße!", "de-DE", "Das ist!"),
        ("« Merde », dit-il.", "fr-FR", "Dit-il."),
        ("L'enculé.", "fr-FR", ""),
    ],
)
def test_nothing_is_left_around_what_is_removed(text: str, locale: str, removed: str) -> None:
    assert filtered(text, locale, "removed") == removed


@pytest.mark.parametrize(
    ("words", "locale", "mode", "kept"),
    [
        (["他", "妈", "的。"], "zh-CN", "masked", ["*", "*", "*。"]),
        (["他", "妈", "的。", "好。"], "zh-CN", "removed", ["", "", "", "好。"]),
        (["Oh", "shit,", "no."], "en-US", "removed", ["Oh", "", "no."]),
        (["Oh", "shit,"], "en-US", "tags", ["Oh", "<profanity>shit</profanity>,"]),
        (["Oh", "shit,"], "en-US", "raw", ["Oh", "shit,"]),
    ],
)
def test_words_are_filtered_as_their_text_is(
    words: list[str], locale: str, mode: str, kept: list[str]
) -> None:
    assert filtered_words(words, locale, mode) == kept


def test_words_of_a_language_without_spaces_are_parted_where_their_text_is() -> None:
    assert filtered_words(["用", "shit", "App", "吧。"], "zh-CN", "masked", "用shit App吧。") == [
        "用", "****", "App", "吧。",
    ]  # fmt: skip
