"""The catalogue of voices."""

from __future__ import annotations

import pytest

from voicelab.embedded.engines import VoiceEntry
from voicelab.embedded.local.voices.catalogue import HIBARI_LOCALE, LocalCatalogue
from voicelab.embedded.local.voices.local_voice import LocalVoice

BUILT_IN = LocalCatalogue()
VOICES = BUILT_IN.voices
local_voice = BUILT_IN.local_voice
find_entry = BUILT_IN.find


def entry(short_name: str) -> VoiceEntry:
    found = find_entry(short_name)
    assert found is not None
    return found


def test_names_are_unique_and_of_azures_shape() -> None:
    names = [voice.short_name for voice in VOICES]

    assert len(set(names)) == len(names) > 200
    assert all(name.startswith(voice.locale) for name, voice in zip(names, VOICES, strict=True))


def test_every_voice_is_found_in_any_case() -> None:
    names = [voice.short_name for voice in VOICES]

    assert [entry(name.lower()).short_name for name in names] == names
    assert [entry(name.upper()).short_name for name in names] == names


def test_the_quickstarts_voice_is_the_local_voice_as_it_is() -> None:
    jenny = entry("en-US-JennyMultilingualNeural")

    assert local_voice(jenny) == LocalVoice(HIBARI_LOCALE)
    assert (jenny.display_name, jenny.gender, jenny.exact) == ("Jenny Multilingual", "Female", True)


def test_a_man_is_said_to_be_a_stand_in() -> None:
    guy = entry("en-US-GuyNeural")

    assert (guy.gender, guy.exact) == ("Male", False)
    assert "made deeper" in guy.local_voice
    assert local_voice(guy).pitch < 0.7


@pytest.mark.parametrize(
    ("name", "exact"),
    [
        ("en-GB-SoniaNeural", True),
        ("en-AU-NatashaNeural", False),
        ("de-DE-KatjaNeural", True),
        ("es-MX-DaliaNeural", False),
    ],
)
def test_exact_is_only_the_locale_that_the_local_voice_speaks(name: str, exact: bool) -> None:
    assert entry(name).exact is exact


def test_voices_of_one_speaker_differ() -> None:
    manners = [local_voice(voice) for voice in VOICES]

    assert len(set(manners)) == len(manners)


def test_styles_are_listed_for_those_that_have_them() -> None:
    assert "cheerful" in entry("en-US-JennyNeural").styles
    assert entry("en-US-JennyMultilingualNeural").styles == ()


def test_names_that_are_not_listed_are_found_by_their_locale() -> None:
    newcomer = entry("en-us-newcomerTurboMultilingualNeural")

    assert (newcomer.locale, newcomer.gender) == ("en-US", "Female")
    assert newcomer not in VOICES


def test_a_mans_name_in_another_locale_is_a_man() -> None:
    assert entry("en-IE-AndrewMultilingualNeural").gender == "Male"


@pytest.mark.parametrize(
    "name", ["pt-BR-FranciscaNeural", "ja-JP-NanamiNeural", "", "Jenny", "en-US-", "en-US-Jenny"]
)
def test_a_language_that_nobody_speaks_or_no_voices_name_is_not_found(name: str) -> None:
    assert find_entry(name) is None
