"""How text is pronounced."""

from __future__ import annotations

import pytest

from voicelab.embedded.local.voices.phonemes.english import EnglishPhonemes
from voicelab.embedded.local.voices.phonemes.espeak import EspeakPhonemes
from voicelab.embedded.local.voices.phonemes.japanese import JapanesePhonemes, kana_phonemes
from voicelab.embedded.local.voices.phonemes.mandarin import MandarinPhonemes, syllable
from voicelab.embedded.local.voices.phonemes.phrases import bounded


def test_american_and_british_english_differ() -> None:
    text = "Hello there."

    assert EnglishPhonemes(british=False)(text) == "həlˈO ðˈɛɹ."
    assert EnglishPhonemes(british=True)(text) == "həlˈQ ðˈɛː."


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("1" * 300, id="long number"),
        pytest.param("x" * 500, id="long word"),
        "½ \x00 \x07 <b>",
        "日本語",
        "",
    ],
)
def test_odd_text_breaks_no_pronunciation(text: str) -> None:
    for pronounce in (EnglishPhonemes(british=False), EspeakPhonemes("es"), MandarinPhonemes()):
        assert isinstance(pronounce(text), str)


@pytest.mark.parametrize(
    ("language", "text", "phonemes"),
    [
        ("es", "Buenos días.", "bwˈenos ðˈias."),
        ("it", "Buongiorno, Roma!", "bʊonʤˈɔrno, rˈoma!"),
        ("pt-br", "Bom dia.", "bˈoŋ ʤˈiæ."),
    ],
)
def test_a_language_is_pronounced_its_own_way_and_marks_stay(language: str, text: str, phonemes: str) -> None:
    assert EspeakPhonemes(language)(text) == phonemes


@pytest.fixture(scope="module")
def japanese() -> JapanesePhonemes:
    """Return the pronunciation of Japanese, whose dictionary takes seconds to read."""
    return JapanesePhonemes()


@pytest.mark.xdist_group("japanese")
def test_japanese_numbers_and_signs_are_read(japanese: JapanesePhonemes) -> None:
    assert japanese("1,500円で、5%。") == japanese("千五百円で、五パーセント。")


def test_mandarin_numbers_are_read_whole() -> None:
    pronounce = MandarinPhonemes()

    assert pronounce("1,500元，3.14%。") == pronounce("一千五百元，百分之三点一四。")


def test_two_languages_take_turns() -> None:
    spanish, italian = EspeakPhonemes("es"), EspeakPhonemes("it")
    first = spanish("cinco")

    italian("cinque")

    assert spanish("cinco") == first


@pytest.mark.parametrize(
    ("initial", "final", "signs"),
    [("zh", "ong1", "ꭧʊŋ→"), ("sh", "i4", "ʂɨ↘"), ("x", "ve2", "ɕɥe↗"), ("", "er3", "ɚ↓"), ("l", "i5", "li")],
)
def test_a_syllable_of_pinyin(initial: str, final: str, signs: str) -> None:
    assert syllable(initial, final) == signs


@pytest.mark.parametrize(
    ("digits", "spoken"),
    [("0", "零"), ("7", "七"), ("10", "十"), ("42", "四十二"), ("110", "一百一十"), ("105", "一百零五"),
     ("2026", "二千零二十六"), ("13800", "一三八零零"), ("007", "零零七")],
)  # fmt: skip
def test_a_number_in_chinese_sounds_as_its_characters_do(digits: str, spoken: str) -> None:
    pronounce = MandarinPhonemes()

    assert pronounce(digits) == pronounce(spoken)


@pytest.mark.parametrize(
    ("kana", "signs"),
    [("カ", "ka"), ("とうきょう", "toɯkʲoɯ"), ("シャチ", "ɕaʨi"), ("パーティー", "paːtʲiː"), ("ん。", "ɴ.")],
)
def test_kana(kana: str, signs: str) -> None:
    assert kana_phonemes(kana) == signs


@pytest.mark.xdist_group("japanese")
def test_japanese_is_read_by_its_words(japanese: JapanesePhonemes) -> None:
    assert japanese("今日は東京へ行きます。") == "kʲoːβa toːkʲoːe ikʲimasɨ."


def test_a_long_phrase_is_cut_between_words() -> None:
    pieces = list(bounded(["abc def ghi"], 6))

    assert pieces == ["abc ", "def ", "ghi"]
