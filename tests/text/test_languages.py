"""Which language a text is in, and a voice by its name."""

from __future__ import annotations

import pytest

from voicelab.text.languages import guess_language, language_of, language_of_voice

GERMAN = "Der höchste Berg der Erde ist der Mount Everest. Er liegt in Nepal."
ENGLISH = "The tallest mountain on Earth is Mount Everest."
FINNISH = "Maailman korkein vuori on nimeltään Mount Everest."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (GERMAN, "de"),
        (FINNISH, "fi"),
        ("La reunión empieza a las nueve de la mañana.", "es"),
        ("Bien sûr, je peux vous aider.", "fr"),
        ("Certo, posso aiutarti con questo.", "it"),
        ("Claro, posso ajudar você com isso.", "pt"),
        ("Mount Everest är det högsta berget på jorden.", "sv"),
        ("エベレストは世界で一番高い山です。", "ja"),
        ("珠穆朗玛峰是世界上最高的山。", "zh"),
        ("Эверест — самая высокая гора на Земле.", "ru"),
        ("جبل إيفرست هو أعلى جبل في العالم.", "ar"),
    ],
)
def test_the_language_of_a_sentence_is_guessed(text: str, language: str) -> None:
    guessed, sure = guess_language(text)
    assert guessed == language
    assert sure >= 0.7


def test_names_and_numbers_have_no_language() -> None:
    for text in ("42.", "Mount Everest.", "K2", "Africa, Asia, Europe", ""):
        assert guess_language(text)[1] < 0.7


def test_the_language_of_a_locale_is_its_beginning() -> None:
    assert language_of("de-AT") == "de"


@pytest.mark.parametrize(
    ("voice", "language"),
    [
        ("de-DE-KatjaNeural", "de"),
        ("fil-PH-BlessicaNeural", "fil"),
        ("en-US-JennyMultilingualNeural", None),
        ("en-US-Ava:DragonHDLatestNeural", None),
        ("OurOwnVoice", None),
    ],
)
def test_a_voices_name_promises_a_language(voice: str, language: str | None) -> None:
    assert language_of_voice(voice) == language
