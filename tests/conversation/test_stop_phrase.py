from __future__ import annotations

import pytest

from voicelab import Session
from voicelab.conversation.stop_phrase import is_stop_phrase
from voicelab.settings import Settings
from voicelab.settings.controls import COMMON_LOCALES
from voicelab.testing import ScriptedEngines, embedded_services, speech
from voicelab.text.languages import ENGLISH_NAMES, language_of
from voicelab.text.stop_words import courtesies, stop_words


@pytest.mark.parametrize(
    "heard", ["Stop.", "stop", "STOP!", " Stop … ", "“Stop”", "stop,", "Stop\n", "ｓｔｏｐ"]
)
def test_the_stop_phrase_is_known_in_any_case_and_punctuation(heard: str) -> None:
    assert is_stop_phrase(heard, "stop")


@pytest.mark.parametrize(
    "heard",
    ["Stop, please.", "Please stop.", "Stop. Stop.", "Stop! Stop! Stop!", "Okay, stop. Thank you."],
)
def test_it_may_be_said_twice_and_politely(heard: str) -> None:
    assert is_stop_phrase(heard, "stop")


@pytest.mark.parametrize(
    "heard",
    [
        "", "...", "Please.", "Thank you.", "Okay.", "Stop the music.", "Don't stop.", "Stopp",
        "nonstop",
        "Stop it.", "Stop, please, the music.", "How do I stop?", "Bus stop.", "Stop-and-go.",
    ],
)  # fmt: skip
def test_more_than_the_stop_phrase_does_not_stop(heard: str) -> None:
    assert not is_stop_phrase(heard, "stop")


@pytest.mark.parametrize(
    ("locale", "heard"),
    [
        ("de-DE", "Stopp."),
        ("de-AT", "Stopp, bitte."),
        ("fr-FR", "S’il te plaît, arrête."),
        ("es-MX", "¡Basta! ¡Basta!"),
        ("it-IT", "Basta, grazie."),
        ("zh-CN", "停止。"),
        ("zh-CN", "请停止。停止。"),
        ("zh-TW", "停下來，謝謝"),
        ("ja-JP", "止めてください。"),
        ("ja-JP", "停止してください。"),
        ("ko-KR", "그만!"),
        ("ko-KR", "멈춰 주세요."),
        ("de-DE", "Hör bitte auf!"),
        ("es-ES", "Basta ya."),
        ("ar-EG", "توقّف"),
        ("yue-CN", "停止"),
        ("ru-RU", "Стоп, пожалуйста."),
        ("hi-IN", "कृपया रुकिए।"),
        ("ar-EG", "توقف من فضلك."),
        ("th-TH", "หยุดครับ"),
        ("de-DE", "Stop."),
        ("fi-FI", "Stop."),
    ],
)
def test_the_word_of_each_language_stops(locale: str, heard: str) -> None:
    assert is_stop_phrase(heard, "stop", (locale,))


@pytest.mark.parametrize(
    ("locale", "heard"),
    [("zh-CN", "停止音乐"), ("zh-CN", "不停"), ("zh-CN", "谢谢"), ("de-DE", "Stoppuhr"),
     ("es-ES", "Para mañana"), ("hi-IN", "बस स्टॉप"), ("en-US", "Stopp."),
     ("ja-JP", "ください"), ("th-TH", "หยุดเพลง")],
)  # fmt: skip
def test_words_that_only_contain_the_word_of_a_language_do_not(locale: str, heard: str) -> None:
    assert not is_stop_phrase(heard, "stop", (locale,))


@pytest.mark.parametrize(
    ("locale", "phrase", "heard"),
    [
        ("tr-TR", "iptal", "İptal."), ("tr-TR", "İptal", "iptal"), ("tr-TR", "bitir", "BİTİR"),
        ("tr-TR", "kapı", "KAPI"), ("tr-TR", "KAPI", "kapı"), ("el-GR", "stop", "ΣΤΑΜΑΤΑ"),
        ("el-GR", "ΦΤΑΝΕΙ", "φτάνει"),
    ],
)  # fmt: skip
def test_case_makes_no_difference_in_any_language(locale: str, phrase: str, heard: str) -> None:
    assert is_stop_phrase(heard, phrase, (locale,))


@pytest.mark.parametrize(
    ("locale", "phrase", "heard"),
    [
        ("fr-FR", "stop", "Arrete."), ("fr-FR", "stop", "ARRETEZ"), ("es-ES", "stop", "Detengase."),
        ("pl-PL", "stop", "Przestan"), ("pl-PL", "wyłącz", "WYLACZ"), ("ro-RO", "stop", "Opreste-te."),
        ("ro-RO", "stop", "Opreşte-te."), ("ro-RO", "stop", "Mulțumesc. Opriti-va!"),
        ("fa-IR", "stop", "بس كن"), ("ar-EG", "stop", "كفي"), ("ru-RU", "Всё", "Все."),
        ("de-DE", "stop", "Hoer auf!"), ("vi-VN", "stop", "DUNG LAI"),
    ],
)  # fmt: skip
def test_accents_may_be_left_out(locale: str, phrase: str, heard: str) -> None:
    assert is_stop_phrase(heard, phrase, (locale,))


@pytest.mark.parametrize(
    ("locale", "phrase", "heard"),
    [("de-DE", "schon", "Schön."), ("ja-JP", "かき", "がき"), ("vi-VN", "stop", "Dũng.")],
)
def test_accents_that_the_phrase_has_not_are_another_word(locale: str, phrase: str, heard: str) -> None:
    assert not is_stop_phrase(heard, phrase, (locale,))


def test_all_words_and_courtesies_of_every_language_are_known() -> None:
    spoken = {*ENGLISH_NAMES, *map(language_of, COMMON_LOCALES)}
    missed = [
        (code, said)
        for code in spoken
        for word in stop_words(code)
        for said in (word, f"{word}. {word}!", *(f"{word}, {polite}" for polite in courtesies(code)))
        if not is_stop_phrase(said, "stop", (f"{code}-XX",))
    ]
    assert missed == []
    assert [code for code in spoken if len(courtesies(code)) <= len(courtesies("en")) and code != "en"] == []


def test_several_languages_have_the_words_of_all() -> None:
    assert all(is_stop_phrase(heard, "stop", ("de-DE", "fr-FR")) for heard in ("Stopp.", "Arrête !", "Stop."))


def test_another_phrase_replaces_them() -> None:
    assert is_stop_phrase("¡Para ya, por favor!", "para ya", ("es-ES",))
    assert is_stop_phrase("Straße!", "STRASSE")
    assert not is_stop_phrase("Stop.", "para ya")
    assert not is_stop_phrase("Stopp.", ("stop",), ("de-DE",))


def test_any_of_several_phrases_stops() -> None:
    assert all(
        is_stop_phrase(heard, ("enough", "that's all")) for heard in ("Enough.", "Thanks, that’s all.")
    )


def test_no_phrase_never_stops() -> None:
    assert not is_stop_phrase("", "")
    assert not is_stop_phrase("...", "")
    assert not is_stop_phrase("please", "")


def test_a_long_utterance_is_judged_at_once() -> None:
    assert not is_stop_phrase("a " * 5_000 + "b", ("a", "a a", "a a a"))


def test_what_was_said_in_german_ends_a_german_conversation() -> None:
    script = ScriptedEngines(transcripts=["Stoppuhr.", "Stopp, bitte."])
    with (
        embedded_services(script) as embedded,
        Session(
            services=embedded.services, log=False, language="de-DE", voice="de-DE-KatjaNeural"
        ) as session,
    ):
        assert session.talk([speech(seconds=0.5)] * 3) == "stop-phrase"
        assert session.log.df["transcript"].tolist() == ["Stoppuhr."]


def test_several_phrases_are_kept_with_the_settings() -> None:
    settings = Settings(stop_phrase=["enough", "that's all"])  # type: ignore[arg-type]
    assert settings.stop_phrase == ("enough", "that's all")
    assert Settings.from_dict(settings.to_dict()) == settings
