"""Backchannels, as recognizers write them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voicelab.settings.controls import COMMON_LOCALES
from voicelab.text.backchannels import BACKCHANNELS, backchannels, begins_backchannel, is_backchannel
from voicelab.text.languages import ENGLISH_NAMES, language_of
from voicelab.text.stop_words import stop_words

SPOKEN = sorted({*ENGLISH_NAMES, *map(language_of, COMMON_LOCALES)})
DOCS = Path(__file__).parents[2] / "docs" / "end-of-turn.md"

SAID = {
    "en-US": [
        "Mhm.", "Mm-hmm.", "Uh huh", "UH-HUH!", "Mm.", "Hmm…", "Aha", "Yep.", "Yeah, yeah.", "Okay okay okay",
        "OK.", "Right, right.", "Oh, I see.", "Um, yeah.", "Got it.", "All right.", "That makes sense.",
        "That’s true.", "Perfect.", "I understand.", "Fine.", "Got you.", "That's really great.", "For sure.",
        "No problem.", "Oh my God.", "Huh.", "Alrighty.", "Go ahead.", "Haha.", "Oh, really?", "How nice!",
    ],
    "de-DE": ["Ja, ja.", "Genau!", "Ach so.", "Mhm, okay.", "Ähm, ja.", "Naja.", "Das ist gut.", "Echt?"],
    "fr-FR": ["Oui, oui.", "D’accord.", "Ah bon ?", "Mmh.", "Hum hum.", "C’est très bon."],
    "es-MX": ["Sí.", "Aja", "Vale, vale.", "¡Qué bien!", "¿En serio?"],
    "it-IT": ["Ottimo."], "he-IL": ["סבבה"], "ms-MY": ["Betul tu.", "Ye ke?"], "bn-IN": ["আচ্ছা, ঠিক আছে।"],
    "te-IN": ["అవునా?", "సరే."], "sw-KE": ["Sawa sawa."], "fil-PH": ["Oo nga.", "Talaga?"],
    "gl-ES": ["Si, claro."], "eu-ES": ["Bai, bai."], "sr-RS": ["Тачно.", "Nema problema."],
    "ja-JP": ["はい。", "うん、うん。", "んー、ん。", "なるほど。", "はいはい", "ふむふむ", "へえー",
              "あ、そうなんですか？"],
    "zh-CN": ["嗯。", "嗯嗯", "对对对", "好的。", "没问题", "好嘞", "是吧", "真的吗？"],
    "yue-CN": ["係呀。"], "ko-KR": ["네, 네.", "그렇구나.", "그래그래"], "th-TH": ["อ๋อ ครับ", "ครับ ๆ"],
    "ru-RU": ["Угу.", "Да-да."],
    "ar-EG": ["أيوه", "تمام"], "hi-IN": ["हाँ जी।"], "tr-TR": ["Hı hı."], "pt-BR": ["Pois é."],
}  # fmt: skip

NOT_SAID_SO = {
    "en-US": [
        "", "...", "No.", "Wait, no.", "Yes, please stop.", "Okay, stop.", "Yeah, but", "Uh-uh.", "Mm-mm.",
        "Uh, uh, uh.", "Right there.", "Yes, I do.", "Okay, what about Paris?", "Huh?", "Thank you.",
        "Genau.", "No way!", "Right?", "Okay?", "Sure. Okay?", "That's very", "No.",
    ],
    "de-DE": ["Ja, aber", "Nein.", "Moment.", "Janein", "Gut so?", "Das ist"], "el-GR": ["Εντάξει;"],
    "ja-JP": ["ううん", "んーん", "ん〜ん。", "いいえ", "はい、止めて。", "うん、でも"],
    "zh-CN": ["不是", "对不起", "好了", "不好。"],
    "yue-CN": ["唔係"], "ko-KR": ["아니요.", "네?"], "th-TH": ["ไม่ใช่"], "sr-RS": ["Не.", "Зар?"],
}  # fmt: skip


@pytest.mark.parametrize("locale", SAID)
def test_backchannels_are_known_as_recognizers_write_them(locale: str) -> None:
    assert [text for text in SAID[locale] if not is_backchannel(text, (locale,))] == []


@pytest.mark.parametrize("locale", NOT_SAID_SO)
def test_any_other_word_wants_to_be_heard(locale: str) -> None:
    assert [text for text in NOT_SAID_SO[locale] if is_backchannel(text, (locale,))] == []


def test_first_words_may_become_one() -> None:
    begun = {
        "en-US": ["Of", "That's", "That's very", "Yeah, I"],
        "de-DE": ["In", "Ja, ach"],
        "ja-JP": ["なるほ"],
    }
    others = {
        "en-US": ["", "Wait", "Of mine", "Offer", "Yes, but", "No", "Yeah, no", "Right? Yes"],
        "de-DE": ["Nein"],
        "ja-JP": ["いい", "んーん"],
    }

    assert [
        text for locale in begun for text in begun[locale] if not begins_backchannel(text, (locale,))
    ] == []
    wrong = [text for locale in others for text in others[locale] if begins_backchannel(text, (locale,))]
    assert wrong == ["いい"]  # which begins 'いいね'


def test_every_language_has_its_own() -> None:
    unknown = backchannels("xx")

    assert [code for code in {*SPOKEN, *BACKCHANNELS} if len(backchannels(code)) < len(unknown) + 15] == []


def test_the_documentation_names_every_language() -> None:
    named = re.findall(
        r"They are known in (\d+) languages: ([^.]*)\.", " ".join(DOCS.read_text("utf-8").split())
    )

    assert [(int(count), len(re.split(", | and ", names))) for count, names in named] == [
        (len(BACKCHANNELS), len(BACKCHANNELS))
    ]


def test_each_may_be_said_twice() -> None:
    once = {"mm"}  # 'mm-mm' is a no

    assert [
        (code, word)
        for code in {*SPOKEN, *BACKCHANNELS}
        for word in backchannels(code)
        if word not in once and not is_backchannel(f"{word}. {word}!", (f"{code}-XX",))
    ] == []


def test_no_word_for_stop_is_one() -> None:
    assert [
        (code, word) for code in SPOKEN for word in stop_words(code) if is_backchannel(word, (f"{code}-XX",))
    ] == []


def test_several_languages_have_those_of_all() -> None:
    assert all(is_backchannel(text, ("de-DE", "fr-FR")) for text in ("Genau.", "Ouais.", "Mhm, oui."))
