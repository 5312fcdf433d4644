"""Which of Kokoro's speakers speaks for which of Azure's voices."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from voicelab.embedded.engines import VoiceEntry
from voicelab.embedded.local.model_files.known_models import MODELS
from voicelab.embedded.local.voices.catalogue import LocalCatalogue
from voicelab.embedded.local.voices.kokoro_languages import KOKORO_LANGUAGES, kokoro_language
from voicelab.embedded.local.voices.kokoro_speakers import KOKORO_SPEAKERS, mixes
from voicelab.embedded.local.voices.local_voice import LocalVoice

LANGUAGES = ("en", "es", "fr", "hi", "it", "ja", "pt", "zh")
CATALOGUE = LocalCatalogue(LANGUAGES)


def entry(short_name: str, catalogue: LocalCatalogue = CATALOGUE) -> VoiceEntry:
    found = catalogue.find(short_name)
    assert found is not None
    return found


def speakers(short_name: str) -> list[str]:
    return [speaker for speaker, _ in CATALOGUE.local_voice(entry(short_name)).mix]


@pytest.mark.parametrize(
    ("name", "speaker"),
    [
        ("en-US-JennyMultilingualNeural", "af_heart"),
        ("en-US-JennyNeural", "af_bella"),
        ("en-US-GuyNeural", "am_michael"),
        ("en-US-AriaNeural", "af_sarah"),
        ("en-GB-SoniaNeural", "bf_emma"),
        ("en-GB-RyanNeural", "bm_george"),
        ("fr-FR-DeniseNeural", "ff_siwis"),
        ("es-ES-ElviraNeural", "ef_dora"),
        ("es-ES-AlvaroNeural", "em_alex"),
        ("it-IT-ElsaNeural", "if_sara"),
        ("it-IT-DiegoNeural", "im_nicola"),
        ("pt-BR-FranciscaNeural", "pf_dora"),
        ("hi-IN-SwaraNeural", "hf_alpha"),
        ("hi-IN-MadhurNeural", "hm_omega"),
        ("ja-JP-NanamiNeural", "jf_alpha"),
        ("ja-JP-KeitaNeural", "jm_kumo"),
        ("zh-CN-XiaoxiaoNeural", "zf_xiaoxiao"),
        ("zh-CN-YunxiNeural", "zm_yunxi"),
        ("zh-CN-YunjianNeural", "zm_yunjian"),
    ],
)
def test_the_best_known_voices_have_a_speaker_of_their_own(name: str, speaker: str) -> None:
    assert speakers(name) == [speaker]
    assert entry(name).exact
    assert entry(name).local_voice == f"Kokoro {speaker}"


def test_no_two_names_of_one_language_and_gender_sound_alike() -> None:
    given = Counter(
        (CATALOGUE.local_voice(voice).mix, voice.locale[:2], voice.gender)
        for voice in CATALOGUE.voices
        if voice.locale[:2] in LANGUAGES
    )

    assert [each for each, times in given.items() if times > 1] == []


def test_every_speaker_is_of_the_gender_that_azure_gives_the_name() -> None:
    wrong = [
        voice.short_name
        for voice in CATALOGUE.voices
        for speaker, _ in CATALOGUE.local_voice(voice).mix
        if speaker[1] != voice.gender[0].lower()
    ]

    assert wrong == []


def test_speakers_of_a_language_are_all_used() -> None:
    used = {speaker for voice in CATALOGUE.voices for speaker, _ in CATALOGUE.local_voice(voice).mix}

    assert used == set(KOKORO_SPEAKERS)


def test_shares_of_a_mix_are_one_together() -> None:
    for language in KOKORO_LANGUAGES:
        for gender in ("Female", "Male"):
            for mix in mixes(language, gender):
                assert sum(share for _, share in mix) == pytest.approx(1.0)


def test_the_speakers_themselves_come_before_mixes() -> None:
    british = kokoro_language("en-GB")
    assert british is not None
    own = british.speakers("Male")

    assert list(islice(mixes(british, "Male"), 4)) == [((speaker, 1.0),) for speaker in own]


def test_where_a_language_has_no_man_one_of_another_speaks_it_and_the_list_says_so() -> None:
    henri = entry("fr-FR-HenriNeural")

    assert (speakers("fr-FR-HenriNeural"), henri.exact) == (["im_nicola"], False)
    assert henri.local_voice == "Kokoro im_nicola, a speaker of another language, in fr-FR"


def test_another_accent_is_not_exact() -> None:
    assert not entry("en-AU-NatashaNeural").exact
    assert not entry("pt-PT-RaquelNeural").exact


def test_a_child_is_a_womans_voice_made_higher_and_the_list_says_so() -> None:
    ana = entry("en-US-AnaNeural")

    assert CATALOGUE.local_voice(ana).pitch > 1.1
    assert ana.local_voice.endswith(", made higher")


def test_german_stays_the_built_in_voice() -> None:
    katja = entry("de-DE-KatjaNeural")

    assert katja.local_voice == "SVOX Pico de-DE"
    assert CATALOGUE.local_voice(katja).mix == ()


def test_languages_that_it_cannot_pronounce_here_stay_as_they_were() -> None:
    english_alone = LocalCatalogue(("en",))

    assert entry("fr-FR-DeniseNeural", english_alone).local_voice == "SVOX Pico fr-FR"
    assert english_alone.find("ja-JP-NanamiNeural") is None
    assert english_alone.local_voice(entry("en-US-GuyNeural", english_alone)).mix == (("am_michael", 1.0),)


def test_a_name_that_is_not_listed_has_the_same_voice_each_time() -> None:
    newcomer = entry("en-US-NewcomerNeural")

    assert CATALOGUE.local_voice(newcomer) == LocalCatalogue(LANGUAGES).local_voice(newcomer)
    assert CATALOGUE.local_voice(newcomer) != LocalVoice("en-US")


def test_the_model_brings_every_speaker() -> None:
    files = MODELS["kokoro"].files

    assert {f"{speaker}.bin" for speaker in KOKORO_SPEAKERS} < set(files)
